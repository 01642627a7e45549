-- What the next records of an open text have to be seen together with, so that a secret that is cut in two is found.
alter table open_capture add column tail varchar(600) default '' not null;
