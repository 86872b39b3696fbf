-- What speaks against conversions, what it does to them, and who decided what.

-- Of a click: the parameter of a paid advertisement that its address had, and the data centre that it came from. Neither names anybody.
ALTER TABLE affiliate.clicks ADD COLUMN paid text CHECK (length(paid) BETWEEN 1 AND 20);
ALTER TABLE affiliate.clicks ADD COLUMN network text CHECK (length(network) BETWEEN 1 AND 40);

-- How conversions are weighed in programs that say nothing themselves. The one with the highest version is in force; all stay.
CREATE TABLE affiliate.fraud_standard (
    version    integer PRIMARY KEY CHECK (version >= 1),
    body       jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
    created_at timestamptz NOT NULL
);
INSERT INTO affiliate.fraud_standard (version, body, created_at) VALUES (1, '{
    "mode": "shadow", "show": 30, "hold": 60, "hold_days": 14, "dispute_days": 14,
    "weights": {"own_mail": 90, "click_velocity": 30, "conversion_velocity": 20, "quick": 35, "quicker_than_others": 15, "address_cluster": 15,
                "device_cluster": 25, "data_centre": 40, "disposable_mail": 25, "code_leak": 20, "code_over_link": 10, "paid_search": 40,
                "far_apart": 40, "other_country": 10},
    "limits": {"clicks_an_hour": 10, "conversions_an_hour": 60, "least_seconds": 10, "customers_an_address": 5, "customers_a_device": 3,
               "customers_a_code": 50, "country_minutes": 60}
}', '2026-11-22T00:00:00Z');
CREATE TRIGGER fraud_standard_keep BEFORE UPDATE OR DELETE ON affiliate.fraud_standard FOR EACH ROW EXECUTE FUNCTION affiliate.keep();
CREATE TRIGGER fraud_standard_keep_all BEFORE TRUNCATE ON affiliate.fraud_standard EXECUTE FUNCTION affiliate.keep();

CREATE TABLE affiliate.fraud_policies (
    program_id uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    version    integer NOT NULL CHECK (version >= 1),
    body       jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (program_id, version)
);
CREATE TRIGGER fraud_policies_keep BEFORE UPDATE OR DELETE ON affiliate.fraud_policies FOR EACH ROW EXECUTE FUNCTION affiliate.keep();
CREATE TRIGGER fraud_policies_keep_all BEFORE TRUNCATE ON affiliate.fraud_policies EXECUTE FUNCTION affiliate.keep();

-- What the checkout said of a buyer, as far as it is kept: not the mail.
CREATE TABLE affiliate.fraud_buyers (
    conversion_id  uuid PRIMARY KEY REFERENCES affiliate.conversions (id) ON DELETE RESTRICT,
    -- The partner of the same program whose account has the buyer's mail.
    partnership_id uuid REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    -- The domain of the mail, where it is known to be thrown away after use.
    mail_domain    text CHECK (length(mail_domain) BETWEEN 1 AND 253),
    country        text CHECK (country ~ '^[A-Z]{2}$')
);
CREATE TRIGGER fraud_buyers_keep BEFORE UPDATE OR DELETE ON affiliate.fraud_buyers FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

-- What is known against a partner in a conversion: one row each, made when the partner is credited.
CREATE TABLE affiliate.fraud_cases (
    id             uuid PRIMARY KEY,
    conversion_id  uuid NOT NULL REFERENCES affiliate.conversions (id) ON DELETE RESTRICT,
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    program_id     uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    -- What later ones are compared with: whose, from where, how long after the click, whether by a code alone.
    customer       bytea CHECK (octet_length(customer) = 16),
    address        bytea CHECK (octet_length(address) = 8),
    agent          bytea CHECK (octet_length(agent) = 4),
    pace_s         integer CHECK (pace_s >= 0),
    is_code_alone  boolean NOT NULL,
    score          smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
    findings       jsonb NOT NULL CHECK (jsonb_typeof(findings) = 'array'),
    policy_version integer NOT NULL,
    is_standard    boolean NOT NULL,
    state          text NOT NULL CHECK (state IN ('clear', 'shown', 'held', 'released', 'rejected', 'expired')),
    -- Nothing of the conversion becomes payable before this is taken away: at the latest after this instant, by the minute's work.
    blocks_until   timestamptz,
    ground         text CHECK (ground IN ('fraud', 'own_purchase')),
    reason         text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    dispute        text NOT NULL DEFAULT '' CHECK (length(dispute) <= 2000),
    disputes       smallint NOT NULL DEFAULT 0 CHECK (disputes BETWEEN 0 AND 2),
    is_disputed    boolean NOT NULL DEFAULT false,
    -- Where it stands in the review.
    queue          text GENERATED ALWAYS AS (CASE WHEN state = 'held' OR is_disputed THEN 'open'
                                                  WHEN state IN ('clear', 'shown') THEN state ELSE 'decided' END) STORED,
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    decided_at     timestamptz,
    CONSTRAINT fraud_cases_one UNIQUE (conversion_id, partnership_id),
    CONSTRAINT fraud_cases_rejected CHECK ((state = 'rejected') = (ground IS NOT NULL)),
    CONSTRAINT fraud_cases_held CHECK (state <> 'held' OR blocks_until IS NOT NULL),
    CONSTRAINT fraud_cases_blocks CHECK (blocks_until IS NULL OR state IN ('held', 'rejected')),
    CONSTRAINT fraud_cases_disputed CHECK (NOT is_disputed OR state IN ('held', 'rejected'))
);
CREATE INDEX fraud_cases_queue ON affiliate.fraud_cases (program_id, queue, created_at DESC, id DESC);
CREATE INDEX fraud_cases_of_all ON affiliate.fraud_cases (queue, created_at DESC, id DESC) WHERE queue <> 'clear';
CREATE INDEX fraud_cases_of_partnership ON affiliate.fraud_cases (partnership_id, created_at DESC, id DESC);
CREATE INDEX fraud_cases_of_address ON affiliate.fraud_cases (program_id, address, created_at DESC) WHERE address IS NOT NULL;
CREATE INDEX fraud_cases_paces ON affiliate.fraud_cases (program_id, created_at DESC) WHERE pace_s IS NOT NULL;
CREATE INDEX fraud_cases_blocking ON affiliate.fraud_cases (conversion_id) WHERE blocks_until IS NOT NULL;
CREATE INDEX fraud_cases_to_end ON affiliate.fraud_cases (blocks_until, id) WHERE blocks_until IS NOT NULL;

-- Everything that became of a case: by whom, when, why.
CREATE TABLE affiliate.fraud_entries (
    id      uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES affiliate.fraud_cases (id) ON DELETE RESTRICT,
    what    text NOT NULL CHECK (what IN ('shown', 'held', 'released', 'rejected', 'expired', 'disputed', 'settled', 'withdrawn')),
    -- None: it happened by itself.
    actor   uuid,
    score   smallint NOT NULL,
    ground  text CHECK (ground IN ('fraud', 'own_purchase')),
    words   text NOT NULL DEFAULT '' CHECK (length(words) <= 2000),
    at      timestamptz NOT NULL
);
CREATE INDEX fraud_entries_of_case ON affiliate.fraud_entries (case_id, at, id);
CREATE TRIGGER fraud_entries_keep BEFORE UPDATE OR DELETE ON affiliate.fraud_entries FOR EACH ROW EXECUTE FUNCTION affiliate.keep();
CREATE TRIGGER fraud_entries_keep_all BEFORE TRUNCATE ON affiliate.fraud_entries EXECUTE FUNCTION affiliate.keep();
