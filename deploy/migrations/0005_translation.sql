-- Translations that a store has had already. The key is a hash over translator, languages, tone, glossary and the text with its order numbers,
-- names and links taken out; the translation has tokens in their places, so that neither holds anything personal that was recognised.
CREATE TABLE translation_memory (
  store      text NOT NULL,
  key        bytea NOT NULL,
  translated text NOT NULL,
  translator text NOT NULL,               -- a provider's name, or the agent who corrected it
  at         timestamptz NOT NULL,
  PRIMARY KEY (store, key)
);

-- Characters sent to a provider for a store in a calendar month (UTC): what budgets are held against.
CREATE TABLE translation_usage (
  store      text NOT NULL,
  provider   text NOT NULL,
  month      date NOT NULL,
  characters bigint NOT NULL,
  PRIMARY KEY (store, provider, month)
) WITH (fillfactor = 70);

-- Translations that failed for a reason that passes. Whoever can translate again works them off in the order of need.
CREATE TABLE translation_backlog (
  conversation uuid NOT NULL,
  message      uuid NOT NULL,
  target       text NOT NULL,
  sequence     bigint NOT NULL,
  asked_at     timestamptz NOT NULL,
  attempts     integer NOT NULL DEFAULT 0,
  lease_until  timestamptz,
  PRIMARY KEY (conversation, message, target)
) WITH (fillfactor = 70);
