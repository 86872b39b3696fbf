-- Hosts of merchants and influencers, on which their links answer once it is proved whose they are.
CREATE TABLE affiliate.link_domains (
    id              uuid PRIMARY KEY,
    -- Of a merchant or of an influencer.
    organisation_id uuid REFERENCES affiliate.merchants (organisation_id) ON DELETE CASCADE,
    account_id      uuid REFERENCES affiliate.influencers (account_id) ON DELETE CASCADE,
    -- As DNS knows it: A-labels, lower case, no dot at the end.
    host            text NOT NULL CHECK (host ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$' AND length(host) <= 246),
    -- What its owner publishes to prove it.
    token           text NOT NULL CHECK (token ~ '^[0-9a-f]{32}$'),
    state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'verified', 'lost')),
    -- Since when the proof is gone; it is served on until it is lost.
    failing_since   timestamptz CHECK (failing_since IS NULL OR state = 'verified'),
    -- What the last look found; none when all was there.
    problem         text CHECK (problem IN ('no_txt', 'other_txt', 'nowhere', 'elsewhere', 'taken', 'no_answer')),
    -- Where `/` leads.
    root_url        text CHECK (root_url ~ '^https://' AND length(root_url) <= 2000),
    verified_at     timestamptz,
    checked_at      timestamptz,
    -- When it is looked at next by itself.
    check_at        timestamptz,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT link_domains_owner CHECK (num_nonnulls(organisation_id, account_id) = 1)
);
-- Many may say that a host is theirs; one has proved it.
CREATE UNIQUE INDEX link_domains_verified ON affiliate.link_domains (host) WHERE state = 'verified';
CREATE UNIQUE INDEX link_domains_of_merchant ON affiliate.link_domains (organisation_id, host) WHERE organisation_id IS NOT NULL;
CREATE UNIQUE INDEX link_domains_of_influencer ON affiliate.link_domains (account_id, host) WHERE account_id IS NOT NULL;
CREATE INDEX link_domains_of_host ON affiliate.link_domains (host);
CREATE INDEX link_domains_due ON affiliate.link_domains (check_at, id) WHERE check_at IS NOT NULL;

-- A key names one link on every host: ours answers all of them, also when the domain of one is gone.
ALTER TABLE affiliate.links
    DROP CONSTRAINT links_key,
    DROP COLUMN domain,
    ADD COLUMN domain_id uuid REFERENCES affiliate.link_domains (id) ON DELETE SET NULL,
    ADD CONSTRAINT links_key UNIQUE (key);
CREATE INDEX links_of_domain ON affiliate.links (domain_id) WHERE domain_id IS NOT NULL;

-- A key names one link for ever: what was printed on a poster leads where it led.
CREATE OR REPLACE FUNCTION affiliate.keep_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.partnership_id, OLD.key) IS DISTINCT FROM (NEW.id, NEW.partnership_id, NEW.key) THEN
        RAISE EXCEPTION 'the key of link % is kept', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
