-- Identity: accounts, sessions, second factors, keys, sign-in by others, organisations.
-- Secrets never stand here in clear: tokens, codes and keys as SHA-256, passwords as Argon2id, TOTP secrets sealed.

CREATE SCHEMA identity;

CREATE TABLE identity.account (
    id                  uuid PRIMARY KEY,
    email               text NOT NULL CHECK (email = lower(email) AND char_length(email) BETWEEN 3 AND 254),
    display_name        text NOT NULL CHECK (char_length(display_name) BETWEEN 1 AND 80),
    bio                 text NOT NULL DEFAULT '' CHECK (char_length(bio) <= 600),
    locale              text NOT NULL CHECK (locale IN ('fr', 'en')),
    -- None for an account that signs in by an OpenID provider or a passkey only.
    password_hash       text,
    password_changed_at timestamptz,
    email_verified_at   timestamptz,
    locked_at           timestamptz,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    CONSTRAINT account_email_key UNIQUE (email)
);
-- The administrator's list, newest first, and its search.
CREATE INDEX account_created_idx ON identity.account (created_at DESC, id DESC);

CREATE TABLE identity.account_role (
    account_id uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    role       text NOT NULL CHECK (role IN ('viewer', 'director', 'producer', 'moderator', 'admin')),
    granted_at timestamptz NOT NULL,
    granted_by uuid REFERENCES identity.account ON DELETE SET NULL,
    PRIMARY KEY (account_id, role)
);
CREATE INDEX account_role_role_idx ON identity.account_role (role);

-- One sign-in: a browser's cookie, or an API client's family of refresh tokens.
CREATE TABLE identity.session (
    id               uuid PRIMARY KEY,
    account_id       uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    kind             text NOT NULL CHECK (kind IN ('browser', 'token')),
    -- SHA-256 of the cookie; an API client's tokens stand in identity.refresh_token.
    token_hash       bytea CHECK (octet_length(token_hash) = 32),
    method           text NOT NULL CHECK (method IN ('password', 'passkey', 'oidc', 'recovery')),
    -- When the person proved a second factor in this session; staff rights hang on it.
    second_factor_at timestamptz,
    address          inet,
    user_agent       text NOT NULL DEFAULT '' CHECK (char_length(user_agent) <= 400),
    created_at       timestamptz NOT NULL,
    last_seen_at     timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL CHECK (expires_at > created_at),
    revoked_at       timestamptz,
    CONSTRAINT session_token_key UNIQUE (token_hash),
    CONSTRAINT session_kind_token CHECK ((kind = 'browser') = (token_hash IS NOT NULL))
);
CREATE INDEX session_account_idx ON identity.session (account_id, last_seen_at DESC) WHERE revoked_at IS NULL;
CREATE INDEX session_expires_idx ON identity.session (expires_at);

-- Each refresh token works once. A second use means a copy exists: the whole family is revoked.
CREATE TABLE identity.refresh_token (
    id         uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES identity.session ON DELETE CASCADE,
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT refresh_token_key UNIQUE (token_hash)
);
CREATE INDEX refresh_token_session_idx ON identity.refresh_token (session_id);

-- Links sent by mail: single use, expiring.
CREATE TABLE identity.mailed_token (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    purpose    text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password', 'change_email')),
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    -- The address that the link proves: the account's, or the new one of a change.
    email      text NOT NULL CHECK (email = lower(email) AND char_length(email) BETWEEN 3 AND 254),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at    timestamptz,
    CONSTRAINT mailed_token_key UNIQUE (token_hash)
);
CREATE INDEX mailed_token_account_idx ON identity.mailed_token (account_id, purpose) WHERE used_at IS NULL;
CREATE INDEX mailed_token_expires_idx ON identity.mailed_token (expires_at);

-- The step between the password and the second factor.
CREATE TABLE identity.login_challenge (
    token_hash  bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    account_id  uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    method      text NOT NULL CHECK (method IN ('password', 'oidc')),
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL CHECK (expires_at > created_at),
    failures    smallint NOT NULL DEFAULT 0 CHECK (failures BETWEEN 0 AND 10)
);
CREATE INDEX login_challenge_expires_idx ON identity.login_challenge (expires_at);

CREATE TABLE identity.api_key (
    id           uuid PRIMARY KEY,
    account_id   uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    name         text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 80),
    -- The last four characters, to recognise a key in the list.
    hint         text NOT NULL CHECK (char_length(hint) = 4),
    key_hash     bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    scopes       text[] NOT NULL CHECK (cardinality(scopes) BETWEEN 1 AND 64),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz CHECK (expires_at > created_at),
    last_used_at timestamptz,
    revoked_at   timestamptz,
    CONSTRAINT api_key_key UNIQUE (key_hash)
);
CREATE INDEX api_key_account_idx ON identity.api_key (account_id, created_at DESC);

-- One authenticator application per account. Not confirmed yet: it protects nothing.
CREATE TABLE identity.totp (
    account_id   uuid PRIMARY KEY REFERENCES identity.account ON DELETE CASCADE,
    secret       bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    -- The last 30-second step whose code was accepted: no code works twice.
    last_step    bigint NOT NULL DEFAULT 0
);

CREATE TABLE identity.recovery_code (
    account_id uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    code_hash  bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    used_at    timestamptz,
    PRIMARY KEY (account_id, code_hash)
);

CREATE TABLE identity.passkey (
    id            uuid PRIMARY KEY,
    account_id    uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    credential_id bytea NOT NULL,
    -- The public key, the counter and the flags, as webauthn-rs keeps them.
    credential    jsonb NOT NULL,
    name          text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 80),
    created_at    timestamptz NOT NULL,
    last_used_at  timestamptz,
    CONSTRAINT passkey_credential_key UNIQUE (credential_id)
);
CREATE INDEX passkey_account_idx ON identity.passkey (account_id, created_at DESC);

-- A WebAuthn challenge between its two requests. Deleted by its use.
CREATE TABLE identity.passkey_challenge (
    id         uuid PRIMARY KEY,
    -- None when signing in: the passkey says who it is.
    account_id uuid REFERENCES identity.account ON DELETE CASCADE,
    state      jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_challenge_expires_idx ON identity.passkey_challenge (expires_at);

-- An OpenID Connect sign-in on its way. Deleted by its use.
CREATE TABLE identity.oidc_flow (
    state_hash    bytea PRIMARY KEY CHECK (octet_length(state_hash) = 32),
    provider      text NOT NULL,
    nonce         text NOT NULL,
    pkce_verifier text NOT NULL,
    return_to     text NOT NULL CHECK (return_to LIKE '/%'),
    expires_at    timestamptz NOT NULL
);
CREATE INDEX oidc_flow_expires_idx ON identity.oidc_flow (expires_at);

CREATE TABLE identity.oidc_link (
    provider   text NOT NULL,
    subject    text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 255),
    account_id uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    linked_at  timestamptz NOT NULL,
    PRIMARY KEY (provider, subject)
);
CREATE INDEX oidc_link_account_idx ON identity.oidc_link (account_id);

CREATE TABLE identity.organisation (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 120),
    kind       text NOT NULL CHECK (kind IN ('production', 'agency', 'merchant')),
    created_at timestamptz NOT NULL
);

CREATE TABLE identity.organisation_member (
    organisation_id uuid NOT NULL REFERENCES identity.organisation ON DELETE CASCADE,
    account_id      uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
    role            text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    joined_at       timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
);
CREATE INDEX organisation_member_account_idx ON identity.organisation_member (account_id);

CREATE TABLE identity.organisation_invitation (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES identity.organisation ON DELETE CASCADE,
    email           text NOT NULL CHECK (email = lower(email) AND char_length(email) BETWEEN 3 AND 254),
    role            text NOT NULL CHECK (role IN ('admin', 'member')),
    token_hash      bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    invited_by      uuid REFERENCES identity.account ON DELETE SET NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL CHECK (expires_at > created_at),
    accepted_at     timestamptz,
    CONSTRAINT organisation_invitation_key UNIQUE (token_hash)
);
-- One open invitation per person and organisation; a new one replaces it.
CREATE UNIQUE INDEX organisation_invitation_open_key
    ON identity.organisation_invitation (organisation_id, email) WHERE accepted_at IS NULL;

-- What every authentication needs to know of an account, in one read.
CREATE VIEW identity.account_view AS
SELECT a.id,
       a.email,
       a.display_name,
       a.locale,
       a.email_verified_at IS NOT NULL AS email_verified,
       a.locked_at IS NOT NULL AS locked,
       ARRAY(SELECT r.role FROM identity.account_role r WHERE r.account_id = a.id ORDER BY r.role) AS roles,
       EXISTS (SELECT FROM identity.totp t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL)
           OR EXISTS (SELECT FROM identity.passkey p WHERE p.account_id = a.id) AS has_second_factor
FROM identity.account a;

-- What other contexts may join: how people are called, and who belongs to an organisation. Never addresses or secrets.
CREATE SCHEMA identity_pub;

CREATE VIEW identity_pub.account AS
SELECT a.id,
       a.display_name
FROM identity.account a;

CREATE VIEW identity_pub.organisation_member AS
SELECT m.organisation_id,
       m.account_id,
       m.role
FROM identity.organisation_member m;
