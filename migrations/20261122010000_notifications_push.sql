-- Web push: where a person's devices are reached (Push API, RFC 8030, RFC 8291).
ALTER TABLE notifications.preferences DROP CONSTRAINT preferences_channel_check;
ALTER TABLE notifications.preferences ADD CONSTRAINT preferences_channel_check CHECK (channel IN ('in_app', 'email', 'push', 'sms'));

CREATE TABLE notifications.push_subscriptions (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    -- A device hears no more once its sign-in has ended.
    session_id uuid NOT NULL REFERENCES identity.session (id) ON DELETE CASCADE,
    endpoint   text NOT NULL CHECK (length(endpoint) BETWEEN 10 AND 1000),
    -- The device's public key (an uncompressed point of P-256) and its authentication secret.
    p256dh     bytea NOT NULL CHECK (length(p256dh) = 65),
    auth       bytea NOT NULL CHECK (length(auth) = 16),
    device     text NOT NULL CHECK (char_length(device) <= 400),
    -- Refusals in a row that were no "gone".
    failures   smallint NOT NULL DEFAULT 0 CHECK (failures >= 0),
    created_at timestamptz NOT NULL,
    told_at    timestamptz,
    CONSTRAINT push_subscriptions_endpoint_key UNIQUE (endpoint)
);
CREATE INDEX push_subscriptions_account ON notifications.push_subscriptions (account_id, id DESC);
CREATE INDEX push_subscriptions_session ON notifications.push_subscriptions (session_id);
