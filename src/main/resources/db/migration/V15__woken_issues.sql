-- Which ignored issues are due is asked three times a minute: H2 takes one index per table, so one must have both columns.
drop index issue_status;
drop index issue_ignore_until;
create index issue_status on issue (status, ignore_until);
