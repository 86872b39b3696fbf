-- The shop of the merchant of links.sql: an owner with a key that only tracks (`gr_live_bench`), ten percent of sales, a code for each partner.
INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
VALUES ('01900000-0000-7000-8000-000000000003', 'shop@bench.example', 'Bench', 'fr', now(), now());
INSERT INTO identity.account_role (account_id, role, granted_at) VALUES ('01900000-0000-7000-8000-000000000003', 'viewer', now());
INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ('01900000-0000-7000-8000-000000000001', 'Bench', 'merchant', now());
INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at)
VALUES ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000003', 'owner', now());
INSERT INTO identity.api_key (id, account_id, name, hint, key_hash, scopes, created_at)
VALUES ('01900000-0000-7000-8000-000000000006', '01900000-0000-7000-8000-000000000003', 'Bench', 'ench', sha256('gr_live_bench'),
        '{sale_track}', now());
INSERT INTO affiliate.terms (id, group_id, version, body, created_by, created_at)
VALUES ('01900000-0000-7000-8000-000000000007', '01900000-0000-7000-8000-000000000004', 2,
        '{"sales":{"currency":"MAD","rules":[{"scope":"everything","pay":{"percent":1000},"repeat":"always"}]},"lead":null,"window_days":30,"holding_days":14,"minimum_payout":{"amount_minor":0,"currency":"MAD"},"cap":null}',
        '01900000-0000-7000-8000-000000000003', now());
-- A partner takes part, in the group, since yesterday.
INSERT INTO affiliate.partnership_spans (partnership_id, group_id, starts_at)
SELECT id, group_id, now() - interval '1 day' FROM affiliate.partnerships;
INSERT INTO affiliate.codes (id, program_id, partnership_id, code, starts_at, created_at)
SELECT ('01900000-0000-7000-8004-' || lpad(to_hex(n), 12, '0'))::uuid, '01900000-0000-7000-8000-000000000002',
       ('01900000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, 'BENCH' || n, now() - interval '1 day', now()
FROM generate_series(0, 99) n;
SELECT count(*) FROM affiliate.codes;
