-- The pixel of a program: what pages of its shop say of orders.

CREATE TABLE affiliate.pixels (
    program_id uuid PRIMARY KEY REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    -- Sealed. Without it the pixel is off: nothing of it is heard.
    secret     bytea,
    secret_at  timestamptz NOT NULL,
    created_by uuid NOT NULL
);

-- What a page said without a signature: anybody can say it, so it earns nothing before the merchant says that it is true.
CREATE TABLE affiliate.pixel_reports (
    id           uuid PRIMARY KEY,
    program_id   uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    order_id     text NOT NULL CHECK (length(order_id) BETWEEN 1 AND 200),
    currency     text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    -- What the shop calls the customer, sealed; forgotten as soon as it is decided.
    customer     bytea,
    clicks       uuid[] NOT NULL,
    codes        text[] NOT NULL,
    -- Keyed hash of what was said: the same page loaded again says nothing new, also after it was decided.
    said         bytea NOT NULL CHECK (length(said) = 16),
    received_at  timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('waiting', 'confirmed', 'rejected', 'told', 'expired')),
    decided_at   timestamptz,
    decided_by   uuid,
    CONSTRAINT pixel_reports_said UNIQUE (program_id, order_id, said),
    CONSTRAINT pixel_reports_decided CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CONSTRAINT pixel_reports_forgotten CHECK (state = 'waiting' OR customer IS NULL)
);
CREATE INDEX pixel_reports_waiting ON affiliate.pixel_reports (program_id, received_at DESC, id DESC) WHERE state = 'waiting';
CREATE INDEX pixel_reports_age ON affiliate.pixel_reports (received_at);

-- What became of what pages said, counted by day: bounded, however much is said.
CREATE TABLE affiliate.pixel_outcomes (
    program_id uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    day        date NOT NULL,
    outcome    text NOT NULL CHECK (length(outcome) BETWEEN 1 AND 100),
    heard      bigint NOT NULL CHECK (heard > 0),
    last_at    timestamptz NOT NULL,
    last_order text CHECK (length(last_order) <= 200),
    PRIMARY KEY (program_id, day, outcome)
);
CREATE INDEX pixel_outcomes_age ON affiliate.pixel_outcomes (day);
