-- What a click costs to count is less: its link's day, by far the most sums there are, stands in a narrow row of its own, and the product of its
-- link need not be looked up. Conversions are counted by themselves. `click_groups` and `spread_group` of links stay for servers of before;
-- what those counted of links stays in `figures`, and is added when a table is read.

-- The products of the links of these clicks, one by one; none where a server of before wrote them.
ALTER TABLE affiliate.uncounted ADD COLUMN products uuid[], ADD CHECK (cardinality(products) = cardinality(clicks));

-- Clicks of a link on a day of UTC. What sales bring a link is in `figures`.
CREATE TABLE affiliate.link_days (
    partnership_id uuid NOT NULL,
    day            date NOT NULL,
    link_id        uuid NOT NULL,
    clicks         bigint NOT NULL,
    robots         bigint NOT NULL,
    prefetches     bigint NOT NULL,
    others         bigint NOT NULL,
    PRIMARY KEY (partnership_id, day, link_id)
) WITH (fillfactor = 80);

-- Clicks as they are counted: each is read once, by its id, whatever the planner believes of a table that grew. `products`: of their links, one by
-- one; where there are none, the links say.
CREATE FUNCTION affiliate.read_clicks(ids uuid[], products uuid[])
RETURNS TABLE (partnership_id uuid, hour timestamptz, day timestamptz, link_id uuid, product_id uuid, country text, device text, fault text,
               post text, origin text) LANGUAGE plpgsql STABLE ROWS 5000 AS $$
BEGIN
    IF products IS NULL THEN
        RETURN QUERY
        SELECT c.partnership_id, date_bin('1 hour', c.at, 'epoch'), date_bin('1 day', c.at, 'epoch'), c.link_id, l.product_id,
               coalesce(c.country, ''), c.device, c.fault, affiliate.post_of(c.subs), nullif(c.referrer, '')
        FROM affiliate.clicks c LEFT JOIN affiliate.links l ON l.id = c.link_id WHERE c.id = ANY (ids);
    ELSE
        RETURN QUERY
        SELECT c.partnership_id, date_bin('1 hour', c.at, 'epoch'), date_bin('1 day', c.at, 'epoch'), c.link_id, i.product_id,
               coalesce(c.country, ''), c.device, c.fault, affiliate.post_of(c.subs), nullif(c.referrer, '')
        FROM unnest(ids, products) AS i (id, product_id) JOIN affiliate.clicks c ON c.id = i.id;
    END IF;
END
$$;

-- Clicks together, five times over: by link, of a day; and of an hour by product, by country and device (no `dimension`), by post, by origin.
CREATE FUNCTION affiliate.clicks_together(ids uuid[], products uuid[])
RETURNS TABLE (link_id uuid, partnership_id uuid, program_id uuid, at timestamptz, country text, device text, dimension text, value text,
               clicks bigint, robots bigint, prefetches bigint, others bigint) LANGUAGE sql STABLE SET work_mem = '64MB' AS $$
    SELECT g.link_id, g.partnership_id, s.program_id, coalesce(g.day, g.hour), g.country, g.device, g.dimension,
           CASE g.dimension WHEN 'product' THEN coalesce(g.product_id::text, '') ELSE coalesce(g.post, g.origin) END,
           g.clicks, g.robots, g.prefetches, g.others
    FROM (SELECT k.partnership_id, k.hour, k.day, k.link_id, k.product_id, k.country, k.device, k.post, k.origin,
                 CASE GROUPING(k.link_id, k.product_id, k.device, k.post, k.origin)
                      WHEN 15 THEN 'link' WHEN 23 THEN 'product' WHEN 29 THEN 'post' WHEN 30 THEN 'origin' END AS dimension,
                 count(*) FILTER (WHERE k.fault IS NULL) AS clicks, count(*) FILTER (WHERE k.fault = 'robot') AS robots,
                 count(*) FILTER (WHERE k.fault = 'prefetch') AS prefetches,
                 count(*) FILTER (WHERE k.fault NOT IN ('robot', 'prefetch')) AS others
          FROM affiliate.read_clicks(ids, products) k
          GROUP BY GROUPING SETS ((k.partnership_id, k.day, k.link_id), (k.partnership_id, k.hour, k.product_id),
                                  (k.partnership_id, k.hour, k.country, k.device), (k.partnership_id, k.hour, k.post),
                                  (k.partnership_id, k.hour, k.origin))) g
    LEFT JOIN affiliate.partnerships s ON s.id = g.partnership_id AND g.dimension IS DISTINCT FROM 'link'
    WHERE g.dimension IS NULL OR g.dimension NOT IN ('post', 'origin') OR coalesce(g.post, g.origin) IS NOT NULL
$$;

-- Adds to the sums, of hours and of days; answers whose totals changed. They are locked in one order by all who count, the platform's last.
CREATE FUNCTION affiliate.add_figures(changes affiliate.figures[]) RETURNS uuid[] LANGUAGE plpgsql VOLATILE SET work_mem = '64MB' AS $$
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
    )
    SELECT ARRAY(SELECT DISTINCT s.scope_id FROM summed s WHERE s.dimension IN ('all', 'nobody') ORDER BY s.scope_id) INTO scopes;
    RETURN scopes;
END
$$;

-- What figures should have of these clicks; `is_day` of what is kept by day only.
CREATE OR REPLACE FUNCTION affiliate.figures_of_clicks(ids uuid[]) RETURNS SETOF affiliate.figures LANGUAGE sql STABLE AS $$
    SELECT f.scope_id, f.dimension, f.is_day, f.at, f.value, '', sum(f.clicks)::bigint, sum(f.robots)::bigint, sum(f.prefetches)::bigint,
           sum(f.others)::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    FROM (SELECT ROW(c.partnership_id, c.program_id, c.at, c.country, c.device, c.dimension,
                     CASE c.dimension WHEN 'link' THEN c.link_id::text ELSE c.value END, c.clicks, c.robots, c.prefetches, c.others)::affiliate.click_group AS one,
                 n.value AS name
          FROM affiliate.clicks_together(ids, NULL) c
          LEFT JOIN LATERAL (SELECT * FROM affiliate.named n
                             WHERE (n.partnership_id, n.day, n.dimension, n.value)
                                 = (c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, c.dimension, c.value) OFFSET 0) n ON true) g
    CROSS JOIN LATERAL affiliate.spread_group(g.one, g.name) f
    GROUP BY 1, 2, 3, 4, 5
$$;
