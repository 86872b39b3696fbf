-- Keeps conversions of a program ($1) and their customers, and marks them where they are settled later ($14); a row for each that was not told
-- before. Their numbers are locked: what else was said under them is read with them.
WITH told AS MATERIALIZED (
    SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::bigint[], $8::jsonb[], $9::jsonb[], $10::jsonb[],
                         $11::timestamptz[], $12::bytea[])
             AS t (id, kind, external_id, customer, currency, amount_minor, lines, clicks, codes, occurred_at, request_hash)
), whose AS (
    -- In one order: of two groups with the same new customers one waits for the other, never each for the other.
    INSERT INTO affiliate.customers (program_id, customer)
    SELECT DISTINCT $1::uuid, t.customer FROM told t WHERE t.customer IS NOT NULL ORDER BY t.customer
    ON CONFLICT DO NOTHING
), kept AS (
    INSERT INTO affiliate.conversions
        (id, program_id, kind, external_id, customer, currency, amount_minor, lines, clicks, codes, occurred_at, received_at, request_hash)
    SELECT t.id, $1, t.kind, t.external_id, t.customer, t.currency, t.amount_minor, t.lines,
           ARRAY(SELECT e.click::uuid FROM jsonb_array_elements_text(t.clicks) WITH ORDINALITY AS e (click, place) ORDER BY e.place),
           ARRAY(SELECT e.code FROM jsonb_array_elements_text(t.codes) WITH ORDINALITY AS e (code, place) ORDER BY e.place),
           t.occurred_at, $13::timestamptz, t.request_hash
    FROM told t
    ON CONFLICT (program_id, kind, external_id) DO NOTHING
    RETURNING id, kind, external_id, currency
), marked AS (
    INSERT INTO affiliate.unsettled (program_id, conversion_id, at) SELECT $1, id, $13 FROM kept WHERE $14
    RETURNING id, conversion_id
)
SELECT k.id, m.id AS "mark?",
       EXISTS (SELECT FROM affiliate.refunds r
               WHERE k.kind = 'sale' AND r.program_id = $1 AND r.sale_id = k.external_id
                 AND r.amount_minor IS NOT NULL AND r.currency <> k.currency) AS "has_foreign_refunds!",
       -- By its number: the index of what waits would be read whole.
       coalesce((SELECT bool_or(p.state = 'waiting') FROM affiliate.pixel_reports p
                 WHERE k.kind = 'sale' AND p.program_id = $1 AND p.order_id = k.external_id), false) AS "was_said!"
FROM kept k LEFT JOIN marked m ON m.conversion_id = k.id
