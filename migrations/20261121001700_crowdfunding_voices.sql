-- What is told and asked about a project: updates of its creator, questions and comments of everybody who is signed in.

CREATE TABLE crowdfunding.updates (
    id             uuid PRIMARY KEY,
    project_id     uuid NOT NULL REFERENCES crowdfunding.projects (id) ON DELETE CASCADE,
    audience       text NOT NULL CHECK (audience IN ('everybody', 'backers')),
    title          text NOT NULL CHECK (length(title) BETWEEN 3 AND 120),
    text           text NOT NULL CHECK (length(text) BETWEEN 1 AND 10000),
    -- Why the staff removed it; its creator still reads it.
    removed_reason text CHECK (length(removed_reason) BETWEEN 3 AND 500),
    created_at     timestamptz NOT NULL
);
CREATE INDEX updates_project ON crowdfunding.updates (project_id, created_at DESC, id DESC);

CREATE TABLE crowdfunding.comments (
    id            uuid PRIMARY KEY,
    project_id    uuid NOT NULL REFERENCES crowdfunding.projects (id) ON DELETE CASCADE,
    account_id    uuid NOT NULL REFERENCES identity.account (id) ON DELETE RESTRICT,
    -- What it answers; answers to answers stand beside them.
    parent_id     uuid REFERENCES crowdfunding.comments (id) ON DELETE CASCADE,
    text          text NOT NULL CHECK (length(text) <= 2000),
    state         text NOT NULL CHECK (state IN ('visible', 'hidden', 'deleted')),
    -- Why the staff hid it.
    hidden_reason text CHECK (length(hidden_reason) BETWEEN 3 AND 500),
    created_at    timestamptz NOT NULL,
    CONSTRAINT comments_deleted_is_empty CHECK ((state = 'deleted') = (text = '')),
    CONSTRAINT comments_hidden_says_why CHECK (state <> 'hidden' OR hidden_reason IS NOT NULL),
    CONSTRAINT comments_not_under_itself CHECK (parent_id <> id)
);
CREATE INDEX comments_threads ON crowdfunding.comments (project_id, created_at DESC, id DESC) WHERE parent_id IS NULL;
CREATE INDEX comments_replies ON crowdfunding.comments (parent_id, created_at, id) WHERE parent_id IS NOT NULL;
CREATE INDEX comments_account ON crowdfunding.comments (account_id);
