WITH summed AS MATERIALIZED (
    SELECT CASE WHEN $3 THEN f.scope_id::text ELSE f.value END AS thing, f.currency, sum(f.clicks) AS clicks, sum(f.robots) AS robots,
           sum(f.prefetches) AS prefetches, sum(f.others) AS others, sum(f.leads) AS leads, sum(f.sales) AS sales, sum(f.refunds) AS refunds,
           sum(f.revenue_minor) AS revenue_minor, sum(f.refunded_minor) AS refunded_minor, sum(f.earned_minor) AS earned_minor,
           sum(f.reversed_minor) AS reversed_minor, sum(f.matured_minor) AS matured_minor
    FROM (SELECT k.*
          FROM unnest($1::uuid[]) AS s (id)
          CROSS JOIN unnest($4::boolean[], $5::timestamptz[], $6::timestamptz[]) AS r (is_day, since, until)
          CROSS JOIN LATERAL (SELECT * FROM affiliate.figures
                              WHERE scope_id = s.id AND dimension = $2 AND figures.is_day = r.is_day AND at >= r.since AND at < r.until OFFSET 0) k
          UNION ALL
          -- Of what is kept by day only, the hours around the days.
          SELECT k.*
          FROM unnest($4::boolean[], $5::timestamptz[], $6::timestamptz[]) AS r (is_day, since, until)
          CROSS JOIN LATERAL (SELECT * FROM affiliate.figures_between($1, $2, r.since, r.until) WHERE $8 AND NOT r.is_day) k) f
    GROUP BY 1, 2
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
