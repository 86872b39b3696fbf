-- For neighbours: which account has an address, and its language, for who knows the address already: its SHA-256, halved, never the address itself.
-- The names of encodings do not change: what PostgreSQL calls stable is the same for ever here.
CREATE FUNCTION identity.address_key(email text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT pg_catalog.substring(pg_catalog.sha256(pg_catalog.convert_to(email, 'UTF8')), 1, 16) $$;

CREATE INDEX account_address_key ON identity.account (identity.address_key(email));

CREATE VIEW identity_pub.address AS
SELECT a.id AS account_id,
       identity.address_key(a.email) AS address_key,
       a.locale
FROM identity.account a;
