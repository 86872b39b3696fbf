-- In the order of a number, from the highest. Planned with the values: an absent filter costs nothing, and each order walks its index.
SELECT p.key AS "key!", p.product_id AS "id!"
FROM (SELECT product_id, organisation_id, category_id, currency, price_minor, countries, document,
             CASE $1::text
                 WHEN 'price-down' THEN price_minor
                 WHEN 'price-up' THEN -price_minor
                 ELSE listed_key
             END AS key
      FROM affiliate.market_products) p
WHERE ($2::text IS NULL OR p.document @@ affiliate.search_query($2))
  AND ($3::uuid IS NULL OR p.category_id = $3)
  AND ($4::text IS NULL OR p.countries @> ARRAY[$4])
  AND ($5::text IS NULL OR p.currency = $5)
  AND ($6::bigint IS NULL OR p.price_minor >= $6)
  AND ($7::bigint IS NULL OR p.price_minor <= $7)
  AND ($8::uuid IS NULL OR p.organisation_id = $8)
  AND ($9::bigint IS NULL OR (p.key, p.product_id) < ($9, $10::uuid))
ORDER BY p.key DESC, p.product_id DESC
LIMIT $11
