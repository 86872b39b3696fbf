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

-- The order in which events were written: the relay keeps it for each aggregate.
ALTER TABLE platform.outbox ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
DROP INDEX platform.outbox_waiting;
CREATE UNIQUE INDEX outbox_waiting ON platform.outbox (seq) WHERE dispatched_at IS NULL;

-- Processes that run jobs. `lock_id` names the advisory lock that the process holds while it lives.
CREATE TABLE platform.workers (
    id         uuid PRIMARY KEY,
    lock_id    integer NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    role       text NOT NULL CHECK (role IN ('worker', 'media')),
    label      text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Jobs that wait, run (`worker_id`) or were given up (`failed_at`). A finished job leaves only its line in job_runs.
CREATE TABLE platform.jobs (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL CHECK (name <> ''),
    role          text NOT NULL CHECK (role IN ('worker', 'media')),
    payload       jsonb NOT NULL,
    priority      smallint NOT NULL DEFAULT 0,
    serial        text,
    unique_key    text,
    run_at        timestamptz NOT NULL,
    attempts      smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    max_attempts  smallint NOT NULL CHECK (max_attempts > 0),
    created_at    timestamptz NOT NULL DEFAULT now(),
    worker_id     uuid REFERENCES platform.workers,
    started_at    timestamptz,
    last_error    text,
    failed_at     timestamptz,
    -- Asked for again under the same unique key while it was running: what to run next.
    next_payload  jsonb,
    next_run_at   timestamptz,
    CHECK ((worker_id IS NULL) = (started_at IS NULL)),
    CHECK ((next_payload IS NULL) = (next_run_at IS NULL)),
    CHECK (worker_id IS NULL OR failed_at IS NULL),
    CHECK (next_payload IS NULL OR worker_id IS NOT NULL)
);
CREATE UNIQUE INDEX jobs_unique_key ON platform.jobs (name, unique_key) WHERE unique_key IS NOT NULL AND failed_at IS NULL;
CREATE UNIQUE INDEX jobs_one_per_serial ON platform.jobs (serial) WHERE serial IS NOT NULL AND worker_id IS NOT NULL;
CREATE INDEX jobs_ready ON platform.jobs (role, priority, run_at, id) WHERE worker_id IS NULL AND failed_at IS NULL;
CREATE INDEX jobs_due ON platform.jobs (role, run_at) WHERE worker_id IS NULL AND failed_at IS NULL;
CREATE INDEX jobs_serial ON platform.jobs (serial, id) WHERE serial IS NOT NULL AND failed_at IS NULL;
CREATE INDEX jobs_worker ON platform.jobs (worker_id) WHERE worker_id IS NOT NULL;
CREATE INDEX jobs_failed ON platform.jobs (failed_at) WHERE failed_at IS NOT NULL;

-- One line per attempt, kept for a while.
CREATE TABLE platform.job_runs (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id     bigint NOT NULL,
    name       text NOT NULL,
    attempt    smallint NOT NULL,
    worker     text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz NOT NULL,
    outcome    text NOT NULL CHECK (outcome IN ('done', 'retried', 'failed', 'snoozed', 'returned', 'lost')),
    error      text,
    queries    integer NOT NULL DEFAULT 0
);
CREATE INDEX job_runs_job ON platform.job_runs (job_id, id);
CREATE INDEX job_runs_ended ON platform.job_runs (ended_at);

-- The last tick of each cron entry that was turned into a job.
CREATE TABLE platform.cron (
    name      text PRIMARY KEY,
    schedule  text NOT NULL,
    last_tick timestamptz NOT NULL
);
