-- Clicks $1 to $2 of $3 that are spread over ninety days, in the order of their instants: the links by a law of powers, so that a tenth of
-- them has a third of the clicks; nine of ten from people.
WITH told AS (
    SELECT to_timestamp(floor(extract(epoch FROM now() - interval '91 days') + (n * 90 * 86400.0 / $3))) AS at,
           floor(20000 * power(random(), 2))::integer AS link, random() AS who, random() AS place, md5(n::text || random()::text) AS noise
    FROM generate_series($1::bigint, $2::bigint - 1) n
), new AS (
    INSERT INTO affiliate.clicks (id, at, link_id, partnership_id, terms_id, fault, device, country, language, referrer, address, agent, subs, is_scan)
    SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(noise, 1, 3) || '8' || substr(noise, 4, 15))::uuid, at,
           ('01900000-0000-7000-8007-' || lpad(to_hex(link), 12, '0'))::uuid,
           ('01900000-0000-7000-8005-' || lpad(to_hex(link % 4000), 12, '0'))::uuid,
           ('01900000-0000-7000-8003-' || lpad(to_hex(link % 200), 12, '0'))::uuid,
           CASE WHEN who < 0.08 THEN 'robot' WHEN who < 0.1 THEN 'prefetch' END,
           CASE WHEN who < 0.75 THEN 'phone' WHEN who < 0.95 THEN 'computer' ELSE 'tablet' END,
           (ARRAY['MA', 'MA', 'MA', 'MA', 'FR', 'FR', 'TG', 'CI', 'SN', 'BE'])[1 + floor(10 * place)::integer], 'fr', 'instagram.com',
           decode(substr(noise, 1, 16), 'hex'), decode(substr(noise, 20, 8), 'hex'), NULL, false
    FROM told
    RETURNING id, link_id
), numbered AS (
    SELECT n.id, l.product_id, row_number() OVER () AS place FROM new n JOIN affiliate.links l ON l.id = n.link_id
)
INSERT INTO affiliate.uncounted (clicks, products) SELECT array_agg(id), array_agg(product_id) FROM numbered GROUP BY place / 5000
