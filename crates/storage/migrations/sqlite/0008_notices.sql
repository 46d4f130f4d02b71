-- Notices on their way out: one for each event (or message of the desk) and channel, written with it in one transaction. No
-- address and no text stand here: both are read from the dossier when the notice goes out.
-- `state`: waiting, sent (acknowledged by the mail server or the gateway), dead (given up), skipped (no longer true, no address).

CREATE TABLE notices (
  dossier    TEXT NOT NULL REFERENCES dossiers (id),
  about      TEXT NOT NULL CHECK (about IN ('event', 'message')),
  seq        INTEGER NOT NULL,
  channel    TEXT NOT NULL CHECK (channel IN ('mail', 'sms')),
  kind       TEXT NOT NULL,
  state      TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead', 'skipped')),
  tries      INTEGER NOT NULL DEFAULT 0,
  reason     TEXT NOT NULL DEFAULT '',
  created_ms INTEGER NOT NULL,
  next_ms    INTEGER NOT NULL,
  ended_ms   INTEGER,
  PRIMARY KEY (dossier, about, seq, channel)
) STRICT;
CREATE INDEX notices_waiting ON notices (channel, next_ms) WHERE state = 'waiting';
