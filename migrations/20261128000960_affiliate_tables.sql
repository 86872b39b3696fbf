-- A table of a dashboard is added up by the statement that its rows need, and no other: partners and programs by one, links by one. Clicks of links
-- are kept by week too, as everything is. Bounds of ids are computed once for all links, rather than by each.

-- Whoever counts clicks waits until the weeks are there.
LOCK TABLE affiliate.link_days IN SHARE ROW EXCLUSIVE MODE;

-- Clicks of a link in a week of UTC, from its Monday: those of its days, by triggers on these, whichever server counts.
CREATE TABLE affiliate.link_weeks (
    partnership_id uuid NOT NULL,
    week           date NOT NULL CHECK (extract(isodow FROM week) = 1),
    link_id        uuid NOT NULL,
    clicks         bigint NOT NULL,
    robots         bigint NOT NULL,
    prefetches     bigint NOT NULL,
    others         bigint NOT NULL,
    PRIMARY KEY (partnership_id, week, link_id)
) WITH (fillfactor = 80);

INSERT INTO affiliate.link_weeks
SELECT partnership_id, date_trunc('week', day::timestamp)::date, link_id, sum(clicks), sum(robots), sum(prefetches), sum(others)
FROM affiliate.link_days GROUP BY 1, 2, 3;

CREATE FUNCTION affiliate.add_link_weeks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes affiliate.link_days[];
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        changes := ARRAY(SELECT d::affiliate.link_days FROM added d);
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        changes := changes || ARRAY(
            SELECT ROW(d.partnership_id, d.day, d.link_id, -d.clicks, -d.robots, -d.prefetches, -d.others)::affiliate.link_days FROM gone d);
    END IF;
    INSERT INTO affiliate.link_weeks AS w
    SELECT c.partnership_id, date_trunc('week', c.day::timestamp)::date, c.link_id, sum(c.clicks), sum(c.robots), sum(c.prefetches), sum(c.others)
    FROM unnest(changes) c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (partnership_id, week, link_id) DO UPDATE
    SET clicks = w.clicks + excluded.clicks, robots = w.robots + excluded.robots, prefetches = w.prefetches + excluded.prefetches,
        others = w.others + excluded.others;
    RETURN NULL;
END
$$;

CREATE TRIGGER link_days_are_added AFTER INSERT ON affiliate.link_days REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION affiliate.add_link_weeks();
CREATE TRIGGER link_days_are_changed AFTER UPDATE ON affiliate.link_days REFERENCING NEW TABLE AS added OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION affiliate.add_link_weeks();
CREATE TRIGGER link_days_are_taken AFTER DELETE ON affiliate.link_days REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION affiliate.add_link_weeks();

-- Of each of these partnerships or programs what everything comes to, in stretches of `hour`, `day` or `week`, which are added or taken away.
CREATE FUNCTION affiliate.sums_of_scopes(scopes uuid[], units text[], since timestamptz[], until timestamptz[], signs integer[])
RETURNS TABLE (thing text, currency text, clicks bigint, robots bigint, prefetches bigint, others bigint, leads bigint, sales bigint, refunds bigint,
               revenue_minor numeric, refunded_minor numeric, earned_minor bigint, reversed_minor bigint, matured_minor bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT k.scope_id::text, k.currency, sum(r.sign * k.clicks)::bigint, sum(r.sign * k.robots)::bigint, sum(r.sign * k.prefetches)::bigint,
           sum(r.sign * k.others)::bigint, sum(r.sign * k.leads)::bigint, sum(r.sign * k.sales)::bigint, sum(r.sign * k.refunds)::bigint,
           sum(r.sign * k.revenue_minor), sum(r.sign * k.refunded_minor), sum(r.sign * k.earned_minor)::bigint,
           sum(r.sign * k.reversed_minor)::bigint, sum(r.sign * k.matured_minor)::bigint
    FROM unnest(units, since, until, signs) AS r (unit, since, until, sign)
    CROSS JOIN LATERAL (SELECT scope_id, currency, clicks, robots, prefetches, others, leads, sales, refunds,
                               revenue_minor, refunded_minor, earned_minor, reversed_minor, matured_minor
                        FROM affiliate.figures
                        WHERE r.unit <> 'week' AND scope_id = ANY (scopes) AND dimension = 'all' AND is_day = (r.unit = 'day')
                          AND at >= r.since AND at < r.until
                        UNION ALL
                        SELECT scope_id, currency, clicks, robots, prefetches, others, leads, sales, refunds,
                               revenue_minor, refunded_minor, earned_minor, reversed_minor, matured_minor
                        FROM affiliate.figure_weeks
                        WHERE r.unit = 'week' AND scope_id = ANY (scopes) AND dimension = 'all'
                          AND week >= (r.since AT TIME ZONE 'UTC')::date AND week < (r.until AT TIME ZONE 'UTC')::date OFFSET 0) k
    GROUP BY k.scope_id, k.currency;
END
$$;

-- Of each link of these partnerships: clicks of days and weeks have rows of their own, what sales brought is among the figures, and hours are added up
-- from the rows.
CREATE FUNCTION affiliate.sums_of_links(partnerships uuid[], units text[], since timestamptz[], until timestamptz[], signs integer[])
RETURNS TABLE (thing text, currency text, clicks bigint, robots bigint, prefetches bigint, others bigint, leads bigint, sales bigint, refunds bigint,
               revenue_minor numeric, refunded_minor numeric, earned_minor bigint, reversed_minor bigint, matured_minor bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT k.thing, k.currency, sum(r.sign * k.clicks)::bigint, sum(r.sign * k.robots)::bigint, sum(r.sign * k.prefetches)::bigint,
           sum(r.sign * k.others)::bigint, sum(r.sign * k.leads)::bigint, sum(r.sign * k.sales)::bigint, sum(r.sign * k.refunds)::bigint,
           sum(r.sign * k.revenue_minor), sum(r.sign * k.refunded_minor), sum(r.sign * k.earned_minor)::bigint,
           sum(r.sign * k.reversed_minor)::bigint, sum(r.sign * k.matured_minor)::bigint
    FROM unnest(units, since, until, signs) AS r (unit, since, until, sign)
    CROSS JOIN LATERAL (SELECT d.link_id::text AS thing, '' AS currency, sum(d.clicks)::bigint AS clicks, sum(d.robots)::bigint AS robots,
                               sum(d.prefetches)::bigint AS prefetches, sum(d.others)::bigint AS others, 0::bigint AS leads, 0::bigint AS sales,
                               0::bigint AS refunds, 0::numeric AS revenue_minor, 0::numeric AS refunded_minor, 0::bigint AS earned_minor,
                               0::bigint AS reversed_minor, 0::bigint AS matured_minor
                        FROM affiliate.link_days d
                        WHERE r.unit = 'day' AND d.partnership_id = ANY (partnerships)
                          AND d.day >= (r.since AT TIME ZONE 'UTC')::date AND d.day < (r.until AT TIME ZONE 'UTC')::date GROUP BY d.link_id
                        UNION ALL
                        SELECT w.link_id::text, '', sum(w.clicks)::bigint, sum(w.robots)::bigint, sum(w.prefetches)::bigint, sum(w.others)::bigint,
                               0, 0, 0, 0, 0, 0, 0, 0
                        FROM affiliate.link_weeks w
                        WHERE r.unit = 'week' AND w.partnership_id = ANY (partnerships)
                          AND w.week >= (r.since AT TIME ZONE 'UTC')::date AND w.week < (r.until AT TIME ZONE 'UTC')::date GROUP BY w.link_id
                        UNION ALL
                        SELECT f.value, f.currency, f.clicks, f.robots, f.prefetches, f.others, f.leads, f.sales, f.refunds,
                               f.revenue_minor, f.refunded_minor, f.earned_minor, f.reversed_minor, f.matured_minor
                        FROM affiliate.figures f
                        WHERE r.unit <> 'hour' AND f.scope_id = ANY (partnerships) AND f.dimension = 'link' AND f.is_day
                          AND f.at >= r.since AND f.at < r.until
                        UNION ALL
                        SELECT f.value, f.currency, f.clicks, f.robots, f.prefetches, f.others, f.leads, f.sales, f.refunds,
                               f.revenue_minor, f.refunded_minor, f.earned_minor, f.reversed_minor, f.matured_minor
                        FROM affiliate.figures_between(partnerships, 'link', r.since, r.until) f WHERE r.unit = 'hour' OFFSET 0) k
    GROUP BY k.thing, k.currency;
END
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
    lowest CONSTANT uuid := affiliate.least_id($3);
    above CONSTANT uuid := affiliate.least_id($4);
BEGIN
    IF oldest < affiliate.least_id($4 + interval '1 day') THEN
        waiting := ARRAY(SELECT i.id FROM affiliate.uncounted u CROSS JOIN unnest(u.clicks) AS i (id)
                         WHERE i.id >= lowest AND i.id < above);
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
                              WHERE o.link_id = l.id AND o.id >= lowest AND o.id < above OFFSET 0) c
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
