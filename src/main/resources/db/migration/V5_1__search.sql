-- Lists walk along an index and stop after a page. H2 does so only where the index is sorted as the list is.
drop index issue_last_seen;
drop index issue_first_seen;
drop index issue_incident_count;
create index issue_last_seen on issue (last_seen desc, id desc);
create index issue_first_seen on issue (first_seen desc, id desc);
create index issue_incident_count on issue (incident_count desc, id desc);
create index issue_status on issue (status);
create index issue_category on issue (category);
create index issue_kind on issue (kind);
create index issue_assignee on issue (assignee);
create index issue_regressed on issue (regressed);

create index incident_newest on incident (id desc);
drop index incident_issue;
drop index incident_category;
drop index incident_kind;
drop index incident_service;
drop index incident_environment;
drop index incident_release;
drop index incident_function;
drop index incident_function_short;
create index incident_issue on incident (issue_id desc, id desc);
create index incident_category on incident (category desc, id desc);
create index incident_kind on incident (kind desc, id desc);
create index incident_service on incident (service desc, id desc);
create index incident_environment on incident (environment desc, id desc);
create index incident_release on incident (release_name desc, id desc);
create index incident_function on incident (culprit_function desc, id desc);
create index incident_function_short on incident (culprit_short desc, id desc);

-- Searches that somebody gave a name.
create table saved_search (
    id         uuid primary key,
    name       varchar(100) not null unique,
    query      varchar(500) not null,
    created_by varchar(200) not null,
    created_at timestamp(6) with time zone not null
);

-- Incidents per UTC day and category. Each is spread over several rows, so that uploads do not queue for one.
create table incident_day (
    seen_on        date not null,
    category       varchar(32) not null,
    slot           smallint not null,
    incident_count bigint not null,
    primary key (seen_on, category, slot)
);
insert into incident_day (seen_on, category, slot, incident_count)
    select d.seen_on, i.category, 0, sum(d.incident_count) from issue_day d join issue i on i.id = d.issue_id
    group by d.seen_on, i.category;
