-- Playback: who watches what, credited by what was really served; resume points; views per film and day.
-- Sessions are working state, deleted some weeks after their end: what they counted stays in progress and film_days.
CREATE SCHEMA playback;
CREATE SCHEMA playback_pub;

CREATE TABLE playback.sessions (
    id              uuid PRIMARY KEY,
    film_id         uuid NOT NULL,
    asset_id        uuid NOT NULL REFERENCES media.assets (id) ON DELETE CASCADE,
    account_id      uuid REFERENCES identity.account (id) ON DELETE CASCADE,
    -- Whose places are counted: a keyed hash of the account, or of a visitor's cookie and address.
    viewer          bytea NOT NULL CHECK (length(viewer) = 16),
    -- A visitor's address, as a keyed hash; none for an account.
    place           bytea CHECK (length(place) = 16),
    -- Who counts once per film and hour.
    audience        bytea NOT NULL CHECK (length(audience) = 16),
    -- The player that opened it: opening again there takes the place over.
    device_key      text CHECK (length(device_key) BETWEEN 1 AND 64),
    device_label    text NOT NULL CHECK (length(device_label) <= 80),
    class           text NOT NULL CHECK (class IN ('lite', 'full')),
    duration_ms     bigint NOT NULL CHECK (duration_ms >= 0),
    opened_at       timestamptz NOT NULL,
    lease_until     timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL CHECK (expires_at > opened_at),
    ended_at        timestamptz,
    revoked_at      timestamptz,
    revoked_code    text CHECK (revoked_code IN ('replaced', 'stopped', 'limit', 'withdrawn')),
    served          bytea NOT NULL DEFAULT '' CHECK (length(served) <= 5400),
    sent_bytes      bigint NOT NULL DEFAULT 0 CHECK (sent_bytes >= 0),
    segments        bigint NOT NULL DEFAULT 0 CHECK (segments >= 0),
    credited_ms     bigint NOT NULL DEFAULT 0 CHECK (credited_ms >= 0),
    allowance_ms    bigint NOT NULL DEFAULT 0 CHECK (allowance_ms >= 0),
    last_at         timestamptz,
    position_ms     bigint CHECK (position_ms >= 0),
    tells_position  boolean NOT NULL DEFAULT false,
    -- When the credit made a view, whether or not the viewer's hour already had one.
    viewed_at       timestamptz,
    CHECK (num_nonnulls(account_id, place) = 1),
    CHECK ((revoked_at IS NULL) = (revoked_code IS NULL)),
    CHECK (viewed_at IS NULL OR credited_ms > 0)
);
-- The places in use: counted under an advisory lock of the viewer (and of the address).
CREATE INDEX sessions_viewer ON playback.sessions (viewer, lease_until) WHERE ended_at IS NULL AND revoked_at IS NULL;
CREATE INDEX sessions_place ON playback.sessions (place, lease_until) WHERE ended_at IS NULL AND revoked_at IS NULL;
CREATE INDEX sessions_revoked ON playback.sessions (expires_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX sessions_retention ON playback.sessions (expires_at);
CREATE INDEX sessions_asset ON playback.sessions (asset_id);
CREATE INDEX sessions_account ON playback.sessions (account_id) WHERE account_id IS NOT NULL;

-- Where an account is in a film.
CREATE TABLE playback.progress (
    account_id  uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    film_id     uuid NOT NULL,
    position_ms bigint NOT NULL CHECK (position_ms >= 0),
    duration_ms bigint NOT NULL CHECK (duration_ms > 0 AND position_ms <= duration_ms + 1000),
    finished    boolean NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (account_id, film_id)
);
CREATE INDEX progress_history ON playback.progress (account_id, updated_at DESC, film_id DESC);
CREATE INDEX progress_unfinished ON playback.progress (account_id, updated_at DESC, film_id DESC) WHERE NOT finished;

-- The last counted view of each viewer and film: the next one counts an hour later.
CREATE TABLE playback.view_windows (
    audience   bytea NOT NULL CHECK (length(audience) = 16),
    film_id    uuid NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (audience, film_id)
);
CREATE INDEX view_windows_old ON playback.view_windows (counted_at);

-- What was watched of each film each day (UTC), maintained as it is served.
CREATE TABLE playback.film_days (
    film_id    uuid NOT NULL,
    day        date NOT NULL,
    views      bigint NOT NULL DEFAULT 0 CHECK (views >= 0),
    watched_ms bigint NOT NULL DEFAULT 0 CHECK (watched_ms >= 0),
    sent_bytes bigint NOT NULL DEFAULT 0 CHECK (sent_bytes >= 0),
    PRIMARY KEY (film_id, day)
);

CREATE VIEW playback_pub.progress AS
    SELECT account_id, film_id, position_ms, duration_ms, finished, updated_at FROM playback.progress;

CREATE VIEW playback_pub.film_views AS
    SELECT film_id, sum(views)::bigint AS views, sum(watched_ms)::bigint AS watched_ms
    FROM playback.film_days GROUP BY film_id;

CREATE VIEW playback_pub.film_days AS
    SELECT film_id, day, views, watched_ms, sent_bytes FROM playback.film_days;
