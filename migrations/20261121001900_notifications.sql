-- Notifications: what a person is told, in the page and by letter, and what they want to be told by which way.
CREATE SCHEMA notifications;

CREATE TABLE notifications.notices (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    topic      text NOT NULL CHECK (topic ~ '^[a-z_]{1,40}$'),
    kind       text NOT NULL CHECK (kind ~ '^[a-z-]{1,60}$'),
    -- What the text is made of, by name; the text itself is made when it is read, in the reader's language.
    details    jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object'),
    path       text NOT NULL CHECK (path ~ '^/' AND length(path) <= 500),
    created_at timestamptz NOT NULL,
    read_at    timestamptz
);
CREATE INDEX notices_account ON notifications.notices (account_id, id DESC);
CREATE INDEX notices_unread ON notifications.notices (account_id) WHERE read_at IS NULL;
CREATE INDEX notices_old ON notifications.notices (created_at);

-- Only what differs from the default is stored.
CREATE TABLE notifications.preferences (
    account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    topic      text NOT NULL CHECK (topic ~ '^[a-z_]{1,40}$'),
    channel    text NOT NULL CHECK (channel IN ('in_app', 'email')),
    wanted     boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, topic, channel)
);

-- Addresses without an account that want no letters about a topic any more. The address itself is not kept.
CREATE TABLE notifications.refusals (
    address_hash bytea NOT NULL CHECK (length(address_hash) = 32),
    topic        text NOT NULL CHECK (topic ~ '^[a-z_]{1,40}$'),
    refused_at   timestamptz NOT NULL,
    PRIMARY KEY (address_hash, topic)
);
