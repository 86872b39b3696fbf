-- Payouts by bank transfer: they wait, a person makes a batch of them, the bank executes its file and answers by its statement.
CREATE TABLE payments.bank_batches (
    -- Made by the caller: sent twice, it is one batch.
    id           uuid PRIMARY KEY,
    currency     text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    format       text NOT NULL CHECK (format IN ('pain_001', 'csv')),
    payouts      integer NOT NULL CHECK (payouts BETWEEN 1 AND 1000),
    total_minor  bigint NOT NULL CHECK (total_minor > 0),
    execution_on date NOT NULL,
    -- The file as it was made: names and accounts, sealed. Its hash tells that it is still the same.
    file_sealed  bytea NOT NULL,
    file_sha256  bytea NOT NULL CHECK (length(file_sha256) = 32),
    created_by   uuid REFERENCES identity.account (id) ON DELETE SET NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX bank_batches_newest ON payments.bank_batches (created_at DESC, id DESC);

CREATE TABLE payments.bank_batch_payouts (
    -- The key is the guard: a payout is in one batch at most.
    attempt_id uuid PRIMARY KEY REFERENCES payments.attempts (id),
    batch_id   uuid NOT NULL REFERENCES payments.bank_batches (id),
    position   integer NOT NULL CHECK (position >= 1),
    UNIQUE (batch_id, position)
);

CREATE INDEX attempts_bank_queue ON payments.attempts (currency, created_at, id) WHERE provider = 'bank' AND state = 'created';

-- A bank's statement decides, and has returns: money that comes back of what was paid.
ALTER TABLE payments.attempt_events DROP CONSTRAINT attempt_events_source_check;
ALTER TABLE payments.attempt_events ADD CONSTRAINT attempt_events_source_check
    CHECK (source IN ('request', 'query', 'staff', 'agent', 'statement'));
ALTER TABLE payments.statement_lines DROP CONSTRAINT statement_lines_kind_check;
ALTER TABLE payments.statement_lines ADD CONSTRAINT statement_lines_kind_check
    CHECK (kind IN ('collect', 'refund', 'payout', 'return'));
