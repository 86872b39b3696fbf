-- Tracked links, codes, and the clicks on links.
CREATE TABLE affiliate.links (
    id             uuid PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    -- A domain of the partner's own, or none for ours.
    domain         text NOT NULL DEFAULT '' CHECK (length(domain) <= 253),
    key            text NOT NULL CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$' AND length(key) BETWEEN 3 AND 40),
    label          text NOT NULL CHECK (length(label) <= 120),
    destination    text NOT NULL CHECK (destination ~ '^https?://' AND length(destination) <= 2000),
    -- Other destinations for countries and devices; the first that fits counts.
    targets        jsonb NOT NULL CHECK (jsonb_typeof(targets) = 'array'),
    product_id     uuid REFERENCES affiliate.products (id) ON DELETE RESTRICT,
    expires_at     timestamptz,
    -- Where it leads once it is over; to its destination, if there is none.
    expired_url    text CHECK (expired_url ~ '^https?://' AND length(expired_url) <= 2000),
    disabled_at    timestamptz,
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    CONSTRAINT links_key UNIQUE (domain, key)
);
CREATE INDEX links_of_partnership ON affiliate.links (partnership_id, created_at DESC, id DESC);

-- A key names one link for ever: what was printed on a poster leads where it led.
CREATE FUNCTION affiliate.keep_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.partnership_id, OLD.domain, OLD.key) IS DISTINCT FROM (NEW.id, NEW.partnership_id, NEW.domain, NEW.key) THEN
        RAISE EXCEPTION 'the key of link % is kept', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER links_keep BEFORE UPDATE ON affiliate.links FOR EACH ROW EXECUTE FUNCTION affiliate.keep_link();

CREATE TABLE affiliate.codes (
    id             uuid PRIMARY KEY,
    program_id     uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    -- As it is compared: capitals, without blanks.
    code           text NOT NULL CHECK (code ~ '^[A-Z0-9][A-Z0-9_-]*$' AND length(code) BETWEEN 3 AND 40),
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz CHECK (ends_at > starts_at),
    created_at     timestamptz NOT NULL,
    CONSTRAINT codes_code UNIQUE (program_id, code)
);
CREATE INDEX codes_of_partnership ON affiliate.codes (partnership_id, created_at DESC, id DESC);

-- What addresses are hashed with on a day. Deleted two days later: from then on nobody can tell whose a hash was, we included.
CREATE TABLE affiliate.salts (
    day  date PRIMARY KEY,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32)
);

-- Clicks on links. The id is a UUIDv7 and carries the time: partitions are ranges of ids, so that an id is unique over all of them.
CREATE TABLE affiliate.clicks (
    id             uuid NOT NULL,
    at             timestamptz NOT NULL,
    link_id        uuid NOT NULL,
    partnership_id uuid NOT NULL,
    -- What was promised when it was followed.
    terms_id       uuid NOT NULL,
    -- Why it cannot count; kept all the same.
    fault          text CHECK (fault IN ('robot', 'prefetch', 'link_off', 'no_partnership')),
    device         text NOT NULL CHECK (device IN ('phone', 'tablet', 'computer', 'other')),
    country        text CHECK (length(country) = 2),
    language       text CHECK (length(language) = 2),
    referrer       text CHECK (length(referrer) <= 253),
    -- Of the address, with the day's salt; none for who asked not to be followed.
    address        bytea CHECK (octet_length(address) = 8),
    -- What the program called itself, shortened to a hash: tells clusters, names nobody.
    agent          bytea NOT NULL CHECK (octet_length(agent) = 4),
    -- The partner's own words: `sub1` to `sub5`.
    subs           jsonb CHECK (jsonb_typeof(subs) = 'object'),
    is_scan        boolean NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX clicks_of_link ON affiliate.clicks (link_id, id);

-- The least UUIDv7 of an instant.
CREATE FUNCTION affiliate.least_id(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- The partitions for the months from one instant to another. Called ahead; what is there already stays.
CREATE FUNCTION affiliate.open_clicks(since timestamptz, until timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    month timestamptz := date_trunc('month', since, 'UTC');
    opened integer := 0;
    name text;
BEGIN
    -- Who makes them at the same moment waits, and finds them made.
    PERFORM pg_advisory_xact_lock(hashtextextended('affiliate.open_clicks', 0));
    WHILE month <= until LOOP
        name := 'clicks_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
        IF to_regclass('affiliate.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE affiliate.%I PARTITION OF affiliate.clicks FOR VALUES FROM (%L) TO (%L)', name,
                           affiliate.least_id(month), affiliate.least_id((month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'));
            opened := opened + 1;
        END IF;
        month := (month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
    END LOOP;
    RETURN opened;
END
$$;
SELECT affiliate.open_clicks(now() - interval '1 month', now() + interval '3 months');

-- Clicks that the figures do not count yet: one row for what was written at once, taken away by the transaction that counts it.
CREATE TABLE affiliate.uncounted (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    clicks uuid[] NOT NULL CHECK (cardinality(clicks) BETWEEN 1 AND 5000)
);
