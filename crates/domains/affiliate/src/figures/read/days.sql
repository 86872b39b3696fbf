-- A day that the time zone counts is a day of UTC, with the hours at its ends that are another's there.
SELECT p.day, NULL::text AS thing, f.dimension, f.currency, sum(p.sign * f.clicks)::bigint AS "clicks!",
       sum(p.sign * f.robots)::bigint AS "robots!", sum(p.sign * f.prefetches)::bigint AS "prefetches!",
       sum(p.sign * f.others)::bigint AS "others!", sum(p.sign * f.leads)::bigint AS "leads!", sum(p.sign * f.sales)::bigint AS "sales!",
       sum(p.sign * f.refunds)::bigint AS "refunds!",
       least(sum(p.sign * f.revenue_minor), 9223372036854775807)::bigint AS "revenue_minor!",
       least(sum(p.sign * f.refunded_minor), 9223372036854775807)::bigint AS "refunded_minor!",
       sum(p.sign * f.earned_minor)::bigint AS "earned_minor!", sum(p.sign * f.reversed_minor)::bigint AS "reversed_minor!",
       sum(p.sign * f.matured_minor)::bigint AS "matured_minor!"
FROM unnest($1::uuid[]) AS s (id) CROSS JOIN unnest($2::text[]) AS d (dimension)
CROSS JOIN unnest($3::boolean[], $4::timestamptz[], $5::timestamptz[], $6::integer[], $7::integer[]) AS r (is_day, since, until, day, less)
CROSS JOIN LATERAL (SELECT * FROM affiliate.figures
                    WHERE scope_id = s.id AND figures.dimension = d.dimension AND figures.is_day = r.is_day
                      AND at >= r.since AND at < r.until OFFSET 0) f
CROSS JOIN LATERAL (VALUES (CASE WHEN r.is_day THEN width_bucket(f.at + interval '12 hours', $8::timestamptz[]) ELSE r.day END, 1),
                           (r.less, -1)) AS p (day, sign)
WHERE p.day IS NOT NULL
GROUP BY p.day, f.dimension, f.currency ORDER BY p.day, f.dimension, f.currency
