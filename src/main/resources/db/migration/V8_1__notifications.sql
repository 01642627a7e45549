-- What somebody wants to hear of, and where.
create table notification_rule (
    id               uuid primary key,
    version          bigint not null,
    name             varchar(100) not null unique,
    enabled          boolean not null,
    triggers         varchar(100) not null,
    category         varchar(32),
    service          varchar(200),
    environment      varchar(200),
    spike_count      integer not null,
    spike_minutes    integer not null,
    channel          varchar(16) not null,
    target           varchar(2000) not null,
    secret           varchar(200),
    old_secret       varchar(200),
    old_secret_until timestamp(6) with time zone,
    language         varchar(20) not null,
    cooldown_minutes integer not null,
    hourly_cap       integer not null,
    problem          varchar(500),
    created_by       varchar(200) not null,
    created_at       timestamp(6) with time zone not null
);

-- What was told, or was to be told. "body" is made once, so that every attempt sends the same. "repeated" counts what was
-- held back after it while the issue cooled down.
create table notification (
    id           uuid primary key,
    rule_id      uuid not null references notification_rule (id) on delete cascade,
    issue_id     uuid,
    incident_id  uuid,
    cause        varchar(16) not null,
    state        varchar(16) not null,
    reason       varchar(32),
    spike_seen   bigint,
    repeated     bigint not null,
    attempts     integer not null,
    title        varchar(1000),
    body         text,
    created_at   timestamp(6) with time zone not null,
    admitted_at  timestamp(6) with time zone,
    next_at      timestamp(6) with time zone,
    finished_at  timestamp(6) with time zone
);
create index notification_newest on notification (id desc);
create index notification_issue on notification (rule_id, issue_id, created_at);
create index notification_admitted on notification (rule_id, admitted_at);
create index notification_created on notification (created_at);

create table notification_attempt (
    notification_id uuid not null references notification (id) on delete cascade,
    attempt         integer not null,
    tried_at        timestamp(6) with time zone not null,
    millis          integer not null,
    status          integer,
    detail          varchar(500),
    primary key (notification_id, attempt)
);

-- Incidents of an issue in a minute, kept while some rule looks for spikes.
create table issue_minute (
    issue_id       uuid not null references issue (id) on delete cascade,
    seen_minute    bigint not null,
    incident_count integer not null,
    primary key (issue_id, seen_minute)
);
create index issue_minute_seen on issue_minute (seen_minute);
