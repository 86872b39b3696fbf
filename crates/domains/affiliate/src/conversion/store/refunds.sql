-- Keeps what is given back to the customers of a program ($1), and marks what has a sale where it is settled later ($10). Not kept is what was
-- told before, and what cannot be: more than is left of the sale, or in another currency. The numbers of the sales are locked, each is there
-- once: a sale is read with what is given back of it, and with what was before.
WITH told AS MATERIALIZED (
    SELECT t.*, s.id AS conversion_id, s.currency AS sale_currency,
           s.id IS NULL OR t.amount_minor IS NULL OR t.currency = s.currency AS is_in_currency,
           s.id IS NULL OR t.amount_minor IS NULL OR b.minor + t.amount_minor <= s.amount_minor AS is_left
    FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::bytea[])
             AS t (id, external_id, sale_id, currency, amount_minor, occurred_at, request_hash)
    LEFT JOIN LATERAL (SELECT v.id, v.currency, v.amount_minor FROM affiliate.conversions v
                       WHERE v.program_id = $1 AND v.kind = 'sale' AND v.external_id = t.sale_id LIMIT 1) s ON true
    CROSS JOIN LATERAL (SELECT coalesce(sum(f.amount_minor), 0)::bigint AS minor
                        FROM (SELECT r.amount_minor FROM affiliate.refunds r
                              WHERE r.program_id = $1 AND r.sale_id = t.sale_id AND (r.amount_minor IS NULL OR r.currency = s.currency)
                              ORDER BY r.received_at, r.id LIMIT 1000) f) b
), kept AS (
    INSERT INTO affiliate.refunds (id, program_id, external_id, sale_id, currency, amount_minor, occurred_at, received_at, request_hash)
    SELECT t.id, $1, t.external_id, t.sale_id, t.currency, t.amount_minor, t.occurred_at, $9::timestamptz, t.request_hash
    FROM told t WHERE t.is_in_currency AND t.is_left
    -- In one order by all who tell: their own numbers are not locked.
    ORDER BY t.external_id
    ON CONFLICT (program_id, external_id) DO NOTHING
    RETURNING id
), marked AS (
    INSERT INTO affiliate.unsettled (program_id, conversion_id, refund_id, at)
    SELECT $1, t.conversion_id, t.id, $9 FROM told t JOIN kept k ON k.id = t.id WHERE $10 AND t.conversion_id IS NOT NULL
    RETURNING id, refund_id
)
SELECT t.id AS "id!", k.id IS NOT NULL AS "is_kept!", m.id AS "mark?", t.conversion_id AS "conversion_id?", t.is_in_currency AS "is_in_currency!"
FROM told t LEFT JOIN kept k ON k.id = t.id LEFT JOIN marked m ON m.refund_id = t.id
