-- Erasures that were asked for, and how far they are.
create table erasure (
    id              uuid primary key,
    state           varchar(16) not null,
    dry_run         boolean not null,
    received_before timestamp(6) with time zone,
    issue_id        uuid,
    service         varchar(200),
    environment     varchar(200),
    host            varchar(200),
    query           varchar(500),
    incidents       bigint not null,
    last_id         uuid,
    requested_by    varchar(200) not null,
    requested_at    timestamp(6) with time zone not null,
    ended_at        timestamp(6) with time zone
);
-- What an incident leaves behind has to be found when it goes.
create index rediagnosis_change_incident on rediagnosis_change (incident_id);
create index delivery_service on delivery (service);
create index delivery_host on delivery (host);
create index capture_service on capture (service);
create index capture_host on capture (host);
