-- Agents take cash for payers.
ALTER TABLE identity.account_role DROP CONSTRAINT account_role_role_check;
ALTER TABLE identity.account_role ADD CONSTRAINT account_role_role_check
    CHECK (role IN ('viewer', 'director', 'producer', 'agent', 'moderator', 'admin'));
