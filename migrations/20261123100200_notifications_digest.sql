-- How often a person wants letters about a topic, and what waits for their next digest.
CREATE TABLE notifications.cadences (
    account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    topic      text NOT NULL CHECK (topic ~ '^[a-z_]{1,40}$'),
    cadence    text NOT NULL CHECK (cadence IN ('at_once', 'daily', 'weekly')),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, topic)
);

CREATE TABLE notifications.digest_entries (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    topic      text NOT NULL CHECK (topic ~ '^[a-z_]{1,40}$'),
    kind       text NOT NULL CHECK (kind ~ '^[a-z-]{1,60}$'),
    details    jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object'),
    path       text NOT NULL CHECK (path ~ '^/' AND length(path) <= 500),
    -- Where a letter at once would have gone: for an account whose own address is not confirmed.
    email      text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    -- The same in the page: what is read there, or gone from there, is told no more.
    notice_id  uuid REFERENCES notifications.notices (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    due_at     timestamptz NOT NULL
);
CREATE INDEX digest_entries_due ON notifications.digest_entries (account_id, due_at);
CREATE INDEX digest_entries_notice ON notifications.digest_entries (notice_id) WHERE notice_id IS NOT NULL;
