-- The largest shares of many conversions are found at once, rather than each by a look at those of all. What comes out is the same, so nothing
-- is counted anew.
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
    ), firsts AS (
        SELECT DISTINCT ON (s.id) s.id, s.touch_id FROM shared s ORDER BY s.id, s.share_bp DESC, s.place
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
        LEFT JOIN firsts first ON first.id = h.id
        UNION ALL
        SELECT h.id, s.partnership_id, h.is_told, true, h.at, s.touch_id, NULL, s.share_bp, t.currency, h.leads, h.sales, h.refunds,
               affiliate.part(h.revenue, s.before, s.upto, s.whole), affiliate.part(h.refunded, s.before, s.upto, s.whole), 0, 0, 0
        FROM happened h JOIN told t ON t.id = h.id JOIN shared s ON s.id = h.id
        UNION ALL
        SELECT m.id, whose.partnership_id, false, true, m.at, m.touch_id, m.link_id, 0, m.currency, 0, 0, 0, 0, 0, m.earned, m.reversed, m.matured
        FROM moved m CROSS JOIN LATERAL (VALUES (NULL::uuid), (m.partnership_id)) AS whose (partnership_id)
    )
    SELECT f.id, t.program_id, f.partnership_id, f.is_told, f.is_attributed, f.at, coalesce(k.link_id, f.link_id), coalesce(k.country, ''), coalesce(k.device, ''),
           f.share_bp, f.currency, f.leads, f.sales, f.refunds, f.revenue, f.refunded, f.earned, f.reversed, f.matured,
           coalesce(p.value, CASE WHEN affiliate.post_of(k.subs) IS NULL THEN '' ELSE '…' END),
           coalesce(o.value, CASE WHEN nullif(k.referrer, '') IS NULL THEN '' ELSE '…' END)
    FROM facts f JOIN told t ON t.id = f.id LEFT JOIN affiliate.clicks k ON k.id = f.touch_id
    LEFT JOIN LATERAL (SELECT n.value FROM affiliate.named n
                       WHERE (n.partnership_id, n.day, n.dimension, n.value)
                           = (k.partnership_id, (k.at AT TIME ZONE 'UTC')::date, 'post', affiliate.post_of(k.subs)) OFFSET 0) p ON true
    LEFT JOIN LATERAL (SELECT n.value FROM affiliate.named n
                       WHERE (n.partnership_id, n.day, n.dimension, n.value)
                           = (k.partnership_id, (k.at AT TIME ZONE 'UTC')::date, 'origin', k.referrer) OFFSET 0) o ON true
$$;
