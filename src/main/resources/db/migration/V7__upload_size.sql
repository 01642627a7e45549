-- Size of the body as sent, which masking and opened profiles make differ from the text that is kept.
alter table upload add column bytes bigint;
-- How long it took from the first byte to the diagnosis, in ms.
alter table upload add column millis double precision;
