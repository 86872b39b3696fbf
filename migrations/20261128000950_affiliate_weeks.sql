-- Tables of ninety days read less. What everything adds up to is kept by week too, for those that compare many partners or programs; the links of
-- a partner are added up before they are told apart by text; and hours that are added up from the rows, at the ends of a period, are planned once
-- for each connection, count what the days have counted, and cost nothing where there are none. Servers that add by `add_figures` keep the weeks,
-- too; of older ones docs/rolling-back.md tells.

-- Whoever counts waits until the weeks are there: what they added meanwhile would miss. Clicks and orders are kept as ever.
LOCK TABLE affiliate.link_days, affiliate.counted IN SHARE ROW EXCLUSIVE MODE;

-- Sums of `all` and of `nobody` by week of UTC, from its Monday.
CREATE TABLE affiliate.figure_weeks (
    scope_id       uuid NOT NULL,
    dimension      text NOT NULL COLLATE "C" CHECK (dimension IN ('all', 'nobody')),
    week           date NOT NULL CHECK (extract(isodow FROM week) = 1),
    currency       text NOT NULL COLLATE "C" CHECK (currency IN ('', 'XOF', 'MAD', 'EUR')),
    clicks         bigint NOT NULL,
    robots         bigint NOT NULL,
    prefetches     bigint NOT NULL,
    others         bigint NOT NULL,
    leads          bigint NOT NULL,
    sales          bigint NOT NULL,
    refunds        bigint NOT NULL,
    revenue_minor  numeric(30) NOT NULL,
    refunded_minor numeric(30) NOT NULL,
    earned_minor   bigint NOT NULL,
    reversed_minor bigint NOT NULL,
    matured_minor  bigint NOT NULL,
    PRIMARY KEY (scope_id, dimension, week, currency)
) WITH (fillfactor = 80);

INSERT INTO affiliate.figure_weeks
SELECT f.scope_id, f.dimension, date_trunc('week', f.at AT TIME ZONE 'UTC')::date, f.currency, sum(f.clicks), sum(f.robots), sum(f.prefetches),
       sum(f.others), sum(f.leads), sum(f.sales), sum(f.refunds), sum(f.revenue_minor), sum(f.refunded_minor), sum(f.earned_minor),
       sum(f.reversed_minor), sum(f.matured_minor)
FROM affiliate.figures f WHERE f.is_day AND f.dimension IN ('all', 'nobody') GROUP BY 1, 2, 3, 4;

-- Adds to the sums, of hours and days, then of weeks; answers whose totals changed. They are locked in one order by all who count, of each of the
-- two the platform's last.
CREATE OR REPLACE FUNCTION affiliate.add_figures(changes affiliate.figures[]) RETURNS uuid[] LANGUAGE plpgsql VOLATILE SET work_mem = '64MB' AS $$
DECLARE
    scopes uuid[];
BEGIN
    WITH summed AS MATERIALIZED (
        SELECT c.scope_id, c.dimension, g.is_day, CASE WHEN g.is_day THEN date_bin('1 day', c.at, 'epoch') ELSE c.at END AS at, c.value, c.currency,
               sum(c.clicks)::bigint AS clicks, sum(c.robots)::bigint AS robots, sum(c.prefetches)::bigint AS prefetches,
               sum(c.others)::bigint AS others, sum(c.leads)::bigint AS leads, sum(c.sales)::bigint AS sales, sum(c.refunds)::bigint AS refunds,
               sum(c.revenue_minor) AS revenue_minor, sum(c.refunded_minor) AS refunded_minor, sum(c.earned_minor)::bigint AS earned_minor,
               sum(c.reversed_minor)::bigint AS reversed_minor, sum(c.matured_minor)::bigint AS matured_minor
        FROM unnest(changes) AS c CROSS JOIN (VALUES (false), (true)) AS g (is_day)
        WHERE g.is_day OR NOT c.is_day
        GROUP BY 1, 2, 3, 4, 5, 6
        HAVING (sum(c.clicks), sum(c.robots), sum(c.prefetches), sum(c.others), sum(c.leads), sum(c.sales), sum(c.refunds), sum(c.revenue_minor),
                sum(c.refunded_minor), sum(c.earned_minor), sum(c.reversed_minor), sum(c.matured_minor))
            <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    ), written AS (
        INSERT INTO affiliate.figures AS f
        SELECT * FROM summed s ORDER BY s.scope_id DESC, s.dimension, s.is_day, s.at, s.value, s.currency
        ON CONFLICT (scope_id, dimension, is_day, at, value, currency) DO UPDATE
        SET clicks = f.clicks + excluded.clicks, robots = f.robots + excluded.robots, prefetches = f.prefetches + excluded.prefetches,
            others = f.others + excluded.others, leads = f.leads + excluded.leads, sales = f.sales + excluded.sales,
            refunds = f.refunds + excluded.refunds, revenue_minor = f.revenue_minor + excluded.revenue_minor,
            refunded_minor = f.refunded_minor + excluded.refunded_minor, earned_minor = f.earned_minor + excluded.earned_minor,
            reversed_minor = f.reversed_minor + excluded.reversed_minor, matured_minor = f.matured_minor + excluded.matured_minor
        RETURNING 1
    ), weekly AS (
        INSERT INTO affiliate.figure_weeks AS f
        SELECT s.scope_id, s.dimension, date_trunc('week', s.at AT TIME ZONE 'UTC')::date, s.currency, sum(s.clicks), sum(s.robots), sum(s.prefetches),
               sum(s.others), sum(s.leads), sum(s.sales), sum(s.refunds), sum(s.revenue_minor), sum(s.refunded_minor), sum(s.earned_minor),
               sum(s.reversed_minor), sum(s.matured_minor)
        FROM summed s
        -- After the others, whose rows are more.
        WHERE s.is_day AND s.dimension IN ('all', 'nobody') AND (SELECT count(*) FROM written) >= 0
        GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4
        ON CONFLICT (scope_id, dimension, week, currency) DO UPDATE
        SET clicks = f.clicks + excluded.clicks, robots = f.robots + excluded.robots, prefetches = f.prefetches + excluded.prefetches,
            others = f.others + excluded.others, leads = f.leads + excluded.leads, sales = f.sales + excluded.sales,
            refunds = f.refunds + excluded.refunds, revenue_minor = f.revenue_minor + excluded.revenue_minor,
            refunded_minor = f.refunded_minor + excluded.refunded_minor, earned_minor = f.earned_minor + excluded.earned_minor,
            reversed_minor = f.reversed_minor + excluded.reversed_minor, matured_minor = f.matured_minor + excluded.matured_minor
    )
    SELECT ARRAY(SELECT DISTINCT s.scope_id FROM summed s WHERE s.dimension IN ('all', 'nobody') ORDER BY s.scope_id) INTO scopes;
    RETURN scopes;
END
$$;

-- Sums of one scope and dimension, of `hour`s, `day`s or `week`s, from an instant until before another.
CREATE FUNCTION affiliate.kept(scope uuid, dimension text, unit text, since timestamptz, until timestamptz)
RETURNS TABLE (value text, currency text, clicks bigint, robots bigint, prefetches bigint, others bigint, leads bigint, sales bigint, refunds bigint,
               revenue_minor numeric, refunded_minor numeric, earned_minor bigint, reversed_minor bigint, matured_minor bigint)
LANGUAGE sql STABLE AS $$
    SELECT f.value, f.currency, f.clicks, f.robots, f.prefetches, f.others, f.leads, f.sales, f.refunds, f.revenue_minor, f.refunded_minor,
           f.earned_minor, f.reversed_minor, f.matured_minor
    FROM affiliate.figures f
    WHERE $3 <> 'week' AND f.scope_id = $1 AND f.dimension = $2 AND f.is_day = ($3 = 'day') AND f.at >= $4 AND f.at < $5
    UNION ALL
    SELECT '', w.currency, w.clicks, w.robots, w.prefetches, w.others, w.leads, w.sales, w.refunds, w.revenue_minor, w.refunded_minor,
           w.earned_minor, w.reversed_minor, w.matured_minor
    FROM affiliate.figure_weeks w
    WHERE $3 = 'week' AND w.scope_id = $1 AND w.dimension = $2 AND w.week >= ($4 AT TIME ZONE 'UTC')::date AND w.week < ($5 AT TIME ZONE 'UTC')::date
$$;

-- What partnerships have of a dimension between two hours, added up from the rows that were counted: `is_day`, for it is kept by day only, and `at`
-- the first hour. Which clicks wait is read where they may be of these hours: a group waits soon after the last of its clicks.
CREATE OR REPLACE FUNCTION affiliate.figures_between(scopes uuid[], dimension text, since timestamptz, until timestamptz)
RETURNS SETOF affiliate.figures LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    waiting uuid[] := '{}';
    oldest uuid := (SELECT i.id FROM (SELECT u.clicks FROM affiliate.uncounted u ORDER BY u.id LIMIT 1) f CROSS JOIN unnest(f.clicks) AS i (id)
                    ORDER BY i.id LIMIT 1);
BEGIN
    IF oldest < affiliate.least_id($4 + interval '1 day') THEN
        waiting := ARRAY(SELECT i.id FROM affiliate.uncounted u CROSS JOIN unnest(u.clicks) AS i (id)
                         WHERE i.id >= affiliate.least_id($3) AND i.id < affiliate.least_id($4));
    END IF;
    RETURN QUERY
    SELECT k.partnership_id, $2, true, $3, CASE WHEN $2 IN ('post', 'origin') THEN coalesce(n.value, '…') ELSE k.value END, '',
           sum(k.clicks)::bigint, sum(k.robots)::bigint, sum(k.prefetches)::bigint, sum(k.others)::bigint,
           0::bigint, 0::bigint, 0::bigint, 0::numeric(30), 0::numeric(30), 0::bigint, 0::bigint, 0::bigint
    FROM (SELECT l.partnership_id, (c.at AT TIME ZONE 'UTC')::date AS day,
                 CASE $2 WHEN 'link' THEN l.id::text WHEN 'product' THEN coalesce(l.product_id::text, '') WHEN 'country' THEN coalesce(c.country, '')
                         WHEN 'device' THEN c.device WHEN 'post' THEN affiliate.post_of(c.subs) WHEN 'origin' THEN nullif(c.referrer, '') END AS value,
                 count(*) FILTER (WHERE c.fault IS NULL) AS clicks, count(*) FILTER (WHERE c.fault = 'robot') AS robots,
                 count(*) FILTER (WHERE c.fault = 'prefetch') AS prefetches,
                 count(*) FILTER (WHERE c.fault NOT IN ('robot', 'prefetch')) AS others
          FROM affiliate.links l
          CROSS JOIN LATERAL (SELECT o.* FROM affiliate.clicks o
                              WHERE o.link_id = l.id AND o.id >= affiliate.least_id($3) AND o.id < affiliate.least_id($4) OFFSET 0) c
          LEFT JOIN unnest(waiting) AS w (id) ON w.id = c.id
          WHERE l.partnership_id = ANY ($1) AND w.id IS NULL GROUP BY 1, 2, 3) k
    LEFT JOIN affiliate.named n ON (n.partnership_id, n.day, n.dimension, n.value) = (k.partnership_id, k.day, $2, k.value)
    WHERE k.value IS NOT NULL GROUP BY 1, 5;
    RETURN QUERY
    SELECT f.* FROM unnest($1) AS s (id)
    CROSS JOIN LATERAL (SELECT * FROM affiliate.counted c WHERE c.partnership_id = s.id AND c.at >= $3 AND c.at < $4 OFFSET 0) c
    CROSS JOIN LATERAL affiliate.spread(ROW(c.*)::affiliate.counted) f
    WHERE f.dimension = $2;
END
$$;
