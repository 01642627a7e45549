-- The words of a search document, cut by the service as on H2, looked up by a full-text index.
alter table search_document add column tokens tsvector not null default '';
update search_document set tokens = to_tsvector('simple', regexp_replace(content, '[^[:alnum:]_]+', ' ', 'g'));
alter table search_document drop column content;
create index search_document_tokens on search_document using gin (tokens);
