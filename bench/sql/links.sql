-- A merchant with an open program, a hundred partners in it, a thousand links each.
INSERT INTO affiliate.merchants (organisation_id, slug, name, about, country, state, created_at, updated_at)
VALUES ('01900000-0000-7000-8000-000000000001', 'bench', 'Bench', '-', 'MA', 'draft', now(), now());
INSERT INTO affiliate.programs (id, organisation_id, title, pitch, conditions, currency, hosts, admission, state, opened_at, created_at, updated_at)
VALUES ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000001', 'Bench', '', '', 'MAD', '{shop.example}', '{}',
        'open', now(), now(), now());
INSERT INTO affiliate.policies (program_id, version, body, created_by, created_at)
VALUES ('01900000-0000-7000-8000-000000000002', 1, '{"model":"last","coupon":"wins"}', '01900000-0000-7000-8000-000000000003', now());
INSERT INTO affiliate.groups (id, program_id, name, is_default, created_at)
VALUES ('01900000-0000-7000-8000-000000000004', '01900000-0000-7000-8000-000000000002', 'Bench', true, now());
INSERT INTO affiliate.terms (id, group_id, version, body, created_by, created_at)
VALUES ('01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000004', 1,
        '{"sales":null,"lead":{"amount_minor":1,"currency":"MAD"},"window_days":30,"holding_days":14,"minimum_payout":{"amount_minor":0,"currency":"MAD"},"cap":null}',
        '01900000-0000-7000-8000-000000000003', now());
INSERT INTO affiliate.influencers (account_id, slug, name, about, country, state, created_at, updated_at)
SELECT ('01900000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench-' || n, 'Bench ' || n, '-', 'MA', 'draft', now(), now()
FROM generate_series(0, 99) n;
INSERT INTO affiliate.partnerships (id, program_id, group_id, account_id, state, message, requested_at, decided_at)
SELECT ('01900000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, '01900000-0000-7000-8000-000000000002',
       '01900000-0000-7000-8000-000000000004', ('01900000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, 'active', '', now(), now()
FROM generate_series(0, 99) n;
INSERT INTO affiliate.links (id, partnership_id, key, label, destination, targets, created_at, updated_at)
SELECT ('01900000-0000-7000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('01900000-0000-7000-8002-' || lpad(to_hex(n % 100), 12, '0'))::uuid, 'k' || lpad(n::text, 6, '0'), '', 'https://shop.example/p/' || n,
       '[]', now(), now()
FROM generate_series(0, 99999) n;
ANALYZE affiliate.links, affiliate.partnerships;
SELECT count(*) FROM affiliate.links;
