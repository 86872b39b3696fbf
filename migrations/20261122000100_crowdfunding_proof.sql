-- The public proof of what a project has raised: heads of a Merkle sum tree over its paid pledges.

CREATE TABLE crowdfunding.tree_heads (
    project_id  uuid NOT NULL REFERENCES crowdfunding.projects (id),
    number      integer NOT NULL CHECK (number >= 1),
    size        integer NOT NULL CHECK (size >= 0),
    total_minor bigint NOT NULL CHECK (total_minor >= 0),
    root        bytea NOT NULL CHECK (length(root) = 32),
    -- The last one: what was there when the project was decided.
    is_final    boolean NOT NULL,
    signature   bytea NOT NULL CHECK (length(signature) = 64),
    at          timestamptz NOT NULL,
    PRIMARY KEY (project_id, number)
);

-- What was published stays published.
CREATE FUNCTION crowdfunding.keep_heads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tree heads are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER tree_heads_append_only BEFORE UPDATE OR DELETE ON crowdfunding.tree_heads
    FOR EACH ROW EXECUTE FUNCTION crowdfunding.keep_heads();
CREATE TRIGGER tree_heads_no_truncate BEFORE TRUNCATE ON crowdfunding.tree_heads
    FOR EACH STATEMENT EXECUTE FUNCTION crowdfunding.keep_heads();

-- The leaves under the newest head of a project: for each, the pledge's id (16 bytes) and its amount (8, big-endian).
CREATE TABLE crowdfunding.tree_leaves (
    project_id uuid PRIMARY KEY,
    number     integer NOT NULL,
    leaves     bytea NOT NULL CHECK (length(leaves) % 24 = 0),
    FOREIGN KEY (project_id, number) REFERENCES crowdfunding.tree_heads (project_id, number)
);
