-- Figures by post and by origin. A post is what the partner calls it in the address of their link (`sub1`); an origin is the host that the
-- click came from. Both are words that anybody can write: of a partnership and a day of clicks (UTC) a hundred of each are told apart, and
-- what comes later is counted together under `…`. Where neither is known there is no row: that is what is left of `all`.
ALTER TABLE affiliate.figures DROP CONSTRAINT figures_dimension_check, DROP CONSTRAINT figures_value_check,
    ADD CONSTRAINT figures_dimension_check
        CHECK (dimension IN ('all', 'nobody', 'link', 'product', 'country', 'device', 'post', 'origin')),
    ADD CONSTRAINT figures_value_check CHECK (length(value) <= 253);

-- What is told apart of the clicks of a day. Whether something is, is decided when it is counted first, and stays so.
CREATE TABLE affiliate.named (
    partnership_id uuid NOT NULL,
    day            date NOT NULL,
    dimension      text NOT NULL COLLATE "C" CHECK (dimension IN ('post', 'origin')),
    value          text NOT NULL COLLATE "C" CHECK (length(value) BETWEEN 1 AND 253 AND value <> '…'),
    PRIMARY KEY (partnership_id, day, dimension, value)
);
CREATE TRIGGER named_keep BEFORE UPDATE OR DELETE ON affiliate.named FOR EACH ROW EXECUTE FUNCTION affiliate.keep();
CREATE TRIGGER named_keep_all BEFORE TRUNCATE ON affiliate.named EXECUTE FUNCTION affiliate.keep();

-- The post of a click; none where its address does not say it.
CREATE FUNCTION affiliate.post_of(subs jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(btrim(left(subs ->> 'sub1', 100)), '')
$$;

-- Those of which there is room for a name and none yet, the first ones first.
CREATE FUNCTION affiliate.to_be_named(wanted affiliate.named[]) RETURNS SETOF affiliate.named LANGUAGE sql STABLE AS $$
    SELECT w.partnership_id, w.day, w.dimension, w.value
    FROM (SELECT w.*, row_number() OVER (PARTITION BY w.partnership_id, w.day, w.dimension ORDER BY w.n) AS place
          FROM unnest(wanted) WITH ORDINALITY AS w (partnership_id, day, dimension, value, n)
          WHERE w.value <> '…' AND NOT EXISTS (SELECT FROM affiliate.named n WHERE (n.partnership_id, n.day, n.dimension, n.value)
                                                                                 = (w.partnership_id, w.day, w.dimension, w.value))) w
    WHERE w.place <= 100 - (SELECT count(*) FROM affiliate.named n
                            WHERE (n.partnership_id, n.day, n.dimension) = (w.partnership_id, w.day, w.dimension))
$$;

-- Names what is wanted, each once, as far as there is room; answers what of it has a name. Who gives names waits for others who do: whether
-- there is room is decided by one at a time. Where there is none left nobody waits: there never will be. Planned anew each time: the table
-- grows quickly after midnight.
CREATE FUNCTION affiliate.name(wanted affiliate.named[]) RETURNS SETOF affiliate.named LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF EXISTS (SELECT FROM affiliate.to_be_named(wanted)) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('affiliate.named', 0));
        INSERT INTO affiliate.named SELECT * FROM affiliate.to_be_named(wanted);
    END IF;
    RETURN QUERY SELECT n.* FROM unnest(wanted) w
                 JOIN affiliate.named n ON (n.partnership_id, n.day, n.dimension, n.value) = (w.partnership_id, w.day, w.dimension, w.value);
END
$$;

-- Names the posts and origins of the clicks that these conversions are credited for: they may be counted before their clicks are.
CREATE FUNCTION affiliate.name_of(conversions uuid[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM affiliate.name(ARRAY(
        SELECT DISTINCT ROW(k.partnership_id, (k.at AT TIME ZONE 'UTC')::date, d.dimension, d.value)::affiliate.named
        FROM (SELECT (c.credit ->> 'touch_id')::uuid AS id FROM affiliate.conversions v
              CROSS JOIN LATERAL jsonb_array_elements(v.decision -> 'credits') AS c (credit) WHERE v.id = ANY (conversions)
              UNION SELECT m.touch_id FROM affiliate.commissions m WHERE m.conversion_id = ANY (conversions)) t
        JOIN affiliate.clicks k ON k.id = t.id
        CROSS JOIN LATERAL (VALUES ('post', affiliate.post_of(k.subs)), ('origin', nullif(k.referrer, ''))) AS d (dimension, value)
        WHERE d.value IS NOT NULL));
END
$$;

-- Clicks of an hour together, four times over: by link; by country and device; and those of a post (its `dimension` says so) and of an origin.
CREATE TYPE affiliate.clicked AS (
    partnership_id uuid, program_id uuid, hour timestamptz, link_id uuid, product_id uuid, country text, device text, dimension text, value text,
    clicks bigint, robots bigint, prefetches bigint, others bigint
);

-- Each click is read once.
CREATE FUNCTION affiliate.clicked_by(ids uuid[]) RETURNS SETOF affiliate.clicked LANGUAGE sql STABLE AS $$
    SELECT g.partnership_id, s.program_id, g.hour, g.link_id, l.product_id, g.country, g.device, g.dimension, coalesce(g.post, g.origin),
           g.clicks, g.robots, g.prefetches, g.others
    FROM (SELECT k.partnership_id, k.hour, k.link_id, k.country, k.device, k.post, k.origin,
                 CASE GROUPING(k.link_id, k.device, k.post, k.origin) WHEN 13 THEN 'post' WHEN 14 THEN 'origin' END AS dimension,
                 count(*) FILTER (WHERE k.fault IS NULL) AS clicks, count(*) FILTER (WHERE k.fault = 'robot') AS robots,
                 count(*) FILTER (WHERE k.fault = 'prefetch') AS prefetches,
                 count(*) FILTER (WHERE k.fault NOT IN ('robot', 'prefetch')) AS others
          FROM (SELECT c.partnership_id, date_trunc('hour', c.at, 'UTC') AS hour, c.link_id, coalesce(c.country, '') AS country, c.device, c.fault,
                       affiliate.post_of(c.subs) AS post, nullif(c.referrer, '') AS origin
                FROM affiliate.clicks c WHERE c.id = ANY (ids)) k
          GROUP BY GROUPING SETS ((k.partnership_id, k.hour, k.link_id), (k.partnership_id, k.hour, k.country, k.device),
                                  (k.partnership_id, k.hour, k.post), (k.partnership_id, k.hour, k.origin))) g
    LEFT JOIN affiliate.partnerships s ON s.id = g.partnership_id
    LEFT JOIN affiliate.links l ON l.id = g.link_id
    WHERE g.dimension IS NULL OR coalesce(g.post, g.origin) IS NOT NULL
$$;

-- Clicks under every dimension they count in, a post and an origin under their name; `is_day` of what is kept by day only.
CREATE FUNCTION affiliate.spread_clicks(g affiliate.clicked, name text) RETURNS SETOF affiliate.figures LANGUAGE sql IMMUTABLE AS $$
    SELECT d.scope_id, d.dimension, d.scope_id = g.partnership_id AND d.dimension <> 'all', g.hour, d.value, '', g.clicks, g.robots, g.prefetches,
           g.others, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    FROM (VALUES
        (g.partnership_id, 'all', ''), (g.partnership_id, 'link', g.link_id::text), (g.partnership_id, 'product', coalesce(g.product_id::text, '')),
        (g.partnership_id, 'country', g.country), (g.partnership_id, 'device', g.device),
        (g.program_id, 'all', ''), (g.program_id, 'product', coalesce(g.product_id::text, '')),
        (g.program_id, 'country', g.country), (g.program_id, 'device', g.device),
        ('00000000-0000-0000-0000-000000000000', 'all', ''), ('00000000-0000-0000-0000-000000000000', 'country', g.country),
        ('00000000-0000-0000-0000-000000000000', 'device', g.device)) AS d (scope_id, dimension, value)
    WHERE d.scope_id IS NOT NULL AND g.dimension IS NULL AND (d.dimension IN ('link', 'product')) = (g.link_id IS NOT NULL)
    UNION ALL
    SELECT d.scope_id, g.dimension, d.scope_id = g.partnership_id, g.hour, coalesce(name, '…'), '', g.clicks, g.robots, g.prefetches, g.others,
           0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    FROM (VALUES (g.partnership_id), (CASE WHEN g.dimension = 'origin' THEN g.program_id END)) AS d (scope_id)
    WHERE d.scope_id IS NOT NULL AND g.dimension IS NOT NULL
$$;

-- What figures should have of these clicks; `is_day` of what is kept by day only.
CREATE OR REPLACE FUNCTION affiliate.figures_of_clicks(ids uuid[]) RETURNS SETOF affiliate.figures LANGUAGE sql STABLE AS $$
    SELECT f.scope_id, f.dimension, f.is_day, f.at, f.value, '', sum(f.clicks)::bigint, sum(f.robots)::bigint, sum(f.prefetches)::bigint,
           sum(f.others)::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    FROM affiliate.clicked_by(ids) g
    LEFT JOIN LATERAL (SELECT * FROM affiliate.named n
                       WHERE (n.partnership_id, n.day, n.dimension, n.value)
                           = (g.partnership_id, (g.hour AT TIME ZONE 'UTC')::date, g.dimension, g.value) OFFSET 0) n ON true
    CROSS JOIN LATERAL affiliate.spread_clicks(ROW(g.*)::affiliate.clicked, n.value) f
    GROUP BY 1, 2, 3, 4, 5
$$;

-- Of what was counted of a conversion: the name of the post and of the origin of its click.
ALTER TABLE affiliate.counted ADD COLUMN post text NOT NULL DEFAULT '', ADD COLUMN origin text NOT NULL DEFAULT '';

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

-- One fact under every dimension it counts in; `is_day` of what is kept by day only. Lines never change, so what was added can be taken away.
CREATE OR REPLACE FUNCTION affiliate.spread(f affiliate.counted) RETURNS SETOF affiliate.figures LANGUAGE sql STABLE AS $$
    SELECT s.scope_id, d.dimension, f.partnership_id IS NOT NULL AND d.dimension <> 'all', date_trunc('hour', f.at, 'UTC'), d.value, f.currency, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
           f.leads, f.sales, f.refunds, f.revenue_minor, f.refunded_minor, f.earned_minor, f.reversed_minor, f.matured_minor
    FROM (VALUES (coalesce(f.partnership_id, f.program_id)), (CASE WHEN f.partnership_id IS NULL THEN '00000000-0000-0000-0000-000000000000'::uuid END))
         AS s (scope_id)
    CROSS JOIN (VALUES (CASE WHEN f.is_attributed THEN 'all' ELSE 'nobody' END, ''),
                       (CASE WHEN f.is_attributed AND f.partnership_id IS NOT NULL THEN 'link' END, coalesce(f.link_id::text, '')),
                       (CASE WHEN f.is_attributed THEN 'country' END, f.country),
                       (CASE WHEN f.is_attributed THEN 'device' END, f.device),
                       (CASE WHEN f.is_attributed AND f.partnership_id IS NOT NULL AND f.post <> '' THEN 'post' END, f.post),
                       (CASE WHEN f.is_attributed AND f.origin <> '' THEN 'origin' END, f.origin)) AS d (dimension, value)
    WHERE s.scope_id IS NOT NULL AND d.dimension IS NOT NULL
      AND (d.dimension <> 'origin' OR s.scope_id <> '00000000-0000-0000-0000-000000000000')
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

-- What is there already. Nobody counts while this runs (the table of sums is locked), and clicks that wait are left to wait. Of months whose
-- clicks are forgotten nothing is known any more.
CREATE TEMPORARY TABLE told_apart AS
    SELECT k.partnership_id, k.hour, (k.hour AT TIME ZONE 'UTC')::date AS day, CASE GROUPING(k.post) WHEN 0 THEN 'post' ELSE 'origin' END AS dimension,
           coalesce(k.post, k.origin) AS value, count(*) FILTER (WHERE k.fault IS NULL) AS clicks,
           count(*) FILTER (WHERE k.fault = 'robot') AS robots, count(*) FILTER (WHERE k.fault = 'prefetch') AS prefetches,
           count(*) FILTER (WHERE k.fault NOT IN ('robot', 'prefetch')) AS others
    FROM (SELECT c.partnership_id, date_trunc('hour', c.at, 'UTC') AS hour, c.fault, affiliate.post_of(c.subs) AS post, nullif(c.referrer, '') AS origin
          FROM affiliate.clicks c
          WHERE NOT EXISTS (SELECT FROM affiliate.uncounted u CROSS JOIN LATERAL unnest(u.clicks) AS w (id) WHERE w.id = c.id)
            AND NOT EXISTS (SELECT FROM affiliate.forgotten_clicks f WHERE f.month = date_trunc('month', c.at AT TIME ZONE 'UTC')::date)) k
    GROUP BY GROUPING SETS ((k.partnership_id, k.hour, k.post), (k.partnership_id, k.hour, k.origin))
    HAVING coalesce(k.post, k.origin) IS NOT NULL;
INSERT INTO affiliate.named
    SELECT partnership_id, day, dimension, value
    FROM (SELECT partnership_id, day, dimension, value,
                 row_number() OVER (PARTITION BY partnership_id, day, dimension ORDER BY sum(clicks) DESC, value) AS place
          FROM told_apart WHERE value <> '…' GROUP BY 1, 2, 3, 4) t
    WHERE place <= 100;
INSERT INTO affiliate.figures
    SELECT s.scope_id, t.dimension, u.is_day, CASE WHEN u.is_day THEN date_trunc('day', t.hour, 'UTC') ELSE t.hour END, coalesce(n.value, '…'), '',
           sum(t.clicks), sum(t.robots), sum(t.prefetches), sum(t.others), 0, 0, 0, 0, 0, 0, 0, 0
    FROM told_apart t
    LEFT JOIN affiliate.named n USING (partnership_id, day, dimension, value)
    LEFT JOIN affiliate.partnerships p ON p.id = t.partnership_id
    CROSS JOIN LATERAL (VALUES (t.partnership_id, true), (CASE WHEN t.dimension = 'origin' THEN p.program_id END, false)) AS s (scope_id, is_day_only)
    CROSS JOIN (VALUES (false), (true)) AS u (is_day)
    WHERE s.scope_id IS NOT NULL AND (u.is_day OR NOT s.is_day_only)
    GROUP BY 1, 2, 3, 4, 5;
DROP TABLE told_apart;
INSERT INTO affiliate.uncounted_conversions (conversion_id) SELECT id FROM affiliate.conversions ORDER BY id;
