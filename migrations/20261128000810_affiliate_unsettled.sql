-- Conversions that were told, or of which something was given back, and are not settled yet: one row for each report, taken away by the
-- transaction that decides and books.
CREATE TABLE affiliate.unsettled (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    program_id    uuid NOT NULL,
    conversion_id uuid NOT NULL REFERENCES affiliate.conversions (id) ON DELETE CASCADE,
    -- What was given back; nothing where the conversion itself was told.
    refund_id     uuid,
    at            timestamptz NOT NULL
);
