-- Crowdfunding: film projects, their tiers, what people pledge. The money itself is in the ledger: what a project has raised is the
-- balance of its escrow.
CREATE SCHEMA crowdfunding;

CREATE TABLE crowdfunding.projects (
    id            uuid PRIMARY KEY,
    account_id    uuid NOT NULL REFERENCES identity.account (id) ON DELETE RESTRICT,
    slug          text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    title         text NOT NULL CHECK (length(title) BETWEEN 3 AND 120),
    pitch         text NOT NULL CHECK (length(pitch) <= 200),
    story         text NOT NULL CHECK (length(story) <= 40000),
    risks         text NOT NULL CHECK (length(risks) <= 5000),
    -- Where the creator is paid: decides which rails can reach them.
    country       text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    currency      text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    goal_minor    bigint NOT NULL CHECK (goal_minor BETWEEN 1 AND 1000000000000),
    mode          text NOT NULL CHECK (mode IN ('all_or_nothing', 'keep_it_all')),
    days          smallint NOT NULL CHECK (days BETWEEN 1 AND 60),
    -- Frozen when it goes online: what a backer was told holds.
    fee_bp        smallint CHECK (fee_bp BETWEEN 0 AND 3000),
    state         text NOT NULL CHECK (state IN
        ('draft', 'submitted', 'online', 'waiting', 'successful', 'failed', 'settled', 'cancelled')),
    review_note   text CHECK (length(review_note) <= 2000),
    submitted_at  timestamptz,
    opened_at     timestamptz,
    deadline_at   timestamptz,
    decided_at    timestamptz,
    settled_at    timestamptz,
    -- The disbursement that pays the creator.
    payout_id     uuid UNIQUE,
    -- What was raised when it was decided.
    raised_minor  bigint CHECK (raised_minor >= 0),
    version       integer NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    CONSTRAINT projects_opened CHECK (
        (state IN ('draft', 'submitted', 'cancelled')) OR (opened_at IS NOT NULL AND deadline_at IS NOT NULL AND fee_bp IS NOT NULL)),
    CONSTRAINT projects_decided CHECK ((decided_at IS NULL) = (raised_minor IS NULL))
);
CREATE INDEX projects_account ON crowdfunding.projects (account_id, created_at DESC, id DESC);
CREATE INDEX projects_undecided ON crowdfunding.projects (deadline_at, id) WHERE state IN ('online', 'waiting');
CREATE INDEX projects_failed ON crowdfunding.projects (id) WHERE state = 'failed';
CREATE INDEX projects_submitted ON crowdfunding.projects (submitted_at, id) WHERE state = 'submitted';

-- Goal, currency, mode and length are what backers decide by: they do not change any more once a project is online.
CREATE FUNCTION crowdfunding.keep_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the terms of project % are frozen', OLD.id USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER projects_keep_terms BEFORE UPDATE OF account_id, country, currency, goal_minor, mode, days, opened_at, deadline_at, fee_bp ON crowdfunding.projects
    FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL
        AND (OLD.account_id, OLD.country, OLD.currency, OLD.goal_minor, OLD.mode, OLD.days, OLD.opened_at, OLD.deadline_at, OLD.fee_bp)
            IS DISTINCT FROM
            (NEW.account_id, NEW.country, NEW.currency, NEW.goal_minor, NEW.mode, NEW.days, NEW.opened_at, NEW.deadline_at, NEW.fee_bp))
    EXECUTE FUNCTION crowdfunding.keep_terms();

CREATE TABLE crowdfunding.budget_lines (
    project_id    uuid NOT NULL REFERENCES crowdfunding.projects (id) ON DELETE CASCADE,
    position      smallint NOT NULL CHECK (position BETWEEN 0 AND 49),
    title         text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    minimum_minor bigint NOT NULL CHECK (minimum_minor >= 0),
    optimum_minor bigint NOT NULL CHECK (optimum_minor >= minimum_minor),
    PRIMARY KEY (project_id, position)
);

-- A film and the projects that it helps to finance.
CREATE TABLE crowdfunding.project_films (
    project_id uuid NOT NULL REFERENCES crowdfunding.projects (id) ON DELETE CASCADE,
    film_id    uuid NOT NULL,
    PRIMARY KEY (project_id, film_id)
);
CREATE INDEX project_films_film ON crowdfunding.project_films (film_id);

CREATE TABLE crowdfunding.tiers (
    id             uuid PRIMARY KEY,
    project_id     uuid NOT NULL REFERENCES crowdfunding.projects (id) ON DELETE CASCADE,
    position       smallint NOT NULL CHECK (position BETWEEN 0 AND 29),
    title          text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    description    text NOT NULL CHECK (length(description) <= 2000),
    amount_minor   bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    stock          integer CHECK (stock BETWEEN 1 AND 1000000),
    taken          integer NOT NULL DEFAULT 0 CHECK (taken >= 0),
    -- Never more than there are, whatever happens at the same time.
    CONSTRAINT tiers_stock CHECK (taken <= stock),
    UNIQUE (project_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- What a backer chose stays what it was.
CREATE FUNCTION crowdfunding.keep_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tier % was taken', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'tiers_taken';
END
$$;
CREATE TRIGGER tiers_keep_taken BEFORE UPDATE OF title, description, amount_minor ON crowdfunding.tiers
    FOR EACH ROW WHEN (OLD.taken > 0
        AND (OLD.title, OLD.description, OLD.amount_minor) IS DISTINCT FROM (NEW.title, NEW.description, NEW.amount_minor))
    EXECUTE FUNCTION crowdfunding.keep_taken();

CREATE TABLE crowdfunding.pledges (
    id            uuid PRIMARY KEY,
    project_id    uuid NOT NULL REFERENCES crowdfunding.projects (id),
    tier_id       uuid REFERENCES crowdfunding.tiers (id),
    account_id    uuid REFERENCES identity.account (id) ON DELETE SET NULL,
    -- What the receipt says; none shown for an anonymous pledge.
    name          text CHECK (length(name) BETWEEN 1 AND 120),
    email         text CHECK (length(email) BETWEEN 3 AND 254),
    on_behalf_of  text CHECK (length(on_behalf_of) BETWEEN 1 AND 120),
    anonymous     boolean NOT NULL,
    amount_minor  bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    currency      text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    state         text NOT NULL CHECK (state IN ('promised', 'paid', 'lapsed', 'cancelled', 'refunding', 'refunded', 'unclaimed')),
    intent_id     uuid NOT NULL UNIQUE,
    refund_id     uuid UNIQUE,
    -- Of everything that was sent, with a secret of whoever sent it.
    request_hash  bytea NOT NULL CHECK (length(request_hash) = 32),
    created_at    timestamptz NOT NULL,
    paid_at       timestamptz,
    updated_at    timestamptz NOT NULL,
    CONSTRAINT pledges_paid CHECK ((state IN ('promised', 'lapsed', 'cancelled')) = (paid_at IS NULL)),
    CONSTRAINT pledges_refund CHECK ((state IN ('refunding', 'refunded', 'unclaimed')) = (refund_id IS NOT NULL))
);
CREATE INDEX pledges_project ON crowdfunding.pledges (project_id, id);
CREATE INDEX pledges_open ON crowdfunding.pledges (project_id) WHERE state IN ('promised', 'refunding');
CREATE INDEX pledges_paid ON crowdfunding.pledges (project_id, id) WHERE state = 'paid';
CREATE INDEX pledges_account ON crowdfunding.pledges (account_id, id) WHERE account_id IS NOT NULL;
