-- Clicks that earn: what the clicks of a partnership on a day (UTC) earn by one version of terms is a conversion of its own, which no shop
-- tells. Its number names the day, the partnership and the terms, so that it is there once; its lines are the links, with what was clicked.
ALTER TABLE affiliate.conversions DROP CONSTRAINT conversions_kind_check;
ALTER TABLE affiliate.conversions ADD CONSTRAINT conversions_kind_check CHECK (kind IN ('lead', 'sale', 'clicks'));

-- Days (UTC) of which no click is paid any more.
CREATE TABLE affiliate.closed_days (
    day       date PRIMARY KEY,
    closed_at timestamptz NOT NULL
);
CREATE TRIGGER closed_days_keep BEFORE UPDATE OR DELETE ON affiliate.closed_days FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

-- Partnerships whose clicks of a day were paid, though others' of the day may not be yet.
CREATE TABLE affiliate.click_days (
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    day            date NOT NULL,
    PRIMARY KEY (partnership_id, day)
);
CREATE TRIGGER click_days_keep BEFORE UPDATE OR DELETE ON affiliate.click_days FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

-- Terms by which clicks earn.
CREATE INDEX terms_click ON affiliate.terms (group_id, created_at) WHERE jsonb_typeof(body -> 'click') = 'object';

-- Figures: clicks that earn are no lead and no sale; what they earn goes to their links. Of what was there before nothing changes, so that
-- nothing is counted anew.

-- What figures should have of these conversions, by what is stored now.
CREATE OR REPLACE FUNCTION affiliate.facts_of(ids uuid[]) RETURNS SETOF affiliate.counted LANGUAGE sql STABLE AS $$
    WITH told AS (
        SELECT v.id, v.program_id, v.kind, v.external_id, v.currency, v.amount_minor, v.lines, v.occurred_at, v.decision
        FROM affiliate.conversions v WHERE v.id = ANY (ids)
    ), credited AS (
        SELECT t.id, (c.credit ->> 'partnership_id')::uuid AS partnership_id, (c.credit ->> 'touch_id')::uuid AS touch_id,
               (c.credit ->> 'share_bp')::integer AS share_bp, c.place
        FROM told t CROSS JOIN LATERAL jsonb_array_elements(t.decision -> 'credits') WITH ORDINALITY AS c (credit, place)
        WHERE (c.credit ->> 'share_bp')::integer > 0
    ), shared AS (
        SELECT c.*, sum(c.share_bp) OVER before - c.share_bp AS before, sum(c.share_bp) OVER before AS upto,
               sum(c.share_bp) OVER (PARTITION BY c.id) AS whole
        FROM credited c WINDOW before AS (PARTITION BY c.id ORDER BY c.place)
    ), happened AS (
        SELECT t.id, true AS is_told, t.occurred_at AS at, (t.kind = 'lead')::integer::bigint AS leads,
               (t.kind = 'sale')::integer::bigint AS sales, 0::bigint AS refunds, t.amount_minor::numeric AS revenue, 0::numeric AS refunded
        FROM told t WHERE t.kind IN ('lead', 'sale')
        UNION ALL
        -- Each takes what it says, as far as the ones before it left something; one that says nothing takes all of it.
        SELECT r.id, false, r.occurred_at, 0, 0, 1, 0, r.upto - lag(r.upto, 1, 0::numeric) OVER (PARTITION BY r.id ORDER BY r.received_at, r.refund_id)
        FROM (SELECT t.id, f.id AS refund_id, f.occurred_at, f.received_at,
                     CASE WHEN bool_or(f.amount_minor IS NULL) OVER told_so_far THEN t.amount_minor
                          ELSE least(t.amount_minor, sum(f.amount_minor) OVER told_so_far) END AS upto
              FROM told t JOIN affiliate.refunds f ON t.kind = 'sale' AND f.program_id = t.program_id AND f.sale_id = t.external_id
                              AND (f.amount_minor IS NULL OR f.currency = t.currency)
              WINDOW told_so_far AS (PARTITION BY t.id ORDER BY f.received_at, f.id)) r
    ), entered AS (
        SELECT m.conversion_id AS id, m.partnership_id, m.touch_id, m.currency, e.created_at AS at,
               CASE e.kind WHEN 'commission-earned' THEN e.amount_minor ELSE 0 END AS earned,
               CASE e.kind WHEN 'commission-reversed' THEN e.amount_minor ELSE 0 END AS reversed,
               CASE e.kind WHEN 'commission-matured' THEN e.amount_minor ELSE 0 END AS matured
        FROM affiliate.commissions m JOIN affiliate.commission_entries e ON e.commission_id = m.id
        WHERE m.conversion_id = ANY (ids)
    ), moved AS (
        SELECT e.*, NULL::uuid AS link_id FROM entered e JOIN told t ON t.id = e.id WHERE t.kind <> 'clicks'
        UNION ALL
        -- Of the clicks of a day: to each link its part, in the order of the lines.
        SELECT e.id, e.partnership_id, e.touch_id, e.currency, e.at, affiliate.part(e.earned, l.before, l.upto, l.whole)::bigint,
               affiliate.part(e.reversed, l.before, l.upto, l.whole)::bigint, affiliate.part(e.matured, l.before, l.upto, l.whole)::bigint, l.link_id
        FROM entered e
        JOIN (SELECT t.id, (c.line ->> 'link_id')::uuid AS link_id, sum(c.weight) OVER before - c.weight AS before, sum(c.weight) OVER before AS upto,
                     sum(c.weight) OVER (PARTITION BY t.id) AS whole
              FROM told t
              CROSS JOIN LATERAL (SELECT a.line, a.place, (a.line ->> 'amount_minor')::numeric AS weight
                                  FROM jsonb_array_elements(t.lines) WITH ORDINALITY AS a (line, place)) c
              WHERE t.kind = 'clicks' WINDOW before AS (PARTITION BY t.id ORDER BY c.place)) l ON l.id = e.id
    ), facts AS (
        -- The program's: whole, and where the partner with the largest share was found.
        SELECT h.id, NULL::uuid AS partnership_id, h.is_told, first.touch_id IS NOT NULL AS is_attributed, h.at, first.touch_id, NULL::uuid AS link_id,
               10000 AS share_bp, t.currency, h.leads, h.sales, h.refunds, h.revenue, h.refunded, 0::bigint AS earned, 0::bigint AS reversed, 0::bigint AS matured
        FROM happened h JOIN told t ON t.id = h.id
        LEFT JOIN LATERAL (SELECT s.touch_id FROM shared s WHERE s.id = h.id ORDER BY s.share_bp DESC, s.place LIMIT 1) first ON true
        UNION ALL
        SELECT h.id, s.partnership_id, h.is_told, true, h.at, s.touch_id, NULL, s.share_bp, t.currency, h.leads, h.sales, h.refunds,
               affiliate.part(h.revenue, s.before, s.upto, s.whole), affiliate.part(h.refunded, s.before, s.upto, s.whole), 0, 0, 0
        FROM happened h JOIN told t ON t.id = h.id JOIN shared s ON s.id = h.id
        UNION ALL
        SELECT m.id, whose.partnership_id, false, true, m.at, m.touch_id, m.link_id, 0, m.currency, 0, 0, 0, 0, 0, m.earned, m.reversed, m.matured
        FROM moved m CROSS JOIN LATERAL (VALUES (NULL::uuid), (m.partnership_id)) AS whose (partnership_id)
    )
    SELECT f.id, t.program_id, f.partnership_id, f.is_told, f.is_attributed, f.at, coalesce(k.link_id, f.link_id), coalesce(k.country, ''), coalesce(k.device, ''),
           f.share_bp, f.currency, f.leads, f.sales, f.refunds, f.revenue, f.refunded, f.earned, f.reversed, f.matured
    FROM facts f JOIN told t ON t.id = f.id LEFT JOIN affiliate.clicks k ON k.id = f.touch_id
$$;

-- One fact under every dimension it counts in; `is_day` of what is kept by day only. Lines never change, so what was added can be taken away.
CREATE OR REPLACE FUNCTION affiliate.spread(f affiliate.counted) RETURNS SETOF affiliate.figures LANGUAGE sql STABLE AS $$
    SELECT s.scope_id, d.dimension, f.partnership_id IS NOT NULL AND d.dimension <> 'all', date_trunc('hour', f.at, 'UTC'), d.value, f.currency, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
           f.leads, f.sales, f.refunds, f.revenue_minor, f.refunded_minor, f.earned_minor, f.reversed_minor, f.matured_minor
    FROM (VALUES (coalesce(f.partnership_id, f.program_id)), (CASE WHEN f.partnership_id IS NULL THEN '00000000-0000-0000-0000-000000000000'::uuid END))
         AS s (scope_id)
    CROSS JOIN (VALUES (CASE WHEN f.is_attributed THEN 'all' ELSE 'nobody' END, ''),
                       (CASE WHEN f.is_attributed AND f.partnership_id IS NOT NULL THEN 'link' END, coalesce(f.link_id::text, '')),
                       (CASE WHEN f.is_attributed THEN 'country' END, f.country),
                       (CASE WHEN f.is_attributed THEN 'device' END, f.device)) AS d (dimension, value)
    WHERE s.scope_id IS NOT NULL AND d.dimension IS NOT NULL
    UNION ALL
    SELECT coalesce(f.partnership_id, f.program_id), 'product', f.partnership_id IS NOT NULL, date_trunc('hour', f.at, 'UTC'), p.product, f.currency, 0, 0, 0, 0,
           f.leads, f.sales, f.refunds, affiliate.part(f.revenue_minor, p.before, p.upto, p.whole),
           affiliate.part(f.refunded_minor, p.before, p.upto, p.whole), affiliate.part(f.earned_minor, p.before, p.upto, p.whole)::bigint,
           affiliate.part(f.reversed_minor, p.before, p.upto, p.whole)::bigint, affiliate.part(f.matured_minor, p.before, p.upto, p.whole)::bigint
    FROM (SELECT l.product, sum(l.weight) OVER before - l.weight AS before, sum(l.weight) OVER before AS upto, sum(l.weight) OVER () AS whole
          FROM (SELECT coalesce(e.line ->> 'product_id', '') AS product,
                       -- An order of free things only is shared by their lines.
                       CASE WHEN v.amount_minor = 0 THEN count(*)::numeric ELSE sum((e.line ->> 'amount_minor')::numeric) END AS weight
                FROM affiliate.conversions v
                CROSS JOIN LATERAL jsonb_array_elements(
                    CASE WHEN v.lines = '[]' THEN '[{"amount_minor": 1}]'::jsonb ELSE v.lines END) AS e (line)
                WHERE v.id = f.conversion_id AND (v.kind <> 'clicks' OR (e.line ->> 'link_id')::uuid = f.link_id) GROUP BY 1, v.amount_minor) l
          WINDOW before AS (ORDER BY l.product COLLATE "C")) p
    WHERE f.is_attributed
$$;
