-- A place is a lease and nothing else: ending a stream ends its lease, and a stream that goes on after its end holds one again.
DROP INDEX playback.sessions_viewer;
DROP INDEX playback.sessions_place;
CREATE INDEX sessions_viewer ON playback.sessions (viewer, lease_until) WHERE revoked_at IS NULL;
CREATE INDEX sessions_place ON playback.sessions (place, lease_until) WHERE revoked_at IS NULL;
