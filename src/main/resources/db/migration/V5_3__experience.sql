-- The other party as one incident names or suspects it, and how often an issue's incidents did.
alter table incident add column other_function varchar(500);
alter table incident add column other_basis varchar(16);
create table issue_counterpart (
    issue_id       uuid not null references issue (id) on delete cascade,
    basis          varchar(16) not null,
    function_name  varchar(500) not null,
    incident_count bigint not null,
    primary key (issue_id, basis, function_name)
);

-- Which rules an incident was diagnosed by, so that it can be diagnosed anew when there are better ones.
alter table incident add column diagnosis_version integer default 1 not null;
create index incident_diagnosis_version on incident (diagnosis_version, id);

alter table issue add column resolved_at timestamp(6) with time zone;

-- What people say about a diagnosis.
create table incident_feedback (
    incident_id uuid not null references incident (id) on delete cascade,
    actor       varchar(200) not null,
    verdict     varchar(16) not null,
    remark      varchar(1000),
    given_at    timestamp(6) with time zone not null,
    primary key (incident_id, actor)
);

-- Patterns of functions and files and who owns them, as one text.
create table owner_rules (
    id         smallint primary key,
    rules      varchar(50000) not null,
    updated_by varchar(200) not null,
    updated_at timestamp(6) with time zone not null
);

-- A run over stored texts with today's rules, and what it found or changed.
create table rediagnosis (
    id          uuid primary key,
    state       varchar(16) not null,
    applying    boolean not null,
    everything  boolean not null,
    started_by  varchar(200) not null,
    started_at  timestamp(6) with time zone not null,
    ended_at    timestamp(6) with time zone,
    last_id     uuid,
    seen        bigint not null,
    changed     bigint not null,
    failed      bigint not null
);
create table rediagnosis_change (
    run_id      uuid not null references rediagnosis (id) on delete cascade,
    incident_id uuid not null,
    field       varchar(32) not null,
    old_value   varchar(1000),
    new_value   varchar(1000),
    primary key (run_id, incident_id, field)
);
