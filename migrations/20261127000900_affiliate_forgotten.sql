-- Clicks are kept as long as the operator says. Of a month that is over for that long, those stay that a conversion was told with: what is
-- decided, counted and explained by them never changes. Of the others the figures stay.
CREATE TABLE affiliate.forgotten_clicks (
    -- The first day of the month, UTC.
    month     date PRIMARY KEY,
    kept      bigint NOT NULL,
    forgotten bigint NOT NULL,
    at        timestamptz NOT NULL
);

-- Forgets the clicks of a month; nothing (NULL) while the month has none to forget: it is forgotten already, or some of it waits to be counted.
-- Only its own partition is locked: clicks are written on.
CREATE FUNCTION affiliate.forget_clicks(month date, now timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'clicks_' || to_char(month, 'YYYY_MM');
    over uuid := affiliate.least_id((month + interval '1 month') AT TIME ZONE 'UTC');
    found bigint;
    kept bigint;
BEGIN
    EXECUTE format('LOCK TABLE affiliate.%I IN ACCESS EXCLUSIVE MODE', partition);
    IF EXISTS (SELECT FROM affiliate.forgotten_clicks f WHERE f.month = forget_clicks.month)
       OR EXISTS (SELECT FROM affiliate.uncounted u WHERE u.clicks[1] < over) THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT count(*) FROM affiliate.%I', partition) INTO found;
    EXECUTE format('CREATE TEMP TABLE kept_clicks ON COMMIT DROP AS SELECT k.* FROM affiliate.%I k
                    WHERE k.id IN (SELECT unnest(v.clicks) FROM affiliate.conversions v)', partition);
    -- Whose the hash was nobody can tell any more: the salt of its day is gone.
    UPDATE kept_clicks SET address = NULL;
    EXECUTE format('TRUNCATE affiliate.%I', partition);
    EXECUTE format('INSERT INTO affiliate.%I SELECT * FROM kept_clicks', partition);
    GET DIAGNOSTICS kept = ROW_COUNT;
    DROP TABLE kept_clicks;
    INSERT INTO affiliate.forgotten_clicks (month, kept, forgotten, at) VALUES (forget_clicks.month, kept, found - kept, now);
    RETURN found - kept;
END
$$;
