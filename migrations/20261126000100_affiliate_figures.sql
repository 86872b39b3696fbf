-- Figures for dashboards: sums by hour and by day (UTC), added to as clicks and conversions are counted, never computed from all rows.

-- A partnership's, a program's (of what its shop told), or the platform's: the id that is nil. Everything of a scope and a dimension adds up
-- to the same sums as `all`; `nobody` is what a shop told that no partner is credited for, and stands outside of it. By what a partnership's
-- figures are told apart is kept by day only: its hours would be nearly as many as its clicks, and are few enough to be added up.
CREATE TABLE affiliate.figures (
    scope_id       uuid NOT NULL,
    dimension      text NOT NULL COLLATE "C" CHECK (dimension IN ('all', 'nobody', 'link', 'product', 'country', 'device')),
    is_day         boolean NOT NULL,
    at             timestamptz NOT NULL,
    -- An id, a country, a device; nothing where it is not known.
    value          text NOT NULL COLLATE "C" CHECK (length(value) <= 36),
    -- Nothing for clicks.
    currency       text NOT NULL COLLATE "C" CHECK (currency IN ('', 'XOF', 'MAD', 'EUR')),
    clicks         bigint NOT NULL,
    robots         bigint NOT NULL,
    prefetches     bigint NOT NULL,
    others         bigint NOT NULL,
    leads          bigint NOT NULL,
    sales          bigint NOT NULL,
    refunds        bigint NOT NULL,
    -- What shops say may be anything: no sum of it stops the counting.
    revenue_minor  numeric(30) NOT NULL,
    refunded_minor numeric(30) NOT NULL,
    earned_minor   bigint NOT NULL,
    reversed_minor bigint NOT NULL,
    matured_minor  bigint NOT NULL,
    PRIMARY KEY (scope_id, dimension, is_day, at, value, currency)
) WITH (fillfactor = 80);

-- Conversions of which something changed that figures show. Taken away by the transaction that counts them.
CREATE TABLE affiliate.uncounted_conversions (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversion_id uuid NOT NULL
);

-- What the figures have of each conversion, so that it can be taken out again: once for its program (no partnership), and for each partner.
CREATE TABLE affiliate.counted (
    conversion_id  uuid NOT NULL,
    program_id     uuid NOT NULL,
    partnership_id uuid,
    -- The conversion itself; a refund, or money of a commission, otherwise.
    is_told        boolean NOT NULL,
    is_attributed  boolean NOT NULL,
    at             timestamptz NOT NULL,
    link_id        uuid,
    country        text NOT NULL,
    device         text NOT NULL,
    share_bp       integer NOT NULL,
    currency       text NOT NULL,
    leads          bigint NOT NULL,
    sales          bigint NOT NULL,
    refunds        bigint NOT NULL,
    revenue_minor  numeric(30) NOT NULL,
    refunded_minor numeric(30) NOT NULL,
    earned_minor   bigint NOT NULL,
    reversed_minor bigint NOT NULL,
    matured_minor  bigint NOT NULL
);
CREATE INDEX counted_of_conversion ON affiliate.counted (conversion_id);
CREATE INDEX counted_of_partnership ON affiliate.counted (partnership_id, at DESC, conversion_id DESC) WHERE partnership_id IS NOT NULL;
CREATE INDEX counted_of_program ON affiliate.counted (program_id, at DESC, conversion_id DESC) WHERE is_told AND partnership_id IS NULL;

-- The part of a whole that lies between two marks on it: parts of neighbours add up to the whole, whatever is rounded.
CREATE FUNCTION affiliate.part(total numeric, before numeric, upto numeric, whole numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT div(total * upto, whole) - div(total * before, whole)
$$;

-- What figures should have of these conversions, by what is stored now.
CREATE FUNCTION affiliate.facts_of(ids uuid[]) RETURNS SETOF affiliate.counted LANGUAGE sql STABLE AS $$
    WITH told AS (
        SELECT v.id, v.program_id, v.kind, v.external_id, v.currency, v.amount_minor, v.occurred_at, v.decision
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
        FROM told t
        UNION ALL
        -- Each takes what it says, as far as the ones before it left something; one that says nothing takes all of it.
        SELECT r.id, false, r.occurred_at, 0, 0, 1, 0, r.upto - lag(r.upto, 1, 0::numeric) OVER (PARTITION BY r.id ORDER BY r.received_at, r.refund_id)
        FROM (SELECT t.id, f.id AS refund_id, f.occurred_at, f.received_at,
                     CASE WHEN bool_or(f.amount_minor IS NULL) OVER told_so_far THEN t.amount_minor
                          ELSE least(t.amount_minor, sum(f.amount_minor) OVER told_so_far) END AS upto
              FROM told t JOIN affiliate.refunds f ON t.kind = 'sale' AND f.program_id = t.program_id AND f.sale_id = t.external_id
                              AND (f.amount_minor IS NULL OR f.currency = t.currency)
              WINDOW told_so_far AS (PARTITION BY t.id ORDER BY f.received_at, f.id)) r
    ), moved AS (
        SELECT m.conversion_id AS id, m.partnership_id, m.touch_id, m.currency, e.created_at AS at,
               CASE e.kind WHEN 'commission-earned' THEN e.amount_minor ELSE 0 END AS earned,
               CASE e.kind WHEN 'commission-reversed' THEN e.amount_minor ELSE 0 END AS reversed,
               CASE e.kind WHEN 'commission-matured' THEN e.amount_minor ELSE 0 END AS matured
        FROM affiliate.commissions m JOIN affiliate.commission_entries e ON e.commission_id = m.id
        WHERE m.conversion_id = ANY (ids)
    ), facts AS (
        -- The program's: whole, and where the partner with the largest share was found.
        SELECT h.id, NULL::uuid AS partnership_id, h.is_told, first.touch_id IS NOT NULL AS is_attributed, h.at, first.touch_id, 10000 AS share_bp,
               t.currency, h.leads, h.sales, h.refunds, h.revenue, h.refunded, 0::bigint AS earned, 0::bigint AS reversed, 0::bigint AS matured
        FROM happened h JOIN told t ON t.id = h.id
        LEFT JOIN LATERAL (SELECT s.touch_id FROM shared s WHERE s.id = h.id ORDER BY s.share_bp DESC, s.place LIMIT 1) first ON true
        UNION ALL
        SELECT h.id, s.partnership_id, h.is_told, true, h.at, s.touch_id, s.share_bp, t.currency, h.leads, h.sales, h.refunds,
               affiliate.part(h.revenue, s.before, s.upto, s.whole), affiliate.part(h.refunded, s.before, s.upto, s.whole), 0, 0, 0
        FROM happened h JOIN told t ON t.id = h.id JOIN shared s ON s.id = h.id
        UNION ALL
        SELECT m.id, whose.partnership_id, false, true, m.at, m.touch_id, 0, m.currency, 0, 0, 0, 0, 0, m.earned, m.reversed, m.matured
        FROM moved m CROSS JOIN LATERAL (VALUES (NULL::uuid), (m.partnership_id)) AS whose (partnership_id)
    )
    SELECT f.id, t.program_id, f.partnership_id, f.is_told, f.is_attributed, f.at, k.link_id, coalesce(k.country, ''), coalesce(k.device, ''),
           f.share_bp, f.currency, f.leads, f.sales, f.refunds, f.revenue, f.refunded, f.earned, f.reversed, f.matured
    FROM facts f JOIN told t ON t.id = f.id LEFT JOIN affiliate.clicks k ON k.id = f.touch_id
$$;

-- One fact under every dimension it counts in; `is_day` of what is kept by day only. Lines never change, so what was added can be taken away.
CREATE FUNCTION affiliate.spread(f affiliate.counted) RETURNS SETOF affiliate.figures LANGUAGE sql STABLE AS $$
    SELECT s.scope_id, d.dimension, f.partnership_id IS NOT NULL AND d.dimension <> 'all', date_trunc('hour', f.at, 'UTC'), d.value, f.currency, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
           f.leads, f.sales, f.refunds, f.revenue_minor, f.refunded_minor, f.earned_minor, f.reversed_minor, f.matured_minor
    FROM (VALUES (coalesce(f.partnership_id, f.program_id)), (CASE WHEN f.partnership_id IS NULL THEN '00000000-0000-0000-0000-000000000000'::uuid END))
         AS s (scope_id)
    CROSS JOIN (VALUES (CASE WHEN f.is_attributed THEN 'all' ELSE 'nobody' END, ''),
                       (CASE WHEN f.is_attributed AND f.partnership_id IS NOT NULL THEN 'link' END, coalesce(f.link_id::text, '')),
                       (CASE WHEN f.is_attributed THEN 'country' END, f.country),
                       (CASE WHEN f.is_attributed THEN 'device' END, f.device)) AS d (dimension, value)
    WHERE s.scope_id IS NOT NULL AND d.dimension IS NOT NULL
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
                WHERE v.id = f.conversion_id GROUP BY 1, v.amount_minor) l
          WINDOW before AS (ORDER BY l.product COLLATE "C")) p
    WHERE f.is_attributed
$$;

-- What figures should have of these clicks; `is_day` of what is kept by day only.
CREATE FUNCTION affiliate.figures_of_clicks(ids uuid[]) RETURNS SETOF affiliate.figures LANGUAGE sql STABLE AS $$
    SELECT d.scope_id, d.dimension, d.scope_id = c.partnership_id AND d.dimension <> 'all', c.hour, d.value, '', sum(c.clicks)::bigint, sum(c.robots)::bigint, sum(c.prefetches)::bigint,
           sum(c.others)::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, 0::bigint, 0::bigint, 0::bigint
    FROM (SELECT k.partnership_id, k.link_id, coalesce(k.country, '') AS country, k.device, date_trunc('hour', k.at, 'UTC') AS hour,
                 count(*) FILTER (WHERE k.fault IS NULL) AS clicks, count(*) FILTER (WHERE k.fault = 'robot') AS robots,
                 count(*) FILTER (WHERE k.fault = 'prefetch') AS prefetches,
                 count(*) FILTER (WHERE k.fault NOT IN ('robot', 'prefetch')) AS others
          FROM affiliate.clicks k WHERE k.id = ANY (ids) GROUP BY 1, 2, 3, 4, 5) c
    LEFT JOIN affiliate.partnerships s ON s.id = c.partnership_id
    LEFT JOIN affiliate.links l ON l.id = c.link_id
    CROSS JOIN LATERAL (VALUES
        (c.partnership_id, 'all', ''), (c.partnership_id, 'link', c.link_id::text), (c.partnership_id, 'product', coalesce(l.product_id::text, '')),
        (c.partnership_id, 'country', c.country), (c.partnership_id, 'device', c.device),
        (s.program_id, 'all', ''), (s.program_id, 'product', coalesce(l.product_id::text, '')),
        (s.program_id, 'country', c.country), (s.program_id, 'device', c.device),
        ('00000000-0000-0000-0000-000000000000', 'all', ''), ('00000000-0000-0000-0000-000000000000', 'country', c.country),
        ('00000000-0000-0000-0000-000000000000', 'device', c.device)) AS d (scope_id, dimension, value)
    WHERE d.scope_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5
$$;

-- What partnerships have of a dimension between two hours, added up from the rows.
CREATE FUNCTION affiliate.figures_between(scopes uuid[], dimension text, since timestamptz, until timestamptz)
RETURNS SETOF affiliate.figures LANGUAGE sql STABLE AS $$
    SELECT f.* FROM affiliate.figures_of_clicks(ARRAY(
        SELECT k.id FROM affiliate.links l
        CROSS JOIN LATERAL (SELECT c.id FROM affiliate.clicks c
                            WHERE c.link_id = l.id AND c.id >= affiliate.least_id($3) AND c.id < affiliate.least_id($4) OFFSET 0) k
        WHERE l.partnership_id = ANY ($1))) f
    WHERE f.scope_id = ANY ($1) AND f.dimension = $2
    UNION ALL
    SELECT f.* FROM unnest($1) AS s (id)
    CROSS JOIN LATERAL (SELECT * FROM affiliate.counted c WHERE c.partnership_id = s.id AND c.at >= $3 AND c.at < $4 OFFSET 0) c
    CROSS JOIN LATERAL affiliate.spread(ROW(c.*)::affiliate.counted) f
    WHERE f.dimension = $2
$$;

-- Whoever writes what figures show leaves a mark in the same transaction.
CREATE FUNCTION affiliate.mark_conversion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'conversions' THEN
        INSERT INTO affiliate.uncounted_conversions (conversion_id) VALUES (NEW.id);
    ELSIF TG_TABLE_NAME = 'refunds' THEN
        -- Before its sale: the sale brings it.
        INSERT INTO affiliate.uncounted_conversions (conversion_id)
        SELECT id FROM affiliate.conversions WHERE program_id = NEW.program_id AND kind = 'sale' AND external_id = NEW.sale_id;
    ELSIF TG_TABLE_NAME = 'commissions' THEN
        INSERT INTO affiliate.uncounted_conversions (conversion_id) VALUES (NEW.conversion_id);
    ELSE
        INSERT INTO affiliate.uncounted_conversions (conversion_id)
        SELECT conversion_id FROM affiliate.commissions WHERE id = NEW.commission_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER conversions_mark AFTER INSERT ON affiliate.conversions FOR EACH ROW EXECUTE FUNCTION affiliate.mark_conversion();
CREATE TRIGGER conversions_mark_decided AFTER UPDATE OF decision ON affiliate.conversions FOR EACH ROW
    WHEN (OLD.decision -> 'credits' IS DISTINCT FROM NEW.decision -> 'credits') EXECUTE FUNCTION affiliate.mark_conversion();
CREATE TRIGGER refunds_mark AFTER INSERT ON affiliate.refunds FOR EACH ROW EXECUTE FUNCTION affiliate.mark_conversion();
CREATE TRIGGER commissions_mark AFTER UPDATE OF touch_id ON affiliate.commissions FOR EACH ROW
    WHEN (OLD.touch_id IS DISTINCT FROM NEW.touch_id) EXECUTE FUNCTION affiliate.mark_conversion();
CREATE TRIGGER commission_entries_mark AFTER INSERT ON affiliate.commission_entries FOR EACH ROW EXECUTE FUNCTION affiliate.mark_conversion();

-- What is there already is counted like what comes.
INSERT INTO affiliate.uncounted_conversions (conversion_id) SELECT id FROM affiliate.conversions ORDER BY id;
