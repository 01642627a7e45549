-- Browsers that have logged in. Only the hash of a session's secret is kept.
create table access_session (
    sha256     varchar(64) primary key,
    token_id   uuid not null references access_token (id) on delete cascade,
    expires_at timestamp(6) with time zone not null
);
create index access_session_token on access_session (token_id);
create index access_session_expires on access_session (expires_at);
