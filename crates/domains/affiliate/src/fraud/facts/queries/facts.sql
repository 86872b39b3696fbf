-- What is known of these pairs. $1: the program; $2 to $5: conversions, partnerships, their clicks, whose they are; $6: minutes within which
-- nobody is in two countries; $7: now.
SELECT s.account_id AS "account_id!", k.at AS "at?: _", k.country AS "country?", k.network AS "network?", k.paid AS "paid?",
       k.address AS "address?", k.agent AS "agent?", coalesce(b.partnership_id = p.partnership_id, false) AS "is_own!",
       b.mail_domain AS "mail_domain?", b.country AS "order_country?", near.clicks AS "same_address!",
       apart.countries AS "countries!", lately.conversions AS "conversions!", lately.code_customers AS "code_customers!",
       around.customers AS "address_customers!", around.devices AS "device_customers!", paces.count AS "paces!",
       paces.median AS "median?"
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[]) WITH ORDINALITY
     AS p (conversion_id, partnership_id, click_id, customer, n)
JOIN affiliate.partnerships s ON s.id = p.partnership_id
JOIN affiliate.conversions v ON v.id = p.conversion_id
LEFT JOIN affiliate.clicks k ON k.id = p.click_id
LEFT JOIN affiliate.fraud_buyers b ON b.conversion_id = p.conversion_id
CROSS JOIN (SELECT count(*) AS count, percentile_disc(0.5) WITHIN GROUP (ORDER BY l.pace_s) AS median
            FROM (SELECT pace_s FROM affiliate.fraud_cases WHERE program_id = $1 AND pace_s IS NOT NULL
                  ORDER BY created_at DESC LIMIT 200) l) paces
CROSS JOIN LATERAL (SELECT count(*) AS clicks
                    FROM (SELECT c.address FROM affiliate.clicks c
                          WHERE c.link_id = k.link_id AND c.id < affiliate.least_id(k.at + interval '1 millisecond')
                            AND c.id >= affiliate.least_id(k.at - interval '1 hour')
                          ORDER BY c.id DESC LIMIT 2000) c
                    WHERE c.address = k.address) near
CROSS JOIN LATERAL (SELECT count(DISTINCT c.country) AS countries FROM affiliate.clicks c
                    WHERE c.id = ANY (v.clicks) AND c.at BETWEEN k.at - make_interval(mins => $6)
                                                             AND k.at + make_interval(mins => $6)) apart
CROSS JOIN LATERAL (SELECT 1 + count(*) FILTER (WHERE f.created_at > $7::timestamptz - interval '1 hour') AS conversions,
                           1 + count(DISTINCT f.customer) FILTER (WHERE f.is_code_alone AND f.customer <> p.customer) AS code_customers
                    FROM (SELECT f.created_at, f.is_code_alone, coalesce(f.customer, uuid_send(f.conversion_id)) AS customer
                          FROM affiliate.fraud_cases f
                          WHERE f.partnership_id = p.partnership_id AND f.conversion_id <> p.conversion_id
                            AND f.created_at > $7::timestamptz - interval '1 day'
                            -- What the clicks of a day earn is nobody's order.
                            AND (SELECT o.kind FROM affiliate.conversions o WHERE o.id = f.conversion_id) <> 'clicks'
                          ORDER BY f.created_at DESC, f.id DESC LIMIT 1000) f) lately
CROSS JOIN LATERAL (SELECT 1 + count(DISTINCT f.customer) AS customers,
                           1 + count(DISTINCT f.customer) FILTER (WHERE f.agent = k.agent) AS devices
                    FROM (SELECT f.agent, coalesce(f.customer, uuid_send(f.conversion_id)) AS customer
                          FROM affiliate.fraud_cases f
                          WHERE f.program_id = $1 AND f.address = k.address AND f.conversion_id <> p.conversion_id
                            AND f.created_at > $7::timestamptz - interval '1 day'
                          ORDER BY f.created_at DESC LIMIT 200) f
                    WHERE f.customer <> p.customer) around
ORDER BY p.n
