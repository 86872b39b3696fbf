WITH read AS (
    SELECT k.*
    FROM unnest($1::uuid[]) AS s (id)
    CROSS JOIN unnest($4::boolean[], $5::timestamptz[], $6::timestamptz[]) AS r (is_day, since, until)
    CROSS JOIN LATERAL (SELECT * FROM affiliate.figures
                        WHERE scope_id = s.id AND dimension = $2 AND figures.is_day = r.is_day AND at >= r.since AND at < r.until OFFSET 0) k
    UNION ALL
    -- Clicks of links have rows of their own.
    SELECT k.partnership_id, 'link', true, r.since, k.link_id::text, '', k.clicks, k.robots, k.prefetches, k.others, 0, 0, 0, 0, 0, 0, 0, 0
    FROM unnest($1::uuid[]) AS s (id)
    CROSS JOIN unnest($4::boolean[], $5::timestamptz[], $6::timestamptz[]) AS r (is_day, since, until)
    CROSS JOIN LATERAL (SELECT * FROM affiliate.link_days d
                        WHERE $2 = 'link' AND r.is_day AND d.partnership_id = s.id
                          AND d.day >= (r.since AT TIME ZONE 'UTC')::date AND d.day < (r.until AT TIME ZONE 'UTC')::date OFFSET 0) k
    UNION ALL
    -- Of what is kept by day only, the hours around the days.
    SELECT k.*
    FROM unnest($4::boolean[], $5::timestamptz[], $6::timestamptz[]) AS r (is_day, since, until)
    CROSS JOIN LATERAL (SELECT * FROM affiliate.figures_between($1, $2, r.since, r.until) WHERE $8 AND NOT r.is_day) k
    UNION ALL
    -- Of what has no rows under nothing: everything, of which the rows are taken away below.
    SELECT k.*
    FROM unnest($1::uuid[]) AS s (id)
    CROSS JOIN unnest($4::boolean[], $5::timestamptz[], $6::timestamptz[]) AS r (is_day, since, until)
    CROSS JOIN LATERAL (SELECT * FROM affiliate.figures
                        WHERE $9 AND scope_id = s.id AND dimension = 'all' AND figures.is_day = r.is_day AND at >= r.since AND at < r.until OFFSET 0) k
), named AS MATERIALIZED (
    SELECT CASE WHEN $3 THEN f.scope_id::text ELSE f.value END AS thing, f.currency, sum(f.clicks) AS clicks, sum(f.robots) AS robots,
           sum(f.prefetches) AS prefetches, sum(f.others) AS others, sum(f.leads) AS leads, sum(f.sales) AS sales, sum(f.refunds) AS refunds,
           sum(f.revenue_minor) AS revenue_minor, sum(f.refunded_minor) AS refunded_minor, sum(f.earned_minor) AS earned_minor,
           sum(f.reversed_minor) AS reversed_minor, sum(f.matured_minor) AS matured_minor
    FROM read f GROUP BY 1, 2
), taken AS (
    SELECT n.currency, sum(n.clicks) AS clicks, sum(n.robots) AS robots, sum(n.prefetches) AS prefetches, sum(n.others) AS others,
           sum(n.leads) AS leads, sum(n.sales) AS sales, sum(n.refunds) AS refunds, sum(n.revenue_minor) AS revenue_minor,
           sum(n.refunded_minor) AS refunded_minor, sum(n.earned_minor) AS earned_minor, sum(n.reversed_minor) AS reversed_minor,
           sum(n.matured_minor) AS matured_minor
    FROM named n WHERE $9 AND n.thing <> '' GROUP BY 1
), summed AS MATERIALIZED (
    SELECT n.* FROM named n WHERE NOT $9 OR n.thing <> ''
    UNION ALL
    SELECT * FROM (
        SELECT n.thing, n.currency, n.clicks - coalesce(t.clicks, 0) AS clicks, n.robots - coalesce(t.robots, 0) AS robots,
               n.prefetches - coalesce(t.prefetches, 0) AS prefetches, n.others - coalesce(t.others, 0) AS others,
               n.leads - coalesce(t.leads, 0) AS leads, n.sales - coalesce(t.sales, 0) AS sales, n.refunds - coalesce(t.refunds, 0) AS refunds,
               n.revenue_minor - coalesce(t.revenue_minor, 0) AS revenue_minor, n.refunded_minor - coalesce(t.refunded_minor, 0) AS refunded_minor,
               n.earned_minor - coalesce(t.earned_minor, 0) AS earned_minor, n.reversed_minor - coalesce(t.reversed_minor, 0) AS reversed_minor,
               n.matured_minor - coalesce(t.matured_minor, 0) AS matured_minor
        FROM named n LEFT JOIN taken t ON t.currency = n.currency WHERE $9 AND n.thing = '') r
    WHERE (r.clicks, r.robots, r.prefetches, r.others, r.leads, r.sales, r.refunds, r.revenue_minor, r.refunded_minor, r.earned_minor,
           r.reversed_minor, r.matured_minor) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
), most AS (
    SELECT thing, sum(sales) AS sales, sum(clicks) AS clicks FROM summed GROUP BY thing
    ORDER BY 2 DESC, 3 DESC, 1 LIMIT $7
)
SELECT NULL::integer AS day, s.thing, 'all' AS "dimension!", s.currency AS "currency!", s.clicks::bigint AS "clicks!", s.robots::bigint AS "robots!",
       s.prefetches::bigint AS "prefetches!", s.others::bigint AS "others!", s.leads::bigint AS "leads!", s.sales::bigint AS "sales!",
       s.refunds::bigint AS "refunds!", least(s.revenue_minor, 9223372036854775807)::bigint AS "revenue_minor!",
       least(s.refunded_minor, 9223372036854775807)::bigint AS "refunded_minor!", s.earned_minor::bigint AS "earned_minor!",
       s.reversed_minor::bigint AS "reversed_minor!", s.matured_minor::bigint AS "matured_minor!"
FROM most JOIN summed s ON s.thing = most.thing
ORDER BY most.sales DESC, most.clicks DESC, s.thing, s.currency
