-- Cash at an agency: an agent takes it for a signed voucher, up to a cap, and deposits it later.
ALTER TABLE payments.attempt_events DROP CONSTRAINT attempt_events_source_check;
ALTER TABLE payments.attempt_events ADD CONSTRAINT attempt_events_source_check
    CHECK (source IN ('request', 'query', 'staff', 'agent'));

-- One voucher per attempt: what an agent may take cash for, once.
CREATE TABLE payments.vouchers (
    attempt_id  uuid PRIMARY KEY REFERENCES payments.attempts (id),
    -- For agents who cannot scan.
    code        text NOT NULL UNIQUE CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
    expires_at  timestamptz NOT NULL,
    agent_id    uuid,
    -- When the cash was handed over, as the agent's device says.
    taken_at    timestamptz,
    accepted_at timestamptz,
    CONSTRAINT vouchers_accepted CHECK (num_nonnulls(agent_id, taken_at, accepted_at) IN (0, 3))
);
CREATE INDEX vouchers_agent ON payments.vouchers (agent_id, accepted_at DESC, attempt_id DESC) WHERE agent_id IS NOT NULL;

-- How much cash an agent may hold: the floor of the float's account in the ledger, set with it.
CREATE TABLE payments.agents (
    agent_id   uuid NOT NULL,
    currency   text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    cap_minor  bigint NOT NULL CHECK (cap_minor BETWEEN 0 AND 1000000000000),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agent_id, currency)
);

-- Cash that an agent brought to the bank.
CREATE TABLE payments.agent_deposits (
    -- Made by the caller: also the journal's.
    id           uuid PRIMARY KEY,
    agent_id     uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    currency     text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    -- The bank's: one slip is booked once.
    reference    text NOT NULL CONSTRAINT agent_deposits_reference UNIQUE CHECK (length(reference) BETWEEN 1 AND 100),
    reason       text NOT NULL CHECK (length(reason) BETWEEN 3 AND 500),
    booked_at    timestamptz NOT NULL
);
CREATE INDEX agent_deposits_agent ON payments.agent_deposits (agent_id, booked_at DESC, id DESC);

-- A refund that was kept and that its owner claimed: it goes where they say, by no provider of its collection.
ALTER TABLE payments.disbursements ADD COLUMN claimed_at timestamptz;
