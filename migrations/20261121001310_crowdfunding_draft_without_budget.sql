-- A draft may have no budget yet, and so no goal: who writes one begins with its title.
ALTER TABLE crowdfunding.projects DROP CONSTRAINT projects_goal_minor_check;
ALTER TABLE crowdfunding.projects ADD CONSTRAINT projects_goal CHECK (
    goal_minor BETWEEN 0 AND 1000000000000 AND (goal_minor > 0 OR state IN ('draft', 'cancelled')));
