-- Pledges whose payers left their means and are charged only if the project succeeds: called for once its time is over and what is pledged
-- reaches the goal.
ALTER TABLE crowdfunding.projects ADD COLUMN called_at timestamptz;
ALTER TABLE crowdfunding.pledges
    ADD COLUMN secured_at timestamptz,
    -- When it was called for, or given up.
    ADD COLUMN called_at  timestamptz,
    ADD CONSTRAINT pledges_called CHECK (called_at IS NULL OR secured_at IS NOT NULL);
CREATE INDEX pledges_to_call ON crowdfunding.pledges (project_id, id) WHERE state = 'promised' AND secured_at IS NOT NULL AND called_at IS NULL;
