-- H2 writes the file each time it takes new numbers from a sequence, before and beside the commit that uses them.
alter table live_event alter column id set cache 10000;
