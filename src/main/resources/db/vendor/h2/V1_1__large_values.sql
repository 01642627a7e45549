-- H2 would take "text" for a varchar of at most 1 MiB.
alter table upload alter column notes set data type character large object;
alter table incident alter column diagnosis set data type character large object;
