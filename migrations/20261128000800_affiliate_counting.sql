-- Counting clicks costs less: a link has a row of its own for each day already when its clicks are grouped, and is added to the sums as it
-- is; what it was grouped by before was spread and grouped twice more. `clicked_by` and `spread_clicks` stay for servers of before.
CREATE TYPE affiliate.click_group AS (
    partnership_id uuid, program_id uuid, at timestamptz, country text, device text, dimension text, value text,
    clicks bigint, robots bigint, prefetches bigint, others bigint
);

-- Clicks together, five times over: by link, of a day; and of an hour by product, by country and device (no `dimension`), by post, by origin.
-- Each click is read once.
CREATE FUNCTION affiliate.click_groups(ids uuid[]) RETURNS SETOF affiliate.click_group LANGUAGE sql STABLE AS $$
    SELECT g.partnership_id, s.program_id, coalesce(g.day, g.hour), g.country, g.device, g.dimension,
           CASE g.dimension WHEN 'link' THEN g.link_id::text WHEN 'product' THEN coalesce(g.product_id::text, '')
                            ELSE coalesce(g.post, g.origin) END,
           g.clicks, g.robots, g.prefetches, g.others
    FROM (SELECT k.partnership_id, k.hour, k.day, k.link_id, k.product_id, k.country, k.device, k.post, k.origin,
                 CASE GROUPING(k.link_id, k.product_id, k.device, k.post, k.origin)
                      WHEN 15 THEN 'link' WHEN 23 THEN 'product' WHEN 29 THEN 'post' WHEN 30 THEN 'origin' END AS dimension,
                 count(*) FILTER (WHERE k.fault IS NULL) AS clicks, count(*) FILTER (WHERE k.fault = 'robot') AS robots,
                 count(*) FILTER (WHERE k.fault = 'prefetch') AS prefetches,
                 count(*) FILTER (WHERE k.fault NOT IN ('robot', 'prefetch')) AS others
          FROM (SELECT c.partnership_id, date_trunc('hour', c.at, 'UTC') AS hour, date_trunc('day', c.at, 'UTC') AS day, c.link_id, l.product_id,
                       coalesce(c.country, '') AS country, c.device, c.fault, affiliate.post_of(c.subs) AS post, nullif(c.referrer, '') AS origin
                FROM affiliate.clicks c LEFT JOIN affiliate.links l ON l.id = c.link_id WHERE c.id = ANY (ids)) k
          GROUP BY GROUPING SETS ((k.partnership_id, k.day, k.link_id), (k.partnership_id, k.hour, k.product_id),
                                  (k.partnership_id, k.hour, k.country, k.device), (k.partnership_id, k.hour, k.post),
                                  (k.partnership_id, k.hour, k.origin))) g
    LEFT JOIN affiliate.partnerships s ON s.id = g.partnership_id
    WHERE g.dimension IS NULL OR g.dimension NOT IN ('post', 'origin') OR coalesce(g.post, g.origin) IS NOT NULL
$$;

-- A group under every dimension it counts in, a post and an origin under their name; `is_day` of what is kept by day only.
CREATE FUNCTION affiliate.spread_group(g affiliate.click_group, name text) RETURNS SETOF affiliate.figures LANGUAGE sql IMMUTABLE AS $$
    SELECT d.scope_id, d.dimension, d.is_day, g.at, d.value, '', g.clicks, g.robots, g.prefetches, g.others,
           0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    FROM (VALUES
        (g.partnership_id, 'all', false, ''), (g.partnership_id, 'country', true, g.country), (g.partnership_id, 'device', true, g.device),
        (g.program_id, 'all', false, ''), (g.program_id, 'country', false, g.country), (g.program_id, 'device', false, g.device),
        ('00000000-0000-0000-0000-000000000000', 'all', false, ''),
        ('00000000-0000-0000-0000-000000000000', 'country', false, g.country),
        ('00000000-0000-0000-0000-000000000000', 'device', false, g.device)) AS d (scope_id, dimension, is_day, value)
    WHERE d.scope_id IS NOT NULL AND g.dimension IS NULL
    UNION ALL
    SELECT g.partnership_id, 'link', true, g.at, g.value, '', g.clicks, g.robots, g.prefetches, g.others,
           0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    WHERE g.dimension = 'link'
    UNION ALL
    SELECT d.scope_id, g.dimension, d.scope_id = g.partnership_id, g.at, d.value, '', g.clicks, g.robots, g.prefetches, g.others,
           0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    FROM (VALUES (g.partnership_id, CASE g.dimension WHEN 'product' THEN g.value ELSE coalesce(name, '…') END),
                 (CASE WHEN g.dimension <> 'post' THEN g.program_id END, CASE g.dimension WHEN 'product' THEN g.value ELSE coalesce(name, '…') END))
         AS d (scope_id, value)
    WHERE d.scope_id IS NOT NULL AND g.dimension IN ('product', 'post', 'origin')
$$;

-- What figures should have of these clicks; `is_day` of what is kept by day only.
CREATE OR REPLACE FUNCTION affiliate.figures_of_clicks(ids uuid[]) RETURNS SETOF affiliate.figures LANGUAGE sql STABLE AS $$
    SELECT f.scope_id, f.dimension, f.is_day, f.at, f.value, '', sum(f.clicks)::bigint, sum(f.robots)::bigint, sum(f.prefetches)::bigint,
           sum(f.others)::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    FROM affiliate.click_groups(ids) g
    LEFT JOIN LATERAL (SELECT * FROM affiliate.named n
                       WHERE (n.partnership_id, n.day, n.dimension, n.value)
                           = (g.partnership_id, (g.at AT TIME ZONE 'UTC')::date, g.dimension, g.value) OFFSET 0) n ON true
    CROSS JOIN LATERAL affiliate.spread_group(ROW(g.*)::affiliate.click_group, n.value) f
    GROUP BY 1, 2, 3, 4, 5
$$;

-- A sum that grows stays on its page, and its index as it is.
ALTER TABLE affiliate.figures SET (fillfactor = 80);

-- Each click by its id, whatever the planner believes of a table that grew.
CREATE OR REPLACE FUNCTION affiliate.name_of(conversions uuid[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM affiliate.name(ARRAY(
        SELECT DISTINCT ROW(k.partnership_id, (k.at AT TIME ZONE 'UTC')::date, d.dimension, d.value)::affiliate.named
        FROM (SELECT (c.credit ->> 'touch_id')::uuid AS id FROM affiliate.conversions v
              CROSS JOIN LATERAL jsonb_array_elements(v.decision -> 'credits') AS c (credit) WHERE v.id = ANY (conversions)
              UNION SELECT m.touch_id FROM affiliate.commissions m WHERE m.conversion_id = ANY (conversions)) t
        CROSS JOIN LATERAL (SELECT c.partnership_id, c.at, c.subs, c.referrer FROM affiliate.clicks c WHERE c.id = t.id OFFSET 0) k
        CROSS JOIN LATERAL (VALUES ('post', affiliate.post_of(k.subs)), ('origin', nullif(k.referrer, ''))) AS d (dimension, value)
        WHERE d.value IS NOT NULL));
END
$$;
