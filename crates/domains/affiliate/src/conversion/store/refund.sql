-- Keeps what is given back, and marks it where its sale is known and it is settled later ($10); nothing where it was told before. The number of
-- its sale is locked: the sale is read with it, and what was given back of it before.
WITH sale AS MATERIALIZED (
    SELECT id, currency, amount_minor FROM affiliate.conversions WHERE program_id = $2 AND kind = 'sale' AND external_id = $4
), kept AS (
    INSERT INTO affiliate.refunds (id, program_id, external_id, sale_id, currency, amount_minor, occurred_at, received_at, request_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (program_id, external_id) DO NOTHING
    RETURNING id, received_at
), marked AS (
    INSERT INTO affiliate.unsettled (program_id, conversion_id, refund_id, at)
    SELECT $2, s.id, k.id, k.received_at FROM kept k CROSS JOIN sale s WHERE $10
    RETURNING id
)
SELECT m.id AS "mark?", s.id AS "sale_id?", s.currency AS "currency?", s.amount_minor AS "amount_minor?", b.minor AS "before_minor!"
FROM kept k
LEFT JOIN sale s ON true
LEFT JOIN marked m ON true
CROSS JOIN LATERAL (SELECT coalesce(sum(f.amount_minor), 0)::bigint AS minor
                    FROM (SELECT r.amount_minor FROM affiliate.refunds r
                          WHERE r.program_id = $2 AND r.sale_id = $4 AND (r.amount_minor IS NULL OR r.currency = s.currency)
                          ORDER BY r.received_at, r.id LIMIT 1000) f) b
