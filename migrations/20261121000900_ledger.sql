-- The ledger: double entry, append-only. A journal is a set of transfers that happen together; a transfer debits one account
-- and credits another of the same currency; a pending one reserves, and is resolved at most once.
--
-- What Rust decides is held here a second time: amounts, currencies, floors, one resolution, nothing changed or removed.
CREATE SCHEMA ledger;

-- Counters only; the sums over the transfers are the truth, and `griot ledger verify` compares. No index on a counter, and
-- room in the page, so that an update stays in place (HOT).
CREATE TABLE ledger.accounts (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code            text NOT NULL CHECK (code IN (
        'clearing', 'payout_clearing', 'cash', 'provider_fees', 'suspense', 'escrow', 'payable', 'refund_payable',
        'unclaimed_refunds', 'agent_float', 'platform_revenue', 'refund_fees', 'liquidity', 'fx_spread', 'adjustments')),
    -- A provider's word, the id of a thing, or nothing for an account of ours.
    owner           text NOT NULL CHECK (length(owner) <= 36),
    currency        text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    floor_minor     bigint,
    ceiling_minor   bigint,
    frozen          boolean NOT NULL DEFAULT false,
    debits_posted   bigint NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_posted  bigint NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    debits_pending  bigint NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
    credits_pending bigint NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
    opened_at       timestamptz NOT NULL,
    UNIQUE (code, owner, currency),
    -- For the foreign keys of transfers: both ends are of the transfer's currency.
    UNIQUE (id, currency),
    -- What is reserved counts against the account, what is promised never for it.
    CONSTRAINT accounts_floor CHECK (credits_posted - debits_posted - debits_pending >= floor_minor),
    CONSTRAINT accounts_ceiling CHECK (credits_posted + credits_pending - debits_posted <= ceiling_minor)
) WITH (fillfactor = 70);

CREATE TABLE ledger.journals (
    -- Made by the caller: the idempotency key.
    id           uuid PRIMARY KEY,
    seq          bigint GENERATED ALWAYS AS IDENTITY UNIQUE CHECK (seq >= 1),
    request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
    kind         text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9-]{2,40}$'),
    cause_kind   text NOT NULL CHECK (cause_kind ~ '^[a-z][a-z0-9-]{2,40}$'),
    cause_id     uuid NOT NULL,
    event_at     timestamptz NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX journals_cause ON ledger.journals (cause_id, seq);

CREATE TABLE ledger.transfers (
    journal_id   uuid NOT NULL REFERENCES ledger.journals (id),
    line         smallint NOT NULL CHECK (line >= 0),
    kind         text NOT NULL CHECK (kind IN ('single', 'pending', 'post', 'void')),
    debit_id     bigint NOT NULL,
    credit_id    bigint NOT NULL,
    currency     text NOT NULL,
    -- Of a void: what it released.
    amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    timeout_at   timestamptz,
    PRIMARY KEY (journal_id, line),
    CONSTRAINT transfers_two_accounts CHECK (debit_id <> credit_id),
    CONSTRAINT transfers_timeout CHECK (timeout_at IS NULL OR kind = 'pending'),
    FOREIGN KEY (debit_id, currency) REFERENCES ledger.accounts (id, currency),
    FOREIGN KEY (credit_id, currency) REFERENCES ledger.accounts (id, currency)
);
-- Statements: an account's lines, the newest first.
CREATE INDEX transfers_debit ON ledger.transfers (debit_id, journal_id, line);
CREATE INDEX transfers_credit ON ledger.transfers (credit_id, journal_id, line);

-- How a pending transfer ended. The key is the guard: at most once.
CREATE TABLE ledger.resolutions (
    pending_journal_id uuid NOT NULL,
    pending_line       smallint NOT NULL,
    journal_id         uuid NOT NULL,
    line               smallint NOT NULL,
    pending_minor      bigint NOT NULL,
    posted_minor       bigint NOT NULL,
    PRIMARY KEY (pending_journal_id, pending_line),
    UNIQUE (journal_id, line),
    CONSTRAINT resolutions_at_most CHECK (posted_minor BETWEEN 0 AND pending_minor),
    FOREIGN KEY (pending_journal_id, pending_line) REFERENCES ledger.transfers (journal_id, line),
    FOREIGN KEY (journal_id, line) REFERENCES ledger.transfers (journal_id, line)
);

-- Reservations that run out, to be voided; a row goes when its reservation is resolved. Derived: not part of the record.
CREATE TABLE ledger.timeouts (
    pending_journal_id uuid NOT NULL,
    pending_line       smallint NOT NULL,
    timeout_at         timestamptz NOT NULL,
    PRIMARY KEY (pending_journal_id, pending_line),
    FOREIGN KEY (pending_journal_id, pending_line) REFERENCES ledger.transfers (journal_id, line)
);
CREATE INDEX timeouts_due ON ledger.timeouts (timeout_at);

-- The record up to a journal, sealed: each hash covers the one before it.
CREATE TABLE ledger.checkpoints (
    seq          bigint PRIMARY KEY CHECK (seq >= 1),
    upto_seq     bigint NOT NULL CHECK (upto_seq >= 0),
    journals     bigint NOT NULL CHECK (journals >= 0),
    hash         bytea NOT NULL CHECK (length(hash) = 32),
    created_at   timestamptz NOT NULL
);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER journals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.journals
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.transfers
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER resolutions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.resolutions
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER accounts_stay BEFORE DELETE OR TRUNCATE ON ledger.accounts
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- An account keeps what it is.
CREATE FUNCTION ledger.keep_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'account % keeps its code, owner and currency', OLD.id USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER accounts_keep BEFORE UPDATE OF id, code, owner, currency, opened_at ON ledger.accounts
    FOR EACH ROW WHEN ((OLD.id, OLD.code, OLD.owner, OLD.currency, OLD.opened_at)
        IS DISTINCT FROM (NEW.id, NEW.code, NEW.owner, NEW.currency, NEW.opened_at))
    EXECUTE FUNCTION ledger.keep_account();

-- What resolves a reservation is a post or a void of that very reservation: same accounts, no more than was reserved.
CREATE FUNCTION ledger.check_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pending ledger.transfers;
    resolver ledger.transfers;
BEGIN
    SELECT * INTO pending FROM ledger.transfers WHERE journal_id = NEW.pending_journal_id AND line = NEW.pending_line;
    SELECT * INTO resolver FROM ledger.transfers WHERE journal_id = NEW.journal_id AND line = NEW.line;
    IF pending.kind IS DISTINCT FROM 'pending'
        OR NEW.pending_minor <> pending.amount_minor
        OR (resolver.debit_id, resolver.credit_id) IS DISTINCT FROM (pending.debit_id, pending.credit_id)
        OR NOT (resolver.kind = 'post' AND NEW.posted_minor = resolver.amount_minor OR resolver.kind = 'void' AND NEW.posted_minor = 0)
    THEN
        RAISE EXCEPTION 'transfer %/% does not resolve %/%', NEW.journal_id, NEW.line, NEW.pending_journal_id, NEW.pending_line
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER resolutions_of_their_own AFTER INSERT ON ledger.resolutions
    FOR EACH ROW EXECUTE FUNCTION ledger.check_resolution();

-- A post or a void that resolves nothing would be one half of a journal.
CREATE FUNCTION ledger.require_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger.resolutions r WHERE (r.journal_id, r.line) = (NEW.journal_id, NEW.line)) THEN
        RAISE EXCEPTION 'transfer %/% resolves nothing', NEW.journal_id, NEW.line USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER transfers_resolve AFTER INSERT ON ledger.transfers
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind IN ('post', 'void'))
    EXECUTE FUNCTION ledger.require_resolution();
