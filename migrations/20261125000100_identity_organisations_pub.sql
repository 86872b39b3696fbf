-- What other contexts may join of organisations: what they are and how they are called.
CREATE VIEW identity_pub.organisation AS
SELECT o.id,
       o.name,
       o.kind
FROM identity.organisation o;
