-- The trailer of a project: a video of its creator's. The staff reads it with the project, and it stays as they saw it.
ALTER TABLE crowdfunding.projects ADD COLUMN trailer_asset_id uuid;

CREATE FUNCTION crowdfunding.keep_trailer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND NEW.trailer_asset_id IS DISTINCT FROM OLD.trailer_asset_id THEN
        RAISE EXCEPTION 'the trailer of project % was handed in', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'projects_trailer_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER projects_trailer_keep BEFORE UPDATE OF trailer_asset_id ON crowdfunding.projects
    FOR EACH ROW EXECUTE FUNCTION crowdfunding.keep_trailer();

-- The staff takes a trailer away from everybody but its creator and themselves, for a reason that its creator reads.
ALTER TABLE crowdfunding.projects ADD COLUMN trailer_hidden_reason text
    CHECK (trailer_hidden_reason IS NULL OR (length(trailer_hidden_reason) BETWEEN 3 AND 500 AND trailer_asset_id IS NOT NULL));
