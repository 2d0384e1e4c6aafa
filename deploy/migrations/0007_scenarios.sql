-- Orders, as the shops' back ends report them: what suggested replies are filled from.

CREATE TABLE shop_order (
  store     text NOT NULL,
  id        text NOT NULL,
  buyer     text,                           -- the identity under which the buyer writes
  placed_at timestamptz NOT NULL,
  data      text NOT NULL,                  -- the order as clients get it (JSON)
  PRIMARY KEY (store, id)
);

CREATE INDEX shop_order_buyer ON shop_order (store, buyer, placed_at DESC) WHERE buyer IS NOT NULL;

-- What agents taught the classifier, found without reading the whole log.
CREATE INDEX conversation_event_taught ON conversation_event (at) WHERE type = 'taught';
