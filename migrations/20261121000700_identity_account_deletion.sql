-- Deleting one's own account: asked for (`deletion_at` says when it will be carried out, and may be taken back until then),
-- then carried out (`deleted_at`): the row stays without personal data, so that films, comments and the audit trail keep an
-- author who is nobody.

ALTER TABLE identity.account
    ADD COLUMN deletion_at timestamptz,
    ADD COLUMN deleted_at  timestamptz,
    ADD CONSTRAINT account_deleted_is_empty
        CHECK (deleted_at IS NULL OR (password_hash IS NULL AND bio = '' AND locked_at IS NOT NULL AND email LIKE '%@deleted.invalid'));

CREATE INDEX account_deletion_idx ON identity.account (deletion_at) WHERE deletion_at IS NOT NULL AND deleted_at IS NULL;
