-- Two rounds: the minimum or nothing, then, for who reached it, a second round towards the optimum.
ALTER TABLE crowdfunding.projects DROP CONSTRAINT projects_mode_check;
ALTER TABLE crowdfunding.projects ADD CONSTRAINT projects_mode_check CHECK (mode IN ('all_or_nothing', 'keep_it_all', 'two_rounds'));
ALTER TABLE crowdfunding.projects
    ADD COLUMN round smallint NOT NULL DEFAULT 1 CHECK (round IN (1, 2)),
    -- When the first round was won: what was paid until then stays.
    ADD COLUMN first_won_at timestamptz,
    ADD CONSTRAINT projects_rounds CHECK ((round = 2) = (first_won_at IS NOT NULL) AND (round = 1 OR mode = 'two_rounds'));

-- The only term that changes online: the deadline, once, when a second round begins, and only to a later one.
DROP TRIGGER projects_keep_terms ON crowdfunding.projects;
CREATE TRIGGER projects_keep_terms BEFORE UPDATE OF account_id, country, currency, goal_minor, mode, days, opened_at, deadline_at, fee_bp, round, first_won_at
    ON crowdfunding.projects
    FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL AND (
        (OLD.account_id, OLD.country, OLD.currency, OLD.goal_minor, OLD.mode, OLD.days, OLD.opened_at, OLD.fee_bp)
            IS DISTINCT FROM (NEW.account_id, NEW.country, NEW.currency, NEW.goal_minor, NEW.mode, NEW.days, NEW.opened_at, NEW.fee_bp)
        OR ((OLD.deadline_at, OLD.round, OLD.first_won_at) IS DISTINCT FROM (NEW.deadline_at, NEW.round, NEW.first_won_at)
            AND NOT (OLD.round = 1 AND NEW.round = 2 AND NEW.deadline_at > OLD.deadline_at))))
    EXECUTE FUNCTION crowdfunding.keep_terms();
