-- What collectors delivered. "delivery_key" is a hash of the sender's id or of the content: the same one is never taken twice.
create table delivery (
    id           uuid primary key,
    source       varchar(32) not null,
    delivery_key varchar(64) not null,
    sender_id    varchar(200),
    received_at  timestamp(6) with time zone not null,
    state        varchar(16) not null,
    records      integer not null,
    kept         integer not null,
    bytes        bigint not null,
    service      varchar(200),
    host         varchar(200),
    error        varchar(1000),
    unique (source, delivery_key)
);
create index delivery_source on delivery (source, id);
create index delivery_state on delivery (state, id);
create index delivery_received on delivery (received_at);

-- Where an alert points to, in its own words.
create table delivery_pointer (
    delivery_id uuid not null references delivery (id) on delete cascade,
    ordinal     integer not null,
    title       varchar(500) not null,
    status      varchar(50) not null,
    service     varchar(200),
    host        varchar(200),
    started_at  timestamp(6) with time zone,
    url         varchar(2000),
    primary key (delivery_id, ordinal)
);

-- A text that is being put together from records, or waits for its diagnosis.
create table capture (
    id           uuid primary key,
    source       varchar(32) not null,
    state        varchar(16) not null,
    service      varchar(200),
    environment  varchar(200),
    release_name varchar(200),
    host         varchar(200),
    title        varchar(500),
    occurred_at  timestamp(6) with time zone,
    opened_at    timestamp(6) with time zone not null,
    finished_at  timestamp(6) with time zone,
    dropped      integer not null,
    attempts     integer not null,
    error        varchar(1000)
);
create index capture_opened on capture (opened_at);

-- The one text that a source is adding to. Instances take turns by locking the row.
create table open_capture (
    source_key  varchar(64) primary key,
    capture_id  uuid not null unique references capture (id) on delete cascade,
    parts       integer not null,
    first_nanos bigint not null,
    last_nanos  bigint not null,
    line_count  integer not null,
    char_count  bigint not null,
    dropped     integer not null,
    others      integer not null,
    proven      boolean not null,
    stack       boolean not null,
    dying       boolean not null,
    due_at      timestamp(6) with time zone not null
);

-- Records of a capture, as one delivery brought them; kept until they are diagnosed.
create table capture_part (
    capture_id uuid not null references capture (id) on delete cascade,
    part       integer not null,
    slice      integer not null,
    inflated   integer not null,
    content    bytea not null,
    primary key (capture_id, part, slice)
);

create table delivery_capture (
    delivery_id uuid not null references delivery (id) on delete cascade,
    capture_id  uuid not null references capture (id) on delete cascade,
    primary key (delivery_id, capture_id)
);
create index delivery_capture_capture on delivery_capture (capture_id);

create table capture_incident (
    capture_id  uuid not null references capture (id) on delete cascade,
    incident_id uuid not null references incident (id) on delete cascade,
    primary key (capture_id, incident_id)
);
create index capture_incident_incident on capture_incident (incident_id);

-- Records that their senders name (journald's cursors, event ids), where they were kept: never taken twice.
create table seen_record (
    record_key varchar(64) primary key,
    seen_at    timestamp(6) with time zone not null
);
create index seen_record_seen on seen_record (seen_at);

-- Keys that senders sign with, beside those in the configuration; several at a time so that they can be changed.
create table webhook_secret (
    id         uuid primary key,
    source     varchar(32) not null,
    secret     varchar(500) not null,
    created_at timestamp(6) with time zone not null
);
create index webhook_secret_source on webhook_secret (source);
