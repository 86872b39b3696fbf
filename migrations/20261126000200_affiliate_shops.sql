-- Shops that tell of their orders by themselves, each signed with a secret that only it and we know.
CREATE TABLE affiliate.shops (
    id              uuid PRIMARY KEY,
    program_id      uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    kind            text NOT NULL CHECK (kind IN ('shopify', 'woocommerce')),
    -- Sealed; none as long as the merchant has not told the one that its provider drew.
    secret          bytea,
    created_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL,
    disconnected_at timestamptz,
    -- The last thing it sent that was signed, and what became of it. The message itself is not kept: it is full of buyers' names.
    heard_at        timestamptz,
    heard_topic     text CHECK (length(heard_topic) <= 100),
    heard_outcome   text CHECK (length(heard_outcome) <= 100),
    heard_order     text CHECK (length(heard_order) <= 200),
    CONSTRAINT shops_heard CHECK ((heard_at IS NULL) = (heard_topic IS NULL) AND (heard_at IS NULL) = (heard_outcome IS NULL))
);
CREATE INDEX shops_program ON affiliate.shops (program_id, created_at DESC, id DESC);
