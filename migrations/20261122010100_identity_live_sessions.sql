-- For neighbours: the sign-ins that were not ended. Whether one is over by time is for the reader's clock.
CREATE VIEW identity_pub.live_session AS
SELECT id, account_id, expires_at
FROM identity.session
WHERE revoked_at IS NULL;
