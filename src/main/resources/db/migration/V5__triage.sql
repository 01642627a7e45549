-- Fingerprints that lead to an issue: its own, those of issues merged into it, and those it had under older rules.
-- "home_id" is the issue that a fingerprint goes back to when the issues are taken apart.
create table issue_fingerprint (
    fingerprint varchar(100) primary key,
    issue_id    uuid not null references issue (id) on delete cascade,
    home_id     uuid not null references issue (id) on delete cascade
);
create index issue_fingerprint_issue on issue_fingerprint (issue_id);
create index issue_fingerprint_home on issue_fingerprint (home_id);
insert into issue_fingerprint (fingerprint, issue_id, home_id) select fingerprint, id, id from issue;

-- An issue that is merged keeps its row, so that it can be taken out again.
alter table issue add column merged_into uuid references issue (id) on delete cascade;
-- The type whose method failed: bugs of one type often are bugs of one map.
alter table issue add column receiver varchar(500);
create index issue_merged_into on issue (merged_into);
create index issue_ignore_until on issue (ignore_until);
create index issue_receiver on issue (receiver);

-- What was seen of an issue's incidents: service, environment, release. Each value once.
create table issue_label (
    issue_id    uuid not null references issue (id) on delete cascade,
    label       varchar(16) not null,
    label_value varchar(200) not null,
    primary key (issue_id, label, label_value)
);
create index issue_label_value on issue_label (label, label_value, issue_id);
insert into issue_label (issue_id, label, label_value) select issue_id, 'SERVICE', service from issue_service;
insert into issue_label (issue_id, label, label_value)
    select distinct issue_id, 'ENVIRONMENT', environment from incident where environment is not null;
insert into issue_label (issue_id, label, label_value)
    select distinct issue_id, 'RELEASE', release_name from incident where release_name is not null;
drop table issue_service;

-- Who decided what about an issue, and what it did by itself.
create table issue_event (
    id          uuid primary key,
    issue_id    uuid not null references issue (id) on delete cascade,
    happened_at timestamp(6) with time zone not null,
    actor       varchar(200) not null,
    action      varchar(16) not null,
    field       varchar(32),
    old_value   varchar(4000),
    new_value   varchar(4000),
    reason      varchar(1000),
    batch_id    uuid
);
create index issue_event_issue on issue_event (issue_id, id desc);
create index issue_event_batch on issue_event (batch_id);
