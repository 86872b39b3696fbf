-- The schedule shows how the last attempt of each of its jobs ended.
CREATE INDEX job_runs_name ON platform.job_runs (name, id);
