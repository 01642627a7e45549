-- What the owner of a token sees of it: its first characters, who made it, how long it is good, when it was last shown.
alter table access_token add column hint varchar(16);
alter table access_token add column created_by varchar(200);
alter table access_token add column expires_at timestamp(6) with time zone;
alter table access_token add column last_used_at timestamp(6) with time zone;

-- Who did what, and who was sent away.
create table audit_entry (
    id          uuid primary key,
    happened_at timestamp(6) with time zone not null,
    actor       varchar(200) not null,
    address     varchar(64),
    action      varchar(32) not null,
    subject     varchar(1000) not null
);
create index audit_entry_newest on audit_entry (id desc);
create index audit_entry_action on audit_entry (action desc, id desc);
create index audit_entry_actor on audit_entry (actor desc, id desc);
