-- Media: resumable uploads, assets, the renditions of the ladder, and the chunks of work that make them.
CREATE SCHEMA media;

CREATE TABLE media.uploads (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('video', 'audio', 'image')),
    filename     text NOT NULL CHECK (filename <> '' AND length(filename) <= 255),
    metadata     text NOT NULL DEFAULT '',
    size_bytes   bigint NOT NULL CHECK (size_bytes >= 0),
    offset_bytes bigint NOT NULL DEFAULT 0 CHECK (offset_bytes >= 0 AND offset_bytes <= size_bytes),
    state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'complete', 'stored')),
    asset_id     uuid,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    CHECK (state = 'open' OR offset_bytes = size_bytes),
    CHECK ((state = 'open') = (asset_id IS NULL))
);
CREATE INDEX uploads_owner_open ON media.uploads (owner_id) WHERE state = 'open';
CREATE INDEX uploads_expiry ON media.uploads (expires_at);

CREATE TABLE media.assets (
    id               uuid PRIMARY KEY,
    owner_id         uuid NOT NULL,
    parent_id        uuid REFERENCES media.assets (id) ON DELETE CASCADE,
    kind             text NOT NULL CHECK (kind IN ('video', 'audio', 'image')),
    -- storing: on its way into the store; checking: waits for the content check; working: planned, nothing to watch yet;
    -- playable: the lowest rung can be watched while the rest is made.
    state            text NOT NULL CHECK (state IN ('storing', 'checking', 'working', 'playable', 'ready', 'rejected', 'failed')),
    -- Why it was rejected or failed: a code, also the key of its text.
    code             text CHECK (code <> ''),
    filename         text NOT NULL CHECK (filename <> ''),
    source_key       text,
    source_sha256    bytea CHECK (length(source_sha256) = 32),
    source_bytes     bigint NOT NULL CHECK (source_bytes >= 0),
    source           jsonb,
    plan             jsonb,
    duration_ms      bigint NOT NULL DEFAULT 0 CHECK (duration_ms >= 0),
    width            integer NOT NULL DEFAULT 0 CHECK (width >= 0),
    height           integer NOT NULL DEFAULT 0 CHECK (height >= 0),
    loudness_lufs    real,
    gain_db          real,
    dominant_colour  text CHECK (dominant_colour ~ '^#[0-9a-f]{6}$'),
    storyboard       jsonb,
    progress_permille smallint NOT NULL DEFAULT 0 CHECK (progress_permille BETWEEN 0 AND 1000),
    -- Grows whenever what a player may fetch changes: the key of every cache.
    revision         bigint NOT NULL DEFAULT 0 CHECK (revision >= 0),
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    playable_at      timestamptz,
    ready_at         timestamptz,
    CHECK ((state IN ('rejected', 'failed')) = (code IS NOT NULL)),
    CHECK (state NOT IN ('playable', 'ready') OR kind = 'image' OR playable_at IS NOT NULL)
);
CREATE INDEX assets_owner ON media.assets (owner_id, id DESC);
CREATE INDEX assets_parent ON media.assets (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX assets_unfinished ON media.assets (updated_at) WHERE state IN ('storing', 'checking', 'working', 'playable');

ALTER TABLE media.uploads ADD FOREIGN KEY (asset_id) REFERENCES media.assets (id) ON DELETE CASCADE;

-- One quality of picture, or one quality of one sound track.
CREATE TABLE media.renditions (
    id           uuid PRIMARY KEY,
    asset_id     uuid NOT NULL REFERENCES media.assets (id) ON DELETE CASCADE,
    name         text NOT NULL CHECK (name ~ '^[a-z0-9-]{1,40}$'),
    kind         text NOT NULL CHECK (kind IN ('video', 'audio')),
    codec        text NOT NULL CHECK (codec IN ('av1', 'avc', 'opus', 'aac')),
    -- The order of the work and of the playlist: lowest first.
    position     smallint NOT NULL CHECK (position >= 0),
    settings     jsonb NOT NULL,
    ready        boolean NOT NULL DEFAULT false,
    codecs       text,
    init_key     text,
    init_bytes   integer CHECK (init_bytes > 0),
    timescale    integer NOT NULL CHECK (timescale > 0),
    peak_bps     integer CHECK (peak_bps > 0),
    average_bps  integer CHECK (average_bps > 0),
    size_bytes   bigint CHECK (size_bytes > 0),
    UNIQUE (asset_id, name),
    CHECK (NOT ready OR (codecs IS NOT NULL AND init_key IS NOT NULL AND init_bytes IS NOT NULL AND peak_bps IS NOT NULL
        AND average_bps IS NOT NULL AND size_bytes IS NOT NULL))
);

-- One piece of encoding work, done by one ffmpeg process: a span of pictures in several qualities, or the whole sound.
-- `fence` grows with each claim: what an overtaken worker produced is never committed.
CREATE TABLE media.chunks (
    id                uuid PRIMARY KEY,
    asset_id          uuid NOT NULL REFERENCES media.assets (id) ON DELETE CASCADE,
    stage             smallint NOT NULL CHECK (stage >= 0),
    ordinal           integer NOT NULL CHECK (ordinal >= 0),
    work              jsonb NOT NULL,
    -- What it contributes to: none for surveys and stills.
    rendition_ids     uuid[] NOT NULL,
    cost              bigint NOT NULL CHECK (cost > 0),
    state             text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    fence             integer NOT NULL DEFAULT 0 CHECK (fence >= 0),
    leased_until      timestamptz,
    -- Claims, those that died with their process included; and attempts that ended with an error.
    attempts          smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    failures          smallint NOT NULL DEFAULT 0 CHECK (failures >= 0),
    progress_permille smallint NOT NULL DEFAULT 0 CHECK (progress_permille BETWEEN 0 AND 1000),
    output_bytes      bigint NOT NULL DEFAULT 0 CHECK (output_bytes >= 0),
    last_error        text,
    started_at        timestamptz,
    finished_at       timestamptz,
    UNIQUE (asset_id, stage, ordinal),
    CHECK ((state = 'running') = (leased_until IS NOT NULL)),
    CHECK ((state = 'done') = (finished_at IS NOT NULL))
);

-- What a finished chunk gave for one rendition: its segments, in order.
CREATE TABLE media.chunk_outputs (
    chunk_id      uuid NOT NULL REFERENCES media.chunks (id) ON DELETE CASCADE,
    rendition_id  uuid NOT NULL REFERENCES media.renditions (id) ON DELETE CASCADE,
    first_segment integer NOT NULL CHECK (first_segment >= 0),
    key_prefix    text NOT NULL CHECK (key_prefix <> ''),
    init_bytes    integer NOT NULL CHECK (init_bytes > 0),
    init_sha256   bytea NOT NULL CHECK (length(init_sha256) = 32),
    codecs        text NOT NULL CHECK (codecs <> ''),
    segment_ticks integer[] NOT NULL CHECK (cardinality(segment_ticks) > 0),
    segment_bytes integer[] NOT NULL CHECK (cardinality(segment_bytes) > 0),
    PRIMARY KEY (chunk_id, rendition_id),
    UNIQUE (rendition_id, first_segment),
    CHECK (cardinality(segment_ticks) = cardinality(segment_bytes))
);

CREATE TABLE media.subtitles (
    id         uuid PRIMARY KEY,
    asset_id   uuid NOT NULL REFERENCES media.assets (id) ON DELETE CASCADE,
    language   text NOT NULL CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    name       text NOT NULL CHECK (name <> '' AND length(name) <= 80),
    purpose    text NOT NULL CHECK (purpose IN ('subtitles', 'captions')),
    key        text NOT NULL,
    size_bytes integer NOT NULL CHECK (size_bytes > 0),
    cues       integer NOT NULL CHECK (cues > 0),
    created_at timestamptz NOT NULL,
    UNIQUE (asset_id, language, purpose)
);

-- A derived picture: never the bytes that were uploaded.
CREATE TABLE media.images (
    asset_id   uuid NOT NULL REFERENCES media.assets (id) ON DELETE CASCADE,
    variant    text NOT NULL CHECK (variant ~ '^w[0-9]{2,4}\.(avif|webp|jpg)$'),
    width      integer NOT NULL CHECK (width > 0),
    height     integer NOT NULL CHECK (height > 0),
    key        text NOT NULL,
    size_bytes integer NOT NULL CHECK (size_bytes > 0),
    PRIMARY KEY (asset_id, variant)
);

-- What other contexts may join: how far an asset is, and how much its qualities weigh. Never file names or keys.
CREATE SCHEMA media_pub;

CREATE VIEW media_pub.asset AS
SELECT a.id,
       a.owner_id,
       a.parent_id,
       a.kind,
       a.state,
       a.duration_ms,
       a.dominant_colour
FROM media.assets a;

CREATE VIEW media_pub.rendition AS
SELECT r.asset_id,
       r.name,
       r.kind,
       r.codec,
       r.size_bytes
FROM media.renditions r
WHERE r.ready;
