-- Who looks at the page of a project, and by which way they came: counted by day (UTC), without keeping who it was.
CREATE TABLE crowdfunding.visit_days (
    project_id uuid NOT NULL REFERENCES crowdfunding.projects (id) ON DELETE CASCADE,
    day        date NOT NULL,
    source     text NOT NULL CHECK (source ~ '^[a-z]{1,12}(:[a-z0-9.-]{4,80})?$'),
    visits     bigint NOT NULL CHECK (visits > 0),
    PRIMARY KEY (project_id, day, source)
);

-- Who was counted on a day: a keyed hash that is another one every day and for every project. Deleted once the day is over.
CREATE TABLE crowdfunding.visitors (
    project_id uuid NOT NULL REFERENCES crowdfunding.projects (id) ON DELETE CASCADE,
    day        date NOT NULL,
    visitor    bytea NOT NULL CHECK (length(visitor) = 16),
    source     text NOT NULL CHECK (length(source) <= 100),
    PRIMARY KEY (project_id, day, visitor)
);
CREATE INDEX visitors_old ON crowdfunding.visitors (day);

-- By which way a backer came; none when it is not known.
ALTER TABLE crowdfunding.pledges
    ADD COLUMN source text CHECK (source ~ '^[a-z]{1,12}(:[a-z0-9.-]{4,80})?$');
