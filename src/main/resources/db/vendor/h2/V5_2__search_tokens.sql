-- The words of a search document. H2's own full-text index is slower than this table by far.
create table search_token (
    token       varchar(100) not null,
    document_id varchar(64) not null references search_document (id) on delete cascade,
    primary key (token, document_id)
);
create index search_token_document on search_token (document_id, token);
alter table search_document drop column content;
