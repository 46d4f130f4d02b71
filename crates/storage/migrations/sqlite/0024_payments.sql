-- Payments: requests for money as events, what the bank and the desk say came, and which of it pays what. Amounts are whole
-- đồng. Everything of `payments` from `state` on is a projection of its events, written in the same transaction.

CREATE TABLE payments (
  id         TEXT PRIMARY KEY,
  -- The code of the dossier that leads the request, and the text of the transfer without spaces.
  lead       TEXT NOT NULL,
  key        TEXT NOT NULL UNIQUE,
  asked_ms   INTEGER NOT NULL,
  state      TEXT NOT NULL,
  version    INTEGER NOT NULL,
  -- Since when it is known to be paid in full, and whether the bank reported all of it.
  settled_ms INTEGER,
  online     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX payments_by_lead ON payments (lead);
CREATE INDEX payments_by_state ON payments (state, asked_ms, id);

CREATE TABLE payment_events (
  payment TEXT NOT NULL REFERENCES payments (id),
  seq     INTEGER NOT NULL,
  at_ms   INTEGER NOT NULL,
  -- Account id; none for what the bank reported by itself.
  staff   TEXT,
  event   TEXT NOT NULL,
  PRIMARY KEY (payment, seq)
) STRICT;

-- On which days money of a request moved: the days of the cash register that it may stand in.
CREATE TABLE payment_days (
  day     TEXT NOT NULL,
  payment TEXT NOT NULL REFERENCES payments (id),
  PRIMARY KEY (day, payment)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_dossiers (
  payment TEXT NOT NULL REFERENCES payments (id),
  dossier TEXT NOT NULL REFERENCES dossiers (id),
  PRIMARY KEY (payment, dossier)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_dossiers_by_dossier ON payment_dossiers (dossier);

-- `state`: matched (booked on a request), open (nobody knows what for), foreign (not ours), reversed (the bank took it back).
CREATE TABLE movements (
  -- The bank's number, or that of the desk's receipt.
  reference TEXT PRIMARY KEY,
  amount    INTEGER NOT NULL,
  day       TEXT NOT NULL,
  -- As the payer or the bank wrote it; it may name people, and is erased with the dossiers of its request.
  text      TEXT NOT NULL,
  means     TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('matched', 'open', 'foreign', 'reversed')),
  payment   TEXT REFERENCES payments (id),
  -- Why it is open: none, damaged, several, maybe_known, released.
  why       TEXT NOT NULL DEFAULT '',
  -- Booked by a person.
  by_hand   INTEGER NOT NULL DEFAULT 0,
  -- The bank told the same number with another amount or day: `8000 2026-11-23`.
  conflict  TEXT NOT NULL DEFAULT '',
  at_ms     INTEGER NOT NULL
) STRICT;
CREATE INDEX movements_by_state ON movements (state, day, reference);
CREATE INDEX movements_by_day ON movements (day, amount);
CREATE INDEX movements_by_payment ON movements (payment) WHERE payment IS NOT NULL;

CREATE TRIGGER movements_forget AFTER DELETE ON payment_dossiers
WHEN NOT EXISTS (SELECT 1 FROM payment_dossiers WHERE payment = OLD.payment)
BEGIN UPDATE movements SET text = '' WHERE payment = OLD.payment; END;
