-- Answers kept under an Idempotency-Key are dropped a day after they were given: found by age, without reading the other states.
CREATE INDEX orleans_grain_state_idempotency ON orleans_grain_state (modified_at) WHERE state_name = 'idempotency';
