-- What was joined outside of the database may arrive more than once; its occurrence is taken once.
alter table capture add column occurrence varchar(64);
create unique index capture_occurrence on capture (occurrence);

-- What its sender was told as a delivery's id before the delivery was in the log.
alter table delivery add column receipt uuid;
create unique index delivery_receipt on delivery (receipt);
