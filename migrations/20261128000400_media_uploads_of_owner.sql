-- How many uploads somebody announced within a day.
CREATE INDEX uploads_of_owner ON media.uploads (owner_id, created_at);
