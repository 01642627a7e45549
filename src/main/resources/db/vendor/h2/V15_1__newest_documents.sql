-- A search that many incidents fit walks from the newest on. With the document in the index only incidents that fit are read.
drop index incident_newest;
create index incident_newest on incident (id desc, document_id);
