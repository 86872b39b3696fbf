-- What is known of these pairs. $1: the program; $2 to $5: conversions, partnerships, their clicks, whose they are; $6: minutes within which
-- nobody is in two countries; $7: now.
--
-- What partners were credited with in a day is read once, however many pairs are theirs: the newest thousand, and the next, which counts
-- for a pair whose own case is among the thousand. Rows are looked up one by one (`OFFSET 0`): a plan made while tables were small would
-- read them whole later.
WITH pairs AS MATERIALIZED (
    SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[]) WITH ORDINALITY
                  AS p (conversion_id, partnership_id, click_id, customer, n)
), partners AS MATERIALIZED (
    SELECT w.partnership_id, s.account_id, l.*
    FROM (SELECT DISTINCT partnership_id FROM pairs) w
    CROSS JOIN LATERAL (SELECT o.account_id FROM affiliate.partnerships o WHERE o.id = w.partnership_id OFFSET 0) s
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE f.n <= 1000 AND f.is_of_hour) AS an_hour,
                               array_agg(DISTINCT f.customer) FILTER (WHERE f.n <= 1000 AND f.is_code_alone) AS customers,
                               min(f.created_at) FILTER (WHERE f.n > 1000) AS next_at,
                               (array_agg(f.id) FILTER (WHERE f.n > 1000))[1] AS next_id,
                               count(*) FILTER (WHERE f.n > 1000 AND f.is_of_hour) AS next_an_hour,
                               (array_agg(f.customer) FILTER (WHERE f.n > 1000 AND f.is_code_alone))[1] AS next_customer
                        FROM (SELECT f.id, f.created_at, f.created_at > $7::timestamptz - interval '1 hour' AS is_of_hour, f.is_code_alone,
                                     coalesce(f.customer, uuid_send(f.conversion_id)) AS customer,
                                     row_number() OVER (ORDER BY f.created_at DESC, f.id DESC) AS n
                              FROM affiliate.fraud_cases f
                              WHERE f.partnership_id = w.partnership_id AND f.created_at > $7::timestamptz - interval '1 day'
                                -- What the clicks of a day earn is nobody's order: it has none of these, and the others need no look.
                                AND (f.is_code_alone OR f.customer IS NOT NULL OR f.agent IS NOT NULL
                                     OR (SELECT o.kind FROM affiliate.conversions o WHERE o.id = f.conversion_id) <> 'clicks')) f
                        WHERE f.n <= 1001) l
)
SELECT l.account_id AS "account_id!", k.at AS "at?: _", k.country AS "country?", k.network AS "network?", k.paid AS "paid?",
       k.address AS "address?", k.agent AS "agent?", coalesce(b.partnership_id = p.partnership_id, false) AS "is_own!",
       b.mail_domain AS "mail_domain?", b.country AS "order_country?", near.clicks AS "same_address!",
       apart.countries AS "countries!",
       1 + l.an_hour + CASE WHEN own.is_of_hour THEN l.next_an_hour - 1 ELSE 0 END AS "conversions!",
       1 + coalesce(cardinality(l.customers), 0) - CASE WHEN p.customer = ANY (l.customers) THEN 1 ELSE 0 END
         + CASE WHEN own.is_of_hour IS NOT NULL AND l.next_customer <> p.customer
                     AND l.next_customer = ANY (l.customers) IS NOT TRUE THEN 1 ELSE 0 END::bigint AS "code_customers!",
       around.customers AS "address_customers!", around.devices AS "device_customers!", paces.count AS "paces!",
       paces.median AS "median?"
FROM pairs p
JOIN partners l ON l.partnership_id = p.partnership_id
LEFT JOIN affiliate.clicks k ON k.id = p.click_id
LEFT JOIN LATERAL (SELECT o.partnership_id, o.mail_domain, o.country FROM affiliate.fraud_buyers o
                   WHERE o.conversion_id = p.conversion_id OFFSET 0) b ON true
-- Its own case, where it is among the thousand.
LEFT JOIN LATERAL (SELECT f.created_at > $7::timestamptz - interval '1 hour' AS is_of_hour FROM affiliate.fraud_cases f
                   WHERE f.conversion_id = p.conversion_id AND f.partnership_id = p.partnership_id
                     AND f.created_at > $7::timestamptz - interval '1 day'
                     AND (l.next_at IS NULL OR (f.created_at, f.id) > (l.next_at, l.next_id)) OFFSET 0) own ON true
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
                    WHERE k.id IS NOT NULL
                      AND c.id = ANY (ARRAY(SELECT unnest(v.clicks) FROM affiliate.conversions v WHERE v.id = p.conversion_id))
                      AND c.at BETWEEN k.at - make_interval(mins => $6) AND k.at + make_interval(mins => $6)) apart
CROSS JOIN LATERAL (SELECT 1 + count(DISTINCT f.customer) AS customers,
                           1 + count(DISTINCT f.customer) FILTER (WHERE f.agent = k.agent) AS devices
                    FROM (SELECT f.agent, coalesce(f.customer, uuid_send(f.conversion_id)) AS customer
                          FROM affiliate.fraud_cases f
                          WHERE f.program_id = $1 AND f.address = k.address AND f.conversion_id <> p.conversion_id
                            AND f.created_at > $7::timestamptz - interval '1 day'
                          ORDER BY f.created_at DESC LIMIT 200) f
                    WHERE f.customer <> p.customer) around
ORDER BY p.n
