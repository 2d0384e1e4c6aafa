-- Every answer that a marketplace's clock asked for: what account health is counted from. Written by the commit that starts or ends
-- the clock; a conversation without a marketplace has none.

CREATE TABLE marketplace_answer (
  conversation uuid NOT NULL,
  started_at   timestamptz NOT NULL,
  store        text NOT NULL,
  channel      text NOT NULL,
  rule         text NOT NULL,
  due_at       timestamptz NOT NULL,
  ended_at     timestamptz,                -- null while it is owed
  state        smallint NOT NULL,          -- 0 running, 2 met, 3 missed, 4 dropped: no answer was needed
  PRIMARY KEY (conversation, started_at)
) WITH (fillfactor = 70);
CREATE INDEX marketplace_answer_window ON marketplace_answer (store, started_at);
CREATE INDEX marketplace_answer_open   ON marketplace_answer (store, due_at) WHERE ended_at IS NULL;
