-- Documents of a project: quotes, permits, the script. What the staff read stays: once a project is handed in, documents are added, and
-- neither changed nor taken away.
CREATE TABLE crowdfunding.documents (
    id            uuid PRIMARY KEY,
    project_id    uuid NOT NULL REFERENCES crowdfunding.projects (id) ON DELETE CASCADE,
    asset_id      uuid NOT NULL,
    title         text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    -- Everybody who sees the project, or its creator and the staff alone.
    audience      text NOT NULL CHECK (audience IN ('public', 'review')),
    created_at    timestamptz NOT NULL,
    hidden_at     timestamptz,
    hidden_reason text CHECK (length(hidden_reason) BETWEEN 3 AND 500),
    UNIQUE (project_id, asset_id),
    CHECK ((hidden_at IS NULL) = (hidden_reason IS NULL))
);
CREATE INDEX documents_project ON crowdfunding.documents (project_id, created_at, id);

CREATE FUNCTION crowdfunding.keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM crowdfunding.projects WHERE id = OLD.project_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'document % was handed in', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'documents_kept';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER documents_keep BEFORE DELETE OR UPDATE OF project_id, asset_id, title, audience, created_at ON crowdfunding.documents
    FOR EACH ROW EXECUTE FUNCTION crowdfunding.keep_document();
