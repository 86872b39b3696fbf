WITH read AS (
    -- Of each scope and stretch together, before anything is told apart: rows are many, what they are of is little.
    SELECT s.id AS scope_id, r.sign, k.*
    FROM unnest($1::uuid[]) AS s (id)
    CROSS JOIN unnest($4::text[], $5::timestamptz[], $6::timestamptz[], $7::integer[]) AS r (unit, since, until, sign)
    CROSS JOIN LATERAL (SELECT f.value, f.currency, sum(f.clicks) AS clicks, sum(f.robots) AS robots, sum(f.prefetches) AS prefetches,
                               sum(f.others) AS others, sum(f.leads) AS leads, sum(f.sales) AS sales, sum(f.refunds) AS refunds,
                               sum(f.revenue_minor) AS revenue_minor, sum(f.refunded_minor) AS refunded_minor, sum(f.earned_minor) AS earned_minor,
                               sum(f.reversed_minor) AS reversed_minor, sum(f.matured_minor) AS matured_minor
                        FROM affiliate.kept(s.id, $2, r.unit, r.since, r.until) f GROUP BY f.value, f.currency) k
    UNION ALL
    -- Clicks of links have rows of their own.
    SELECT s.id, r.sign, k.link_id::text, '', k.clicks, k.robots, k.prefetches, k.others, 0, 0, 0, 0, 0, 0, 0, 0
    FROM unnest($1::uuid[]) AS s (id)
    CROSS JOIN unnest($4::text[], $5::timestamptz[], $6::timestamptz[], $7::integer[]) AS r (unit, since, until, sign)
    CROSS JOIN LATERAL (SELECT d.link_id, sum(d.clicks) AS clicks, sum(d.robots) AS robots, sum(d.prefetches) AS prefetches, sum(d.others) AS others
                        FROM affiliate.link_days d
                        WHERE $2 = 'link' AND r.unit = 'day' AND d.partnership_id = s.id
                          AND d.day >= (r.since AT TIME ZONE 'UTC')::date AND d.day < (r.until AT TIME ZONE 'UTC')::date GROUP BY d.link_id) k
    UNION ALL
    -- Of what is kept by day only, the hours at the ends.
    SELECT k.scope_id, r.sign, k.value, k.currency, k.clicks, k.robots, k.prefetches, k.others, k.leads, k.sales, k.refunds, k.revenue_minor,
           k.refunded_minor, k.earned_minor, k.reversed_minor, k.matured_minor
    FROM unnest($4::text[], $5::timestamptz[], $6::timestamptz[], $7::integer[]) AS r (unit, since, until, sign)
    CROSS JOIN LATERAL (SELECT * FROM affiliate.figures_between($1, $2, r.since, r.until) WHERE $9 AND r.unit = 'hour') k
    UNION ALL
    -- Of what has no rows under nothing: everything, of which the rows are taken away below.
    SELECT s.id, r.sign, k.*
    FROM unnest($1::uuid[]) AS s (id)
    CROSS JOIN unnest($4::text[], $5::timestamptz[], $6::timestamptz[], $7::integer[]) AS r (unit, since, until, sign)
    CROSS JOIN LATERAL (SELECT * FROM affiliate.kept(s.id, 'all', r.unit, r.since, r.until) WHERE $10 OFFSET 0) k
), named AS MATERIALIZED (
    SELECT CASE WHEN $3 THEN f.scope_id::text ELSE f.value END AS thing, f.currency, sum(f.sign * f.clicks) AS clicks,
           sum(f.sign * f.robots) AS robots, sum(f.sign * f.prefetches) AS prefetches, sum(f.sign * f.others) AS others,
           sum(f.sign * f.leads) AS leads, sum(f.sign * f.sales) AS sales, sum(f.sign * f.refunds) AS refunds,
           sum(f.sign * f.revenue_minor) AS revenue_minor, sum(f.sign * f.refunded_minor) AS refunded_minor,
           sum(f.sign * f.earned_minor) AS earned_minor, sum(f.sign * f.reversed_minor) AS reversed_minor, sum(f.sign * f.matured_minor) AS matured_minor
    FROM read f GROUP BY 1, 2
), taken AS (
    SELECT n.currency, sum(n.clicks) AS clicks, sum(n.robots) AS robots, sum(n.prefetches) AS prefetches, sum(n.others) AS others,
           sum(n.leads) AS leads, sum(n.sales) AS sales, sum(n.refunds) AS refunds, sum(n.revenue_minor) AS revenue_minor,
           sum(n.refunded_minor) AS refunded_minor, sum(n.earned_minor) AS earned_minor, sum(n.reversed_minor) AS reversed_minor,
           sum(n.matured_minor) AS matured_minor
    FROM named n WHERE $10 AND n.thing <> '' GROUP BY 1
), summed AS MATERIALIZED (
    SELECT * FROM (
        SELECT n.* FROM named n WHERE NOT $10 OR n.thing <> ''
        UNION ALL
        -- Clicks that are forgotten may be counted among the days and not among the hours that are taken away.
        SELECT n.thing, n.currency, greatest(n.clicks - coalesce(t.clicks, 0), 0), greatest(n.robots - coalesce(t.robots, 0), 0),
               greatest(n.prefetches - coalesce(t.prefetches, 0), 0), greatest(n.others - coalesce(t.others, 0), 0),
               n.leads - coalesce(t.leads, 0), n.sales - coalesce(t.sales, 0), n.refunds - coalesce(t.refunds, 0),
               n.revenue_minor - coalesce(t.revenue_minor, 0), n.refunded_minor - coalesce(t.refunded_minor, 0),
               n.earned_minor - coalesce(t.earned_minor, 0), n.reversed_minor - coalesce(t.reversed_minor, 0),
               n.matured_minor - coalesce(t.matured_minor, 0)
        FROM named n LEFT JOIN taken t ON t.currency = n.currency WHERE $10 AND n.thing = '') r
    -- What lies in the hours that were taken away only.
    WHERE (r.clicks, r.robots, r.prefetches, r.others, r.leads, r.sales, r.refunds, r.revenue_minor, r.refunded_minor, r.earned_minor,
           r.reversed_minor, r.matured_minor) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
), most AS (
    SELECT thing, sum(sales) AS sales, sum(clicks) AS clicks FROM summed GROUP BY thing
    ORDER BY 2 DESC, 3 DESC, 1 LIMIT $8
)
SELECT NULL::integer AS day, s.thing, 'all' AS "dimension!", s.currency AS "currency!", s.clicks::bigint AS "clicks!", s.robots::bigint AS "robots!",
       s.prefetches::bigint AS "prefetches!", s.others::bigint AS "others!", s.leads::bigint AS "leads!", s.sales::bigint AS "sales!",
       s.refunds::bigint AS "refunds!", least(s.revenue_minor, 9223372036854775807)::bigint AS "revenue_minor!",
       least(s.refunded_minor, 9223372036854775807)::bigint AS "refunded_minor!", s.earned_minor::bigint AS "earned_minor!",
       s.reversed_minor::bigint AS "reversed_minor!", s.matured_minor::bigint AS "matured_minor!"
FROM most JOIN summed s ON s.thing = most.thing
ORDER BY most.sales DESC, most.clicks DESC, s.thing, s.currency
