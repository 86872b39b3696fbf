-- On which terms a merchant pays: one program of a merchant, groups of partners in it, terms that are never changed, only followed by others.
CREATE TABLE affiliate.programs (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES affiliate.merchants (organisation_id) ON DELETE RESTRICT,
    title           text NOT NULL CHECK (length(title) BETWEEN 3 AND 120),
    pitch           text NOT NULL CHECK (length(pitch) <= 300),
    -- What partners may and may not do, in the merchant's words.
    conditions      text NOT NULL CHECK (length(conditions) <= 10000),
    currency        text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    -- Where links may lead: these hosts and what lies under them.
    hosts           text[] NOT NULL CHECK (cardinality(hosts) BETWEEN 1 AND 20),
    -- Who is taken without being read; none when everybody is.
    admission       jsonb NOT NULL CHECK (jsonb_typeof(admission) = 'object'),
    state           text NOT NULL CHECK (state IN ('draft', 'open', 'paused', 'closed')),
    version         integer NOT NULL DEFAULT 1,
    opened_at       timestamptz,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    -- A merchant has one: what its shop reports belongs to it.
    CONSTRAINT programs_merchant UNIQUE (organisation_id),
    CONSTRAINT programs_opened CHECK (state = 'draft' OR opened_at IS NOT NULL)
);

-- How conversions are attributed. The one with the highest version is in force; all stay.
CREATE TABLE affiliate.policies (
    program_id uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    version    integer NOT NULL CHECK (version >= 1),
    body       jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (program_id, version)
);

CREATE TABLE affiliate.groups (
    id         uuid PRIMARY KEY,
    program_id uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    -- Where a new partner stands.
    is_default boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT groups_name UNIQUE (program_id, name)
);
CREATE UNIQUE INDEX groups_default ON affiliate.groups (program_id) WHERE is_default;

-- What a group earns. The one with the highest version is in force; all stay, for what was promised under them.
CREATE TABLE affiliate.terms (
    id         uuid PRIMARY KEY,
    group_id   uuid NOT NULL REFERENCES affiliate.groups (id) ON DELETE RESTRICT,
    version    integer NOT NULL CHECK (version >= 1),
    body       jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT terms_version UNIQUE (group_id, version)
);

CREATE FUNCTION affiliate.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER policies_keep BEFORE UPDATE OR DELETE ON affiliate.policies FOR EACH ROW EXECUTE FUNCTION affiliate.keep();
CREATE TRIGGER policies_keep_all BEFORE TRUNCATE ON affiliate.policies EXECUTE FUNCTION affiliate.keep();
CREATE TRIGGER terms_keep BEFORE UPDATE OR DELETE ON affiliate.terms FOR EACH ROW EXECUTE FUNCTION affiliate.keep();
CREATE TRIGGER terms_keep_all BEFORE TRUNCATE ON affiliate.terms EXECUTE FUNCTION affiliate.keep();

-- An influencer in a program.
CREATE TABLE affiliate.partnerships (
    id           uuid PRIMARY KEY,
    program_id   uuid NOT NULL REFERENCES affiliate.programs (id) ON DELETE RESTRICT,
    group_id     uuid NOT NULL REFERENCES affiliate.groups (id) ON DELETE RESTRICT,
    account_id   uuid NOT NULL REFERENCES affiliate.influencers (account_id) ON DELETE RESTRICT,
    state        text NOT NULL CHECK (state IN ('requested', 'active', 'refused', 'ended')),
    message      text NOT NULL CHECK (length(message) <= 2000),
    answer       text NOT NULL DEFAULT '' CHECK (length(answer) <= 2000),
    -- Taken by the program's own rule, without being read.
    is_automatic boolean NOT NULL DEFAULT false,
    requested_at timestamptz NOT NULL,
    decided_at   timestamptz,
    ended_at     timestamptz,
    CONSTRAINT partnerships_one UNIQUE (program_id, account_id),
    CONSTRAINT partnerships_decided CHECK (
        CASE state WHEN 'requested' THEN decided_at IS NULL ELSE decided_at IS NOT NULL END),
    CONSTRAINT partnerships_ended CHECK ((state = 'ended') = (ended_at IS NOT NULL))
);
CREATE INDEX partnerships_waiting ON affiliate.partnerships (program_id, requested_at, id) WHERE state = 'requested';
CREATE INDEX partnerships_of_program ON affiliate.partnerships (program_id, requested_at DESC, id DESC);
CREATE INDEX partnerships_of_account ON affiliate.partnerships (account_id, requested_at DESC, id DESC);

-- When a partnership was active, and in which group: what happened outside earns nothing, however late it is told.
CREATE TABLE affiliate.partnership_spans (
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    group_id       uuid NOT NULL REFERENCES affiliate.groups (id) ON DELETE RESTRICT,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz CHECK (ends_at >= starts_at),
    PRIMARY KEY (partnership_id, starts_at)
);
CREATE UNIQUE INDEX partnership_spans_open ON affiliate.partnership_spans (partnership_id) WHERE ends_at IS NULL;
