-- Keeps a conversion and its customer, and marks it where it is settled later ($14); nothing where it was told before. Its number is locked:
-- what else was said under it is read with it.
WITH whose AS (
    INSERT INTO affiliate.customers (program_id, customer) SELECT $2, $5::bytea WHERE $5::bytea IS NOT NULL ON CONFLICT DO NOTHING
), kept AS (
    INSERT INTO affiliate.conversions
        (id, program_id, kind, external_id, customer, currency, amount_minor, lines, clicks, codes, occurred_at, received_at, request_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (program_id, kind, external_id) DO NOTHING
    RETURNING id, program_id, kind, external_id, currency, received_at
), marked AS (
    INSERT INTO affiliate.unsettled (program_id, conversion_id, at) SELECT program_id, id, received_at FROM kept WHERE $14
    RETURNING id
)
SELECT m.id AS "mark?",
       EXISTS (SELECT FROM affiliate.refunds r
               WHERE k.kind = 'sale' AND r.program_id = k.program_id AND r.sale_id = k.external_id
                 AND r.amount_minor IS NOT NULL AND r.currency <> k.currency) AS "has_foreign_refunds!",
       -- By its number: the index of what waits would be read whole.
       coalesce((SELECT bool_or(p.state = 'waiting') FROM affiliate.pixel_reports p
                 WHERE k.kind = 'sale' AND p.program_id = k.program_id AND p.order_id = k.external_id), false) AS "was_said!"
FROM kept k LEFT JOIN marked m ON true
