-- Requests that were sent with an `Idempotency-Key`, and what was answered: kept for a day, sealed with the caller's own key.
CREATE TABLE platform.idempotency (
    -- SHA-256 of caller, route and key.
    scope         bytea PRIMARY KEY CHECK (length(scope) = 32),
    -- SHA-256 of key and content: the same key with another content is refused.
    fingerprint   bytea NOT NULL CHECK (length(fingerprint) = 32),
    -- Who carries it out, and until when nobody else may.
    holder        uuid NOT NULL,
    held_until    timestamptz NOT NULL,
    -- The answer; without a body where that was too large to keep.
    status        smallint CHECK (status BETWEEN 100 AND 599),
    content_type  text CHECK (length(content_type) <= 200),
    answer_sealed bytea CHECK (length(answer_sealed) <= 70000),
    expires_at    timestamptz NOT NULL,
    CONSTRAINT idempotency_answer CHECK (answer_sealed IS NULL OR status IS NOT NULL)
);
CREATE INDEX idempotency_expiry ON platform.idempotency (expires_at);
