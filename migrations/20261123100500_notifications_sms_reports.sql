-- What became of texts: the provider reports by its own id, sometimes before its answer is read.
ALTER TABLE notifications.texts DROP CONSTRAINT texts_state_check;
ALTER TABLE notifications.texts ADD CONSTRAINT texts_state_check
    CHECK (state IN ('queued', 'unknown', 'sent', 'delivered', 'failed', 'rejected'));
ALTER TABLE notifications.texts ADD COLUMN provider_id text CHECK (char_length(provider_id) BETWEEN 1 AND 100);
CREATE UNIQUE INDEX texts_provider_id ON notifications.texts (provider_id) WHERE provider_id IS NOT NULL;

CREATE TABLE notifications.text_reports (
    provider_id text PRIMARY KEY CHECK (char_length(provider_id) BETWEEN 1 AND 100),
    state       text NOT NULL CHECK (state IN ('delivered', 'failed', 'rejected')),
    reason      text NOT NULL CHECK (char_length(reason) <= 100),
    reported_at timestamptz NOT NULL
);
CREATE INDEX text_reports_old ON notifications.text_reports (reported_at);

-- Nothing arrives at a number any more: no text is sent there until it is confirmed again.
ALTER TABLE notifications.phones ADD COLUMN silent_since timestamptz;
ALTER TABLE notifications.phones ADD COLUMN silent_reason text CHECK (char_length(silent_reason) <= 100);
ALTER TABLE notifications.phones ADD CHECK ((silent_since IS NULL) = (silent_reason IS NULL) AND (silent_since IS NULL OR number IS NOT NULL));
