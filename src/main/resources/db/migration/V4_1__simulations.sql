-- Results of simulations: one per recipe, however many ask for it. Equal recipes have equal results.
create table simulation_result (
    recipe    varchar(64) primary key,
    content   bytea not null,
    inflated  integer not null,
    stored_at timestamp(6) with time zone not null
);

create table simulation (
    id           uuid primary key,
    incident_id  uuid,
    issue_id     uuid references issue (id) on delete cascade,
    recipe       varchar(64) not null,
    scenario     varchar(100) not null,
    go_version   varchar(40) not null,
    seed         bigint not null,
    parameters   varchar(4000) not null,
    message      varchar(500),
    state        varchar(16) not null,
    reproduced   boolean,
    reason       varchar(100),
    requested_at timestamp(6) with time zone not null,
    finished_at  timestamp(6) with time zone
);
create index simulation_issue on simulation (issue_id, recipe);
create index simulation_incident on simulation (incident_id);
create index simulation_recipe on simulation (recipe);
create index simulation_state on simulation (state);

alter table incident add column reproduction_reason varchar(100);
create index incident_simulation on incident (simulation_id);
