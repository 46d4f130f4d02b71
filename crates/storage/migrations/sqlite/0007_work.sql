-- Lists of the desk: who was asked for an opinion (ids between spaces), which dossiers got their one new appointment, and
-- the indexes of board, list and register. A number of the register is given once a year.

ALTER TABLE dossiers ADD COLUMN asked TEXT NOT NULL DEFAULT ' ';
ALTER TABLE dossiers ADD COLUMN extended INTEGER NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX dossiers_by_number ON dossiers (book_year, book_number) WHERE book_number > 0;
CREATE INDEX dossiers_by_receipt ON dossiers (received_ms);
CREATE INDEX dossiers_by_finish ON dossiers (finished_ms);
CREATE INDEX dossiers_by_return ON dossiers (returned_ms);
CREATE INDEX dossiers_by_projection ON dossiers (projection);
