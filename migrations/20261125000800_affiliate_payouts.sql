-- What partners asked to be paid. The way of the money is `payments`: the id is the disbursement's.
CREATE TABLE affiliate.payouts (
    id             uuid PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    currency       text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
    created_at     timestamptz NOT NULL,
    -- The payout by which it was sent again, after no rail took it or a bank sent it back.
    sent_again_as  uuid UNIQUE REFERENCES affiliate.payouts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX payouts_of_partnership ON affiliate.payouts (partnership_id, created_at DESC, id DESC);

-- What merchants paid in. The id is the payment's.
CREATE TABLE affiliate.deposits (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES affiliate.merchants (organisation_id) ON DELETE RESTRICT,
    currency        text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
    created_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL
);
CREATE INDEX deposits_of_merchant ON affiliate.deposits (organisation_id, created_at DESC, id DESC);
