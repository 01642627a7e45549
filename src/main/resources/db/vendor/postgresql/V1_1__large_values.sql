-- Chunks are compressed already.
alter table payload_chunk alter column content set storage external;
