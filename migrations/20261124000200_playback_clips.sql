-- A video beside the catalogue, such as a project's trailer, streams like a film: its views are summed under its own id, and nobody's place
-- in it is kept.
ALTER TABLE playback.sessions ADD COLUMN is_film boolean NOT NULL DEFAULT true;
