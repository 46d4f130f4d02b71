-- Ratings. No table names a dossier, a person or a device; of the time only the day is kept. Keys are hashes of tokens, two
-- different ones, so that neither table's row is found from the other; without row ids the order of rows tells nothing.

-- Which codes were printed on slips.
CREATE TABLE rating_slips (
  key   TEXT PRIMARY KEY,
  field TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ratings (
  key     TEXT PRIMARY KEY,
  source  TEXT NOT NULL CHECK (source IN ('slip', 'counter')),
  -- The field of a slip's procedure, or the name of a counter.
  place   TEXT NOT NULL,
  day     TEXT NOT NULL,
  level   TEXT NOT NULL,
  scores  TEXT NOT NULL,
  comment TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ratings_by_day ON ratings (day);
