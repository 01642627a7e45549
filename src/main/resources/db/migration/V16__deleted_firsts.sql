-- That the first incident of a text is gone is found out by who reads, not written into all others.
drop index incident_duplicate;
