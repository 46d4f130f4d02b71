-- The queue: tickets of each local day. Nothing in them says who waits.

CREATE TABLE tickets (
  id        TEXT PRIMARY KEY,
  day       TEXT NOT NULL,
  number    INTEGER NOT NULL,
  priority  INTEGER NOT NULL,
  procedure TEXT,
  state     TEXT NOT NULL CHECK (state IN ('waiting', 'called', 'done', 'skipped')),
  -- Who called it; while it waits again, who it was sent to.
  counter   TEXT,
  -- The version of the queue at which it was sent or called: what came first, and which call is the newest.
  place     INTEGER NOT NULL,
  calls     INTEGER NOT NULL DEFAULT 0,
  issued_ms INTEGER NOT NULL,
  first_ms  INTEGER,
  called_ms INTEGER,
  -- Idempotency keys of giving it out and of its last call.
  issue_key TEXT,
  call_key  TEXT,
  UNIQUE (day, number)
) STRICT;
CREATE UNIQUE INDEX tickets_by_issue_key ON tickets (issue_key) WHERE issue_key IS NOT NULL;

-- One row: grows with every change, over all days.
CREATE TABLE queue_version (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO queue_version (one, version) VALUES (1, 0);
