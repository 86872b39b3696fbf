-- Reading projects and pledges, each list from an index of its own order.

-- How many pledges were paid when a project was decided: afterwards they may be on their way back.
ALTER TABLE crowdfunding.projects ADD COLUMN backers integer CHECK (backers >= 0);
UPDATE crowdfunding.projects p
SET backers = (SELECT count(*) FROM crowdfunding.pledges g
               WHERE g.project_id = p.id AND g.paid_at IS NOT NULL AND (g.state = 'paid' OR g.updated_at >= p.decided_at))
WHERE p.decided_at IS NOT NULL;
ALTER TABLE crowdfunding.projects ADD CONSTRAINT projects_backers CHECK ((decided_at IS NULL) = (backers IS NULL));

CREATE INDEX projects_decided ON crowdfunding.projects (decided_at DESC, id DESC) WHERE decided_at IS NOT NULL;

-- Ids of pledges are made by who pledges: they tell no order of time.
DROP INDEX crowdfunding.pledges_account;
CREATE INDEX pledges_account ON crowdfunding.pledges (account_id, created_at DESC, id DESC) WHERE account_id IS NOT NULL;
DROP INDEX crowdfunding.pledges_project;
CREATE INDEX pledges_project ON crowdfunding.pledges (project_id, created_at DESC, id DESC);
CREATE INDEX pledges_backers ON crowdfunding.pledges (project_id, paid_at DESC, id DESC) WHERE state = 'paid';
