-- What shops report, what became of it, and what partners earn with it. The money itself is in the ledger.
CREATE TABLE affiliate.customers (
    program_id uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    -- A keyed hash of what the shop calls somebody: tells customers apart and names nobody.
    customer   bytea NOT NULL CHECK (octet_length(customer) = 16),
    PRIMARY KEY (program_id, customer)
);

CREATE TABLE affiliate.conversions (
    id             uuid PRIMARY KEY,
    program_id     uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    kind           text NOT NULL CHECK (kind IN ('lead', 'sale')),
    -- The shop's own number: one conversion each, however often it is told.
    external_id    text NOT NULL CHECK (length(external_id) BETWEEN 1 AND 200),
    customer       bytea,
    currency       text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    amount_minor   bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
    -- Products as the merchant's catalogue knew them when it was told.
    lines          jsonb NOT NULL CHECK (jsonb_typeof(lines) = 'array'),
    clicks         uuid[] NOT NULL CHECK (cardinality(clicks) <= 50),
    codes          text[] NOT NULL CHECK (cardinality(codes) <= 10),
    occurred_at    timestamptz NOT NULL,
    received_at    timestamptz NOT NULL,
    request_hash   bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    -- How it was attributed last, and by which policy.
    decision       jsonb,
    policy_version integer,
    decided_at     timestamptz,
    CONSTRAINT conversions_external UNIQUE (program_id, kind, external_id),
    CONSTRAINT conversions_decided CHECK ((decision IS NULL) = (policy_version IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
    CONSTRAINT conversions_customer FOREIGN KEY (program_id, customer) REFERENCES affiliate.customers (program_id, customer)
);
CREATE INDEX conversions_of_customer ON affiliate.conversions (program_id, customer, occurred_at, id) WHERE customer IS NOT NULL;
CREATE INDEX conversions_of_program ON affiliate.conversions (program_id, occurred_at DESC, id DESC);

-- What was told stays as it was told; only how it is attributed changes.
CREATE FUNCTION affiliate.keep_conversion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was told of conversion % is kept', OLD.id USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER conversions_keep BEFORE UPDATE OF id, program_id, kind, external_id, customer, currency, amount_minor, lines, clicks, codes,
    occurred_at, received_at, request_hash ON affiliate.conversions FOR EACH ROW EXECUTE FUNCTION affiliate.keep_conversion();

-- What shops gave back. A refund may be told before its sale.
CREATE TABLE affiliate.refunds (
    id           uuid PRIMARY KEY,
    program_id   uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    external_id  text NOT NULL CHECK (length(external_id) BETWEEN 1 AND 200),
    -- The number of the sale.
    sale_id      text NOT NULL CHECK (length(sale_id) BETWEEN 1 AND 200),
    currency     text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    -- None: all that is left of the sale.
    amount_minor bigint CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    occurred_at  timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    CONSTRAINT refunds_external UNIQUE (program_id, external_id)
);
CREATE INDEX refunds_of_sale ON affiliate.refunds (program_id, sale_id, received_at, id);
CREATE TRIGGER refunds_keep BEFORE UPDATE OR DELETE ON affiliate.refunds FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

CREATE TABLE affiliate.commissions (
    id             uuid PRIMARY KEY,
    conversion_id  uuid NOT NULL REFERENCES affiliate.conversions (id) ON DELETE RESTRICT,
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    -- By which terms, for which touch, which share.
    terms_id       uuid NOT NULL REFERENCES affiliate.terms (id) ON DELETE RESTRICT,
    touch_id       uuid NOT NULL,
    share_bp       integer NOT NULL CHECK (share_bp BETWEEN 0 AND 10000),
    currency       text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    -- Before refunds; what is owed after them; what of it is in the ledger.
    earned_minor   bigint NOT NULL CHECK (earned_minor >= 0),
    owed_minor     bigint NOT NULL CHECK (owed_minor BETWEEN 0 AND earned_minor),
    booked_minor   bigint NOT NULL CHECK (booked_minor >= 0),
    -- What the cap of its group left out.
    capped_minor   bigint NOT NULL DEFAULT 0 CHECK (capped_minor >= 0),
    matures_at     timestamptz NOT NULL,
    matured_at     timestamptz,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    CONSTRAINT commissions_one UNIQUE (conversion_id, partnership_id)
);
CREATE INDEX commissions_of_partnership ON affiliate.commissions (partnership_id, created_at DESC, id DESC);
CREATE INDEX commissions_to_mature ON affiliate.commissions (matures_at, id)
    WHERE matured_at IS NULL AND booked_minor >= owed_minor - capped_minor;
CREATE INDEX commissions_held ON affiliate.commissions (partnership_id, matures_at, id) WHERE matured_at IS NULL;
-- Those that their merchant's wallet could not pay yet.
CREATE INDEX commissions_unpaid ON affiliate.commissions (id) WHERE booked_minor < owed_minor - capped_minor;

-- Every journal of a commission: why its amount is what it is.
CREATE TABLE affiliate.commission_entries (
    journal_id    uuid PRIMARY KEY,
    commission_id uuid NOT NULL REFERENCES affiliate.commissions (id) ON DELETE RESTRICT,
    kind          text NOT NULL CHECK (kind IN ('commission-earned', 'commission-reversed', 'commission-matured')),
    amount_minor  bigint NOT NULL CHECK (amount_minor > 0),
    created_at    timestamptz NOT NULL
);
CREATE INDEX commission_entries_of ON affiliate.commission_entries (commission_id, created_at, journal_id);
CREATE TRIGGER commission_entries_keep BEFORE UPDATE OR DELETE ON affiliate.commission_entries
    FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

-- What the groups that have a cap were granted, by the time over which it counts.
CREATE TABLE affiliate.spending (
    group_id    uuid NOT NULL REFERENCES affiliate.groups (id) ON DELETE RESTRICT,
    per         text NOT NULL CHECK (per IN ('day', 'month', 'ever')),
    starts_at   timestamptz NOT NULL,
    spent_minor bigint NOT NULL CHECK (spent_minor >= 0),
    PRIMARY KEY (group_id, per, starts_at)
);
