-- A table: `$1` scopes, `$2` dimension, `$3` whether rows are of scopes; `$4` to `$7` stretches; `$8` the most rows; `$9` whether hours are added up
-- from the rows, `$10` whether what is under no value is what is left of everything.
WITH named AS MATERIALIZED (
    SELECT * FROM affiliate.sums_of_scopes($1, $4, $5, $6, $7) WHERE $3
    UNION ALL
    SELECT * FROM affiliate.sums_of_links($1, $4, $5, $6, $7) WHERE NOT $3 AND $2 = 'link'
    UNION ALL
    SELECT k.value, k.currency, sum(r.sign * k.clicks)::bigint, sum(r.sign * k.robots)::bigint, sum(r.sign * k.prefetches)::bigint,
           sum(r.sign * k.others)::bigint, sum(r.sign * k.leads)::bigint, sum(r.sign * k.sales)::bigint, sum(r.sign * k.refunds)::bigint,
           sum(r.sign * k.revenue_minor), sum(r.sign * k.refunded_minor), sum(r.sign * k.earned_minor)::bigint,
           sum(r.sign * k.reversed_minor)::bigint, sum(r.sign * k.matured_minor)::bigint
    FROM unnest($4::text[], $5::timestamptz[], $6::timestamptz[], $7::integer[]) AS r (unit, since, until, sign)
    -- `OFFSET 0` keeps PostgreSQL, which cannot know how short stretches are, from reading the whole table instead.
    CROSS JOIN LATERAL (SELECT * FROM affiliate.figures
                        WHERE scope_id = ANY ($1) AND dimension = ANY (ARRAY[$2, CASE WHEN $10 THEN 'all' END]) AND is_day = (r.unit = 'day')
                          AND at >= r.since AND at < r.until
                        UNION ALL
                        SELECT * FROM affiliate.figures_between($1, $2, r.since, r.until) WHERE $9 AND r.unit = 'hour' OFFSET 0) k
    WHERE NOT $3 AND $2 <> 'link' GROUP BY 1, 2
), taken AS (
    SELECT n.currency, sum(n.clicks)::bigint AS clicks, sum(n.robots)::bigint AS robots, sum(n.prefetches)::bigint AS prefetches,
           sum(n.others)::bigint AS others, sum(n.leads)::bigint AS leads, sum(n.sales)::bigint AS sales, sum(n.refunds)::bigint AS refunds,
           sum(n.revenue_minor) AS revenue_minor, sum(n.refunded_minor) AS refunded_minor, sum(n.earned_minor)::bigint AS earned_minor,
           sum(n.reversed_minor)::bigint AS reversed_minor, sum(n.matured_minor)::bigint AS matured_minor
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
SELECT NULL::integer AS day, s.thing, 'all' AS "dimension!", s.currency AS "currency!", s.clicks AS "clicks!", s.robots AS "robots!",
       s.prefetches AS "prefetches!", s.others AS "others!", s.leads AS "leads!", s.sales AS "sales!", s.refunds AS "refunds!",
       least(s.revenue_minor, 9223372036854775807)::bigint AS "revenue_minor!",
       least(s.refunded_minor, 9223372036854775807)::bigint AS "refunded_minor!", s.earned_minor AS "earned_minor!",
       s.reversed_minor AS "reversed_minor!", s.matured_minor AS "matured_minor!"
FROM most JOIN summed s ON s.thing = most.thing
ORDER BY most.sales DESC, most.clicks DESC, s.thing, s.currency
