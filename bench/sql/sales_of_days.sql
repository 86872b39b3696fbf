-- $1 sales that are spread over ninety days, each by a click of somebody's and with its commission; one of ten is given back in part.
WITH told AS MATERIALIZED (
    SELECT n, gen_random_uuid() AS id, k.id AS click_id, k.at + interval '1 hour' AS at, k.partnership_id, k.terms_id, s.program_id,
           10000 + (random() * 90000)::bigint AS amount_minor, gen_random_uuid() AS commission_id
    FROM (SELECT c.*, row_number() OVER () AS n FROM affiliate.clicks c WHERE c.fault IS NULL AND random() < $2::float8 LIMIT $1::bigint) k
    JOIN affiliate.partnerships s ON s.id = k.partnership_id
), sales AS (
    INSERT INTO affiliate.conversions (id, program_id, kind, external_id, customer, currency, amount_minor, lines, clicks, codes, occurred_at,
                                       received_at, request_hash, decision, policy_version, decided_at)
    SELECT id, program_id, 'sale', 'o-' || n, NULL, 'MAD', amount_minor, '[]', ARRAY[click_id], '{}', at, at, decode(md5(n::text) || md5(n::text), 'hex'),
           jsonb_build_object('credits', jsonb_build_array(jsonb_build_object('partnership_id', partnership_id, 'touch_id', click_id, 'share_bp', 10000)),
                              'verdicts', '[]'::jsonb), 1, at
    FROM told RETURNING id
), earned AS (
    INSERT INTO affiliate.commissions (id, conversion_id, partnership_id, terms_id, touch_id, share_bp, currency, earned_minor, owed_minor,
                                       booked_minor, matures_at, created_at, updated_at)
    SELECT t.commission_id, t.id, t.partnership_id, t.terms_id, t.click_id, 10000, 'MAD', t.amount_minor / 10, t.amount_minor / 10, t.amount_minor / 10,
           t.at + interval '14 days', t.at, t.at
    FROM told t JOIN sales s ON s.id = t.id RETURNING id
)
INSERT INTO affiliate.commission_entries (journal_id, commission_id, kind, amount_minor, created_at)
SELECT gen_random_uuid(), t.commission_id, 'commission-earned', t.amount_minor / 10, t.at FROM told t JOIN earned e ON e.id = t.commission_id
