-- Reconciliation: what providers settled, line by line, beside what we booked. A difference is a row of its own, and is closed by a
-- journal with a reason, never by an edit.
ALTER TABLE payments.attempts
    -- What of it is in the ledger: all of a charge, what was received and goes back of an integrity failure.
    ADD COLUMN booked_minor bigint NOT NULL DEFAULT 0 CHECK (booked_minor >= 0),
    ADD CONSTRAINT attempts_booked CHECK (state <> 'charged' OR booked_minor = amount_minor);

CREATE TABLE payments.statement_lines (
    provider      text NOT NULL CHECK (provider ~ '^[a-z][a-z0-9-]{1,31}$'),
    -- The provider's id of the line: importing a statement twice changes nothing.
    line_id       text NOT NULL CHECK (length(line_id) BETWEEN 1 AND 200),
    settled_at    timestamptz NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('collect', 'refund', 'payout')),
    provider_ref  text NOT NULL CHECK (length(provider_ref) <= 200),
    merchant_ref  text NOT NULL CHECK (length(merchant_ref) <= 200),
    amount_minor  bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    fee_minor     bigint NOT NULL CHECK (fee_minor >= 0 AND fee_minor <= amount_minor),
    currency      text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    attempt_id    uuid REFERENCES payments.attempts (id),
    journal_id    uuid NOT NULL UNIQUE,
    imported_at   timestamptz NOT NULL,
    PRIMARY KEY (provider, line_id)
);
CREATE INDEX statement_lines_attempt ON payments.statement_lines (attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX statement_lines_day ON payments.statement_lines (provider, settled_at);

CREATE TABLE payments.breaks (
    id               uuid PRIMARY KEY,
    provider         text NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('missing_here', 'missing_at_provider', 'amount', 'duplicate', 'late')),
    attempt_id       uuid REFERENCES payments.attempts (id),
    line_id          text,
    -- Which clearing account does not come to zero, and by how much.
    clearing         text NOT NULL CHECK (clearing IN ('clearing', 'payout_clearing')),
    difference_minor bigint NOT NULL CHECK (difference_minor <> 0),
    currency         text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    opened_at        timestamptz NOT NULL,
    closed_at        timestamptz,
    -- None when a line that came later explained it.
    journal_id       uuid UNIQUE,
    reason           text CHECK (length(reason) BETWEEN 3 AND 500),
    closed_by        uuid REFERENCES identity.account (id) ON DELETE SET NULL,
    FOREIGN KEY (provider, line_id) REFERENCES payments.statement_lines (provider, line_id),
    CONSTRAINT breaks_of_something CHECK (num_nonnulls(attempt_id, line_id) >= 1),
    CONSTRAINT breaks_closed CHECK (closed_at IS NOT NULL OR (journal_id IS NULL AND reason IS NULL AND closed_by IS NULL))
);
CREATE INDEX breaks_open ON payments.breaks (provider, opened_at, id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX breaks_missing_once ON payments.breaks (attempt_id) WHERE kind = 'missing_at_provider';
