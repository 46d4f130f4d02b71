-- How often posters were scanned: what they show, when they were printed, on which day. Nothing of who.

CREATE TABLE poster_scans (
  procedure TEXT NOT NULL,
  printed   TEXT NOT NULL,
  day       TEXT NOT NULL,
  count     INTEGER NOT NULL,
  PRIMARY KEY (procedure, printed, day)
) STRICT;
