-- Webhooks out: where the programs of others are told of what happens here, what each was told, and how that went.
CREATE SCHEMA webhooks;

CREATE TABLE webhooks.endpoints (
    id                 uuid PRIMARY KEY,
    organisation_id    uuid REFERENCES identity.organisation (id) ON DELETE CASCADE,
    account_id         uuid REFERENCES identity.account (id) ON DELETE CASCADE,
    kind               text NOT NULL CHECK (kind IN ('signed', 'postback')),
    name               text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    -- Of a postback, a template: its macros stand in the query.
    url                text NOT NULL CHECK (length(url) BETWEEN 8 AND 2000),
    host               text NOT NULL CHECK (length(host) BETWEEN 1 AND 260),
    -- Null for every type there is, and those to come.
    event_types        text[] CHECK (cardinality(event_types) BETWEEN 1 AND 100),
    secret_sealed      bytea,
    -- After a rotation, the one before goes on signing until then.
    old_secret_sealed  bytea,
    old_secret_until   timestamptz,
    disabled_at        timestamptz,
    disabled_by        text CHECK (disabled_by IN ('owner', 'gone', 'failing')),
    -- Since the last attempt that went well: when the first one failed, and how many deliveries did.
    failing_since      timestamptz,
    failing_deliveries integer NOT NULL DEFAULT 0 CHECK (failing_deliveries >= 0),
    -- The last attempt failed or took long: it is sent to where it can hold up nobody who answers.
    is_troubled        boolean NOT NULL DEFAULT false,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    -- Gone for its owner; its rows go in pieces.
    deleted_at         timestamptz,
    CONSTRAINT endpoints_one_owner CHECK (num_nonnulls(organisation_id, account_id) = 1),
    CONSTRAINT endpoints_secret
        CHECK (CASE WHEN deleted_at IS NULL THEN (kind = 'signed') = (secret_sealed IS NOT NULL) ELSE secret_sealed IS NULL END),
    CONSTRAINT endpoints_old_secret CHECK ((old_secret_sealed IS NULL) = (old_secret_until IS NULL)),
    CONSTRAINT endpoints_disabled CHECK ((disabled_at IS NULL) = (disabled_by IS NULL)),
    CONSTRAINT endpoints_failing CHECK ((failing_since IS NULL) = (failing_deliveries = 0))
);
CREATE INDEX endpoints_organisation ON webhooks.endpoints (organisation_id, id) WHERE organisation_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX endpoints_account ON webhooks.endpoints (account_id, id) WHERE account_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX endpoints_deleted ON webhooks.endpoints (id) WHERE deleted_at IS NOT NULL;
CREATE INDEX endpoints_old_secrets ON webhooks.endpoints (old_secret_until) WHERE old_secret_until IS NOT NULL;

CREATE TABLE webhooks.messages (
    -- The webhook-id is made of it.
    id              uuid PRIMARY KEY,
    organisation_id uuid REFERENCES identity.organisation (id) ON DELETE CASCADE,
    account_id      uuid REFERENCES identity.account (id) ON DELETE CASCADE,
    -- What its publisher knows it by.
    message_key     text NOT NULL CHECK (char_length(message_key) BETWEEN 1 AND 200),
    event_type      text NOT NULL CHECK (event_type ~ '^[a-z0-9_]+(\.[a-z0-9_]+)*$' AND length(event_type) <= 100),
    -- Text and not jsonb: what is signed is sent byte by byte, each time the same.
    body            text NOT NULL CHECK (octet_length(body) <= 66000),
    postback_values jsonb NOT NULL CHECK (jsonb_typeof(postback_values) = 'object'),
    is_test         boolean NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT messages_one_owner CHECK (num_nonnulls(organisation_id, account_id) = 1),
    CONSTRAINT messages_once UNIQUE NULLS NOT DISTINCT (organisation_id, account_id, message_key)
);
CREATE INDEX messages_account ON webhooks.messages (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX messages_old ON webhooks.messages (created_at);

CREATE TABLE webhooks.deliveries (
    id              uuid PRIMARY KEY,
    message_id      uuid NOT NULL REFERENCES webhooks.messages (id) ON DELETE CASCADE,
    endpoint_id     uuid NOT NULL REFERENCES webhooks.endpoints (id) ON DELETE CASCADE,
    state           text NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'held')),
    -- All there were, and those since it was last queued.
    attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    round_attempts  smallint NOT NULL DEFAULT 0 CHECK (round_attempts >= 0 AND round_attempts <= attempts),
    next_attempt_at timestamptz,
    last_attempt_at timestamptz,
    created_at      timestamptz NOT NULL,
    CONSTRAINT deliveries_once UNIQUE (message_id, endpoint_id),
    CONSTRAINT deliveries_pending CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
    CONSTRAINT deliveries_attempted CHECK ((attempts = 0) = (last_attempt_at IS NULL))
);
CREATE INDEX deliveries_log ON webhooks.deliveries (endpoint_id, id DESC);
CREATE INDEX deliveries_by_state ON webhooks.deliveries (endpoint_id, state, id DESC);
CREATE INDEX deliveries_due ON webhooks.deliveries (endpoint_id, next_attempt_at, id) WHERE state = 'pending';

CREATE TABLE webhooks.attempts (
    delivery_id uuid NOT NULL REFERENCES webhooks.deliveries (id) ON DELETE CASCADE,
    number      integer NOT NULL CHECK (number > 0),
    started_at  timestamptz NOT NULL,
    duration_ms integer NOT NULL CHECK (duration_ms >= 0),
    status      smallint CHECK (status BETWEEN 100 AND 999),
    error       text CHECK (error IN ('private_address', 'timeout', 'no_answer', 'not_sent')),
    -- The beginning of what was answered. Written by strangers: shown as text only.
    answer      text NOT NULL CHECK (octet_length(answer) <= 1024),
    PRIMARY KEY (delivery_id, number),
    CONSTRAINT attempts_one_end CHECK (num_nonnulls(status, error) = 1)
);
