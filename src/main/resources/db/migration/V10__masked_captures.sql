-- Secrets that were taken out of the records of a capture before they were kept.
alter table capture add column masked integer default 0 not null;
