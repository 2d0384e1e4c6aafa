-- What conversations were promised: calendars with their holidays, policies, escalations and marketplace rules in full, under the
-- hash of the content. A conversation's log names the key; a row is never changed, so folding a log gives the same clocks for ever.

CREATE TABLE sla_terms (
  key   text PRIMARY KEY,
  terms text NOT NULL,                     -- JSON
  at    timestamptz NOT NULL DEFAULT now()
);
