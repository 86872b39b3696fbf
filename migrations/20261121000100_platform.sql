-- The tables of the platform: outbox and inbox, audit trail, rate limits, job history, demo mailbox.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA platform;

-- Events wait here until the relay has queued a delivery for each consumer.
CREATE TABLE platform.outbox (
    event_id      uuid PRIMARY KEY,
    topic         text NOT NULL CHECK (topic <> ''),
    key           uuid NOT NULL,
    payload       jsonb NOT NULL,
    created_at    timestamptz NOT NULL,
    dispatched_at timestamptz
);
CREATE INDEX outbox_waiting ON platform.outbox (event_id) WHERE dispatched_at IS NULL;
CREATE INDEX outbox_dispatched ON platform.outbox (dispatched_at) WHERE dispatched_at IS NOT NULL;

-- What each consumer has handled: a second delivery does nothing.
CREATE TABLE platform.inbox (
    consumer   text NOT NULL,
    event_id   uuid NOT NULL,
    handled_at timestamptz NOT NULL,
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_handled ON platform.inbox (handled_at);

-- Who did what to which thing. Append-only: a rule below refuses changes.
CREATE TABLE platform.audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    account_id uuid,
    session_id uuid,
    system     text,
    address    inet,
    action     text NOT NULL CHECK (action <> ''),
    subject    text NOT NULL,
    details    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_account ON platform.audit (account_id, id DESC);
CREATE INDEX audit_action ON platform.audit (action, id DESC);
CREATE INDEX audit_subject ON platform.audit (subject, id DESC);

CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON platform.audit
    FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();

-- Fixed windows, shared by every process.
CREATE UNLOGGED TABLE platform.rate_windows (
    bucket     text NOT NULL,
    started_at timestamptz NOT NULL,
    hits       integer NOT NULL CHECK (hits > 0),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, started_at)
);
CREATE INDEX rate_windows_expiry ON platform.rate_windows (expires_at);

-- Mails of the demo mode, instead of SMTP.
CREATE TABLE platform.mailbox (
    id         uuid PRIMARY KEY,
    sent_at    timestamptz NOT NULL,
    recipient  text NOT NULL,
    subject    text NOT NULL,
    text_body  text NOT NULL,
    html_body  text NOT NULL
);
CREATE INDEX mailbox_newest ON platform.mailbox (id DESC);
CREATE INDEX mailbox_recipient ON platform.mailbox (recipient, id DESC);
