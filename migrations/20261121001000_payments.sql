-- Payments: money in by intents, money out by disbursements, both by attempts at a provider. What a provider says is never
-- believed before it was asked; what it did not answer is unknown, not failed.
CREATE SCHEMA payments;

-- Money that somebody is to pay, and the account of the ledger that it is for.
CREATE TABLE payments.intents (
    id              uuid PRIMARY KEY,
    -- What is paid for, in the words of who asked: `pledge` and its id.
    purpose_kind    text NOT NULL CHECK (purpose_kind ~ '^[a-z][a-z0-9-]{2,40}$'),
    purpose_id      uuid NOT NULL,
    amount_minor    bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    currency        text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    credit_code     text NOT NULL CHECK (credit_code IN ('escrow', 'payable')),
    credit_owner    uuid NOT NULL,
    state           text NOT NULL CHECK (state IN
        ('requires_action', 'processing', 'succeeded', 'cancelled', 'expired', 'conflicted')),
    account_id      uuid REFERENCES identity.account (id) ON DELETE SET NULL,
    -- The attempt that paid it.
    paid_by         uuid,
    expires_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT intents_paid CHECK ((state = 'succeeded') = (paid_by IS NOT NULL))
);
CREATE INDEX intents_purpose ON payments.intents (purpose_id);
CREATE INDEX intents_open ON payments.intents (expires_at) WHERE state IN ('requires_action', 'processing');

-- Money that is to reach somebody: a refund to a backer, a payout to a creator.
CREATE TABLE payments.disbursements (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('refund', 'payout')),
    purpose_kind    text NOT NULL CHECK (purpose_kind ~ '^[a-z][a-z0-9-]{2,40}$'),
    purpose_id      uuid NOT NULL,
    amount_minor    bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    currency        text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    debit_code      text NOT NULL CHECK (debit_code IN ('payable', 'refund_payable')),
    debit_owner     uuid NOT NULL,
    -- Of a refund: the attempt whose money goes back.
    collected_by    uuid,
    rail            text NOT NULL CHECK (rail ~ '^[a-z][a-z0-9_]{1,30}$'),
    country         text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    -- Whom it is for, sealed; none where the provider knows from what is refunded.
    party_sealed    bytea,
    state           text NOT NULL CHECK (state IN ('requires_action', 'processing', 'succeeded', 'unclaimed')),
    sent_by         uuid,
    attempts_left   smallint NOT NULL CHECK (attempts_left >= 0),
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT disbursements_sent CHECK ((state = 'succeeded') = (sent_by IS NOT NULL)),
    CONSTRAINT disbursements_refund CHECK (kind = 'refund' OR collected_by IS NULL)
);
CREATE INDEX disbursements_processing ON payments.disbursements (updated_at, id) WHERE state = 'processing';
CREATE INDEX disbursements_purpose ON payments.disbursements (purpose_id);
-- What came in by one attempt goes back at most once.
CREATE UNIQUE INDEX disbursements_once ON payments.disbursements (collected_by) WHERE collected_by IS NOT NULL;

-- One try at one provider. Its id is our reference there: the idempotency key of the one request that it makes.
CREATE TABLE payments.attempts (
    id              uuid PRIMARY KEY,
    intent_id       uuid REFERENCES payments.intents (id),
    disbursement_id uuid REFERENCES payments.disbursements (id),
    kind            text NOT NULL CHECK (kind IN ('collect', 'refund', 'payout')),
    rail            text NOT NULL CHECK (rail ~ '^[a-z][a-z0-9_]{1,30}$'),
    provider        text NOT NULL CHECK (provider ~ '^[a-z][a-z0-9-]{1,31}$'),
    state           text NOT NULL CHECK (state IN
        ('created', 'sent', 'unknown', 'pending', 'charged', 'failed', 'integrity_failure')),
    -- What the provider is asked for; another currency than the intent's where the provider does not have that one.
    amount_minor    bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    currency        text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    -- Who pays or is paid: a phone in E.164, an address, an IBAN; sealed.
    party_sealed    bytea,
    country         text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    -- The same as a keyed hash, for limits.
    party_hash      bytea CHECK (length(party_hash) = 16),
    address_hash    bytea CHECK (length(address_hash) = 16),
    provider_ref    text CHECK (length(provider_ref) BETWEEN 1 AND 200),
    -- Of a refund: the attempt whose money goes back.
    refunds         uuid REFERENCES payments.attempts (id),
    -- Where the payer goes on, if the provider named a page.
    redirect_url    text CHECK (length(redirect_url) <= 2000),
    failure_code    text CHECK (failure_code ~ '^[a-z][a-z0-9-]{2,60}$'),
    failure_detail  text CHECK (length(failure_detail) <= 200),
    advice          text CHECK (advice IN ('retry', 'switch_rail', 'ask_user', 'stop', 'alert')),
    -- Of an integrity failure: what the provider says it took.
    received_minor  bigint CHECK (received_minor >= 0),
    journal_id      uuid NOT NULL UNIQUE,
    checks          smallint NOT NULL DEFAULT 0 CHECK (checks >= 0),
    next_check_at   timestamptz,
    created_at      timestamptz NOT NULL,
    sent_at         timestamptz,
    decided_at      timestamptz,
    CONSTRAINT attempts_of_one CHECK (num_nonnulls(intent_id, disbursement_id) = 1),
    CONSTRAINT attempts_refunds CHECK ((kind = 'refund') = (refunds IS NOT NULL)),
    CONSTRAINT attempts_kind CHECK ((kind = 'collect') = (intent_id IS NOT NULL)),
    CONSTRAINT attempts_decided CHECK ((state IN ('charged', 'failed', 'integrity_failure')) = (decided_at IS NOT NULL)),
    CONSTRAINT attempts_failure CHECK ((state = 'failed') = (failure_code IS NOT NULL)),
    -- A payment that failed may be asked about as well, for a while.
    CONSTRAINT attempts_checked CHECK (
        CASE WHEN state IN ('sent', 'unknown', 'pending') THEN next_check_at IS NOT NULL
             ELSE state = 'failed' OR next_check_at IS NULL END)
);
-- No second try while the first is open: what is unknown may still happen.
CREATE UNIQUE INDEX attempts_one_open_intent ON payments.attempts (intent_id)
    WHERE state IN ('created', 'sent', 'unknown', 'pending');
CREATE UNIQUE INDEX attempts_one_open_disbursement ON payments.attempts (disbursement_id)
    WHERE state IN ('created', 'sent', 'unknown', 'pending', 'charged', 'integrity_failure');
-- Not unique: some providers pass on what an operator calls it, and two operators may call two things the same.
CREATE INDEX attempts_provider_ref ON payments.attempts (provider, kind, provider_ref) WHERE provider_ref IS NOT NULL;
CREATE INDEX attempts_intent ON payments.attempts (intent_id, id) WHERE intent_id IS NOT NULL;
CREATE INDEX attempts_disbursement ON payments.attempts (disbursement_id, id) WHERE disbursement_id IS NOT NULL;
CREATE INDEX attempts_unknown ON payments.attempts (sent_at, id) WHERE state IN ('unknown', 'pending');
CREATE INDEX attempts_unsent ON payments.attempts (created_at) WHERE state = 'created';
CREATE INDEX attempts_due ON payments.attempts (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX attempts_party ON payments.attempts (party_hash, created_at) WHERE party_hash IS NOT NULL;
CREATE INDEX attempts_address ON payments.attempts (address_hash, created_at) WHERE address_hash IS NOT NULL;

ALTER TABLE payments.intents ADD FOREIGN KEY (paid_by) REFERENCES payments.attempts (id);
ALTER TABLE payments.disbursements ADD FOREIGN KEY (collected_by) REFERENCES payments.attempts (id);
ALTER TABLE payments.disbursements ADD FOREIGN KEY (sent_by) REFERENCES payments.attempts (id);

-- What happened to an attempt, in order: the timeline that the payer sees.
CREATE TABLE payments.attempt_events (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    attempt_id uuid NOT NULL REFERENCES payments.attempts (id),
    state      text NOT NULL,
    -- Who made it known: our request, a query, a person of the staff.
    source     text NOT NULL CHECK (source IN ('request', 'query', 'staff')),
    detail     text CHECK (length(detail) <= 200),
    at         timestamptz NOT NULL
);
CREATE INDEX attempt_events_attempt ON payments.attempt_events (attempt_id, id);

-- What providers sent us, as it came, before anything is made of it.
CREATE TABLE payments.callbacks (
    id           uuid PRIMARY KEY,
    provider     text NOT NULL,
    -- The provider's own id of the event, or the hash of the body.
    event_key    text NOT NULL CHECK (length(event_key) BETWEEN 1 AND 200),
    method       text NOT NULL,
    headers      jsonb NOT NULL,
    -- Query and body, sealed: providers write numbers and names into them.
    content      bytea NOT NULL CHECK (length(content) <= 120000),
    deliveries   integer NOT NULL DEFAULT 1 CHECK (deliveries >= 1),
    received_at  timestamptz NOT NULL,
    -- Later than received_at: a row that is there was not yet understood.
    processed_at timestamptz,
    verdict      text CHECK (verdict IN ('signed', 'unsigned', 'forged', 'unreadable', 'foreign')),
    attempt_id   uuid REFERENCES payments.attempts (id),
    UNIQUE (provider, event_key),
    CHECK ((processed_at IS NULL) = (verdict IS NULL))
);
CREATE INDEX callbacks_waiting ON payments.callbacks (received_at) WHERE processed_at IS NULL;
CREATE INDEX callbacks_retention ON payments.callbacks (received_at);

-- The keys with which we speak to a provider: sealed, one row per provider.
CREATE TABLE payments.credentials (
    provider   text PRIMARY KEY CHECK (provider ~ '^[a-z][a-z0-9-]{1,31}$'),
    sealed     bytea NOT NULL,
    updated_at timestamptz NOT NULL
);
