-- The conversation: an append-only log, and one summary row that lists, search and reports read. Both are written by the
-- same statement, so neither can be ahead of the other.

CREATE TABLE conversation (
  id         uuid PRIMARY KEY,             -- version 7: newer sorts last
  version    bigint NOT NULL,              -- sequence of the last event; an append names the version it stands on
  hash       bytea NOT NULL,               -- hash of the last event
  store      text NOT NULL,
  customer   uuid NOT NULL,
  team       text NOT NULL,
  assignee   uuid,
  status     smallint NOT NULL,            -- 0 open, 1 waiting, 2 resolved, 3 closed
  weight     smallint NOT NULL,            -- capacity units it takes while open
  summary    text NOT NULL                 -- the row as clients get it (JSON)
) WITH (fillfactor = 70);                  -- room for in-page updates: the indexed columns seldom change

CREATE INDEX conversation_open     ON conversation (store, id) WHERE status < 2;
CREATE INDEX conversation_done     ON conversation (store, id) WHERE status >= 2;
CREATE INDEX conversation_waiting  ON conversation (team, id) WHERE assignee IS NULL AND status = 0;
CREATE INDEX conversation_assignee ON conversation (assignee, id) WHERE assignee IS NOT NULL AND status < 2;
CREATE INDEX conversation_customer ON conversation (customer, id);

CREATE TABLE conversation_event (
  conversation uuid NOT NULL,
  sequence     bigint NOT NULL,            -- 1 for the first; no gaps
  at           timestamptz NOT NULL,
  type         text NOT NULL,
  payload      text NOT NULL,              -- JSON; text and not jsonb, because a buyer may write U+0000
  hash         bytea NOT NULL,             -- SHA-256 over the previous hash and this event: the log cannot be edited unseen
  PRIMARY KEY (conversation, sequence)
);

-- An inbound message's id is derived from (store, channel, external id), so this key is what makes a repeat change nothing.
CREATE TABLE inbound_message (
  message      uuid PRIMARY KEY,
  conversation uuid NOT NULL,
  sequence     bigint NOT NULL
);

-- When a conversation's grain has to act next: the earliest of its clocks, retries and snoozes. One row at most each.
CREATE TABLE deadline (
  conversation uuid PRIMARY KEY,
  due_at       timestamptz NOT NULL,
  lease_until  timestamptz
) WITH (fillfactor = 70);
CREATE INDEX deadline_due ON deadline (due_at);

-- Replies on their way to a channel that is not a live widget.
CREATE TABLE outbox (
  conversation uuid NOT NULL,
  message      uuid NOT NULL,
  store        text NOT NULL,
  channel      text NOT NULL,
  identity     text NOT NULL,
  body         text NOT NULL,
  language     text NOT NULL,
  created_at   timestamptz NOT NULL,
  attempts     integer NOT NULL DEFAULT 0,
  next_at      timestamptz NOT NULL,       -- also the end of a lease while an attempt is under way
  dead         boolean NOT NULL DEFAULT false,
  reason       text,
  PRIMARY KEY (conversation, message)
) WITH (fillfactor = 70);
CREATE INDEX outbox_next ON outbox (next_at) WHERE NOT dead;
CREATE INDEX outbox_dead ON outbox (store, created_at) WHERE dead;

-- ASP.NET Core's data protection keys: every node must read what another one signed.
CREATE TABLE data_protection_key (
  name text PRIMARY KEY,
  xml  text NOT NULL
);
