-- The first incident of a text is the first of this index, however often the text has been sent.
create index incident_same_text on incident (sha256, first_line, id);
drop index incident_sha256;
