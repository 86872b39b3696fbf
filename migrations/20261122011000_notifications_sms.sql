-- SMS: a number that its owner has confirmed, and every text that was sent to it.
CREATE TABLE notifications.phones (
    account_id      uuid PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
    number          text CHECK (number ~ '^\+[1-9][0-9]{6,14}$'),
    confirmed_at    timestamptz,
    -- A number that waits for its code; the confirmed one goes on until then.
    pending         text CHECK (pending ~ '^\+[1-9][0-9]{6,14}$'),
    code_hash       bytea CHECK (length(code_hash) = 32),
    code_expires_at timestamptz,
    code_attempts   smallint NOT NULL DEFAULT 0 CHECK (code_attempts >= 0),
    CHECK ((number IS NULL) = (confirmed_at IS NULL)),
    CHECK ((pending IS NULL) = (code_hash IS NULL) AND (pending IS NULL) = (code_expires_at IS NULL))
);

-- Each leaves at most once: it costs money. What nobody answered stays unknown.
CREATE TABLE notifications.texts (
    id          uuid PRIMARY KEY,
    account_id  uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    purpose     text NOT NULL CHECK (purpose IN ('code', 'notice')),
    state       text NOT NULL CHECK (state IN ('queued', 'unknown', 'sent', 'failed')),
    -- The provider's own id, or its word of refusal.
    remark      text CHECK (char_length(remark) <= 200),
    created_at  timestamptz NOT NULL,
    settled_at  timestamptz
);
CREATE INDEX texts_account ON notifications.texts (account_id, created_at DESC);
CREATE INDEX texts_old ON notifications.texts (created_at);
