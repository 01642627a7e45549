-- Text of uploads, once per content. Chunks hold whole lines where lines are not longer than a chunk.
create table payload (
    sha256      varchar(64) primary key,
    bytes       bigint not null,
    line_count  integer not null,
    stored_at   timestamp(6) with time zone not null
);

create table payload_chunk (
    sha256      varchar(64) not null references payload (sha256) on delete cascade,
    ordinal     integer not null,
    first_line  integer not null,
    last_line   integer not null,
    inflated    integer not null,
    content     bytea not null,
    primary key (sha256, ordinal)
);
create index payload_chunk_lines on payload_chunk (sha256, last_line, first_line);

-- What was sent together. "identity" is a hash of text and labels: the same one is never stored twice.
create table upload (
    id          uuid primary key,
    identity    varchar(64) not null unique,
    sha256      varchar(64) not null references payload (sha256),
    envelope    varchar(200) not null,
    received_at timestamp(6) with time zone not null,
    notes       text not null
);
create index upload_sha256 on upload (sha256);

create table upload_key (
    sender_key  varchar(255) primary key,
    upload_id   uuid not null references upload (id) on delete cascade,
    sha256      varchar(64) not null
);
create index upload_key_upload on upload_key (upload_id);

create table issue (
    id                 uuid primary key,
    version            bigint not null,
    fingerprint        varchar(100) not null unique,
    title              varchar(1000) not null,
    message            varchar(500) not null,
    culprit_function   varchar(500),
    culprit_file       varchar(500),
    category           varchar(32) not null,
    kind               varchar(32) not null,
    status             varchar(16) not null,
    regressed          boolean not null,
    incident_count     bigint not null,
    first_seen         timestamp(6) with time zone not null,
    last_seen          timestamp(6) with time zone not null,
    first_release      varchar(200),
    first_release_at   timestamp(6) with time zone,
    last_release       varchar(200),
    last_release_at    timestamp(6) with time zone,
    assignee           varchar(200),
    resolved_in        varchar(200),
    ignore_until       timestamp(6) with time zone,
    ignore_until_count bigint,
    note               varchar(4000)
);
create index issue_last_seen on issue (last_seen, id);
create index issue_first_seen on issue (first_seen, id);
create index issue_incident_count on issue (incident_count, id);
create index issue_function on issue (culprit_function);
create index issue_file on issue (culprit_file);

create table issue_service (
    issue_id uuid not null references issue (id) on delete cascade,
    service  varchar(200) not null,
    primary key (issue_id, service)
);
create index issue_service_service on issue_service (service, issue_id);

-- Incidents per UTC day, so that trends cost nothing to read.
create table issue_day (
    issue_id       uuid not null references issue (id) on delete cascade,
    seen_on        date not null,
    incident_count integer not null,
    primary key (issue_id, seen_on)
);
create index issue_day_seen_on on issue_day (seen_on);

-- An issue that is the same bug seen from another side, named by fingerprint since it may not exist yet.
create table issue_relation (
    issue_id    uuid not null references issue (id) on delete cascade,
    fingerprint varchar(100) not null,
    because     varchar(2000) not null,
    primary key (issue_id, fingerprint)
);
create index issue_relation_fingerprint on issue_relation (fingerprint);

-- What search looks through: one row per variant of an issue, shared by all its incidents.
create table search_document (
    id       varchar(64) primary key,
    issue_id uuid not null references issue (id) on delete cascade,
    content  varchar(8000) not null
);
create index search_document_issue on search_document (issue_id);

create table incident (
    id                 uuid primary key,
    issue_id           uuid not null references issue (id),
    upload_id          uuid not null references upload (id),
    ordinal            integer not null,
    sha256             varchar(64) not null references payload (sha256),
    document_id        varchar(64) not null references search_document (id),
    fingerprint        varchar(100) not null,
    category           varchar(32) not null,
    kind               varchar(32) not null,
    culprit_function   varchar(500),
    culprit_short      varchar(500),
    envelope           varchar(200) not null,
    service            varchar(200),
    environment        varchar(200),
    release_name       varchar(200),
    host               varchar(200),
    title              varchar(500),
    occurred_at        timestamp(6) with time zone,
    received_at        timestamp(6) with time zone not null,
    seen_at            timestamp(6) with time zone not null,
    duplicate_of       uuid,
    reproduction_state varchar(16) not null,
    reproduced         boolean,
    simulation_id      uuid,
    first_line         integer not null,
    diagnosis          text not null
);
create index incident_issue on incident (issue_id, id);
create index incident_issue_seen on incident (issue_id, seen_at);
create index incident_upload on incident (upload_id);
create index incident_sha256 on incident (sha256, first_line);
create index incident_document on incident (document_id, id);
create index incident_category on incident (category, id);
create index incident_kind on incident (kind, id);
create index incident_service on incident (service, id);
create index incident_environment on incident (environment, id);
create index incident_release on incident (release_name, id);
create index incident_function on incident (culprit_function, id);
create index incident_function_short on incident (culprit_short, id);
create index incident_seen on incident (seen_at);
create index incident_duplicate on incident (duplicate_of);

-- Tokens that open the service. Only the hash is kept.
create table access_token (
    id         uuid primary key,
    name       varchar(200) not null unique,
    sha256     varchar(64) not null unique,
    scope      varchar(16) not null,
    created_at timestamp(6) with time zone not null
);
