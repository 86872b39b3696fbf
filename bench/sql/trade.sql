-- Two hundred merchants with an open program each, four thousand partners, twenty thousand links; two products each.
INSERT INTO affiliate.merchants (organisation_id, slug, name, about, country, state, created_at, updated_at)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench-' || n, 'Bench ' || n, '-', 'MA', 'draft', now(), now()
FROM generate_series(0, 199) n;
INSERT INTO affiliate.programs (id, organisation_id, title, pitch, conditions, currency, hosts, admission, state, opened_at, created_at, updated_at)
SELECT ('01900000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Bench', '',
       '', 'MAD', '{shop.example}', '{}', 'open', now(), now(), now()
FROM generate_series(0, 199) n;
INSERT INTO affiliate.policies (program_id, version, body, created_by, created_at)
SELECT id, 1, '{"model":"last","coupon":"wins"}', id, now() FROM affiliate.programs;
INSERT INTO affiliate.groups (id, program_id, name, is_default, created_at)
SELECT ('01900000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, ('01900000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, 'Bench', true, now()
FROM generate_series(0, 199) n;
INSERT INTO affiliate.terms (id, group_id, version, body, created_by, created_at)
SELECT ('01900000-0000-7000-8003-' || lpad(to_hex(n), 12, '0'))::uuid, ('01900000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, 1,
       '{"sales":null,"lead":{"amount_minor":1,"currency":"MAD"},"window_days":30,"holding_days":14,"minimum_payout":{"amount_minor":0,"currency":"MAD"},"cap":null}',
       ('01900000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, now()
FROM generate_series(0, 199) n;
INSERT INTO affiliate.influencers (account_id, slug, name, about, country, state, created_at, updated_at)
SELECT ('01900000-0000-7000-8004-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench-' || n, 'Bench ' || n, '-', 'MA', 'draft', now(), now()
FROM generate_series(0, 3999) n;
-- Partner n is in program n % 200: low numbers are followed most, and those of one program are spread over all popularities.
INSERT INTO affiliate.partnerships (id, program_id, group_id, account_id, state, message, requested_at, decided_at)
SELECT ('01900000-0000-7000-8005-' || lpad(to_hex(n), 12, '0'))::uuid, ('01900000-0000-7000-8001-' || lpad(to_hex(n % 200), 12, '0'))::uuid,
       ('01900000-0000-7000-8002-' || lpad(to_hex(n % 200), 12, '0'))::uuid, ('01900000-0000-7000-8004-' || lpad(to_hex(n), 12, '0'))::uuid,
       'active', '', now(), now()
FROM generate_series(0, 3999) n;
INSERT INTO affiliate.products (id, organisation_id, slug, title, description, category_id, currency, price_minor, stock_note, landing_url, state,
                                created_at, updated_at)
SELECT ('01900000-0000-7000-8006-' || lpad(to_hex(n), 12, '0'))::uuid, ('01900000-0000-7000-8000-' || lpad(to_hex(n % 200), 12, '0'))::uuid,
       'bench-' || n, 'Bench ' || n, '', (SELECT id FROM affiliate.categories ORDER BY id LIMIT 1), 'MAD', 10000, '', 'https://shop.example/', 'draft',
       now(), now()
FROM generate_series(0, 399) n;
INSERT INTO affiliate.links (id, partnership_id, key, label, destination, targets, product_id, created_at, updated_at)
SELECT ('01900000-0000-7000-8007-' || lpad(to_hex(n), 12, '0'))::uuid, ('01900000-0000-7000-8005-' || lpad(to_hex(n % 4000), 12, '0'))::uuid,
       'k' || lpad(n::text, 6, '0'), '', 'https://shop.example/p/' || n, '[]',
       CASE WHEN n % 2 = 0 THEN ('01900000-0000-7000-8006-' || lpad(to_hex(n % 200 + 200 * (n / 2 % 2)), 12, '0'))::uuid END, now(), now()
FROM generate_series(0, 19999) n;
ANALYZE affiliate.links, affiliate.partnerships, affiliate.programs;
