-- What fits the words best first, of the newest 5 000 that have them.
WITH candidate AS MATERIALIZED (
    SELECT p.product_id, p.title, p.document
    FROM affiliate.market_products p
    WHERE p.document @@ affiliate.search_query($1)
      AND ($2::uuid IS NULL OR p.category_id = $2)
      AND ($3::text IS NULL OR p.countries @> ARRAY[$3])
      AND ($4::text IS NULL OR p.currency = $4)
      AND ($5::bigint IS NULL OR p.price_minor >= $5)
      AND ($6::bigint IS NULL OR p.price_minor <= $6)
      AND ($7::uuid IS NULL OR p.organisation_id = $7)
    ORDER BY p.listed_key DESC, p.product_id DESC
    LIMIT 5000)
SELECT scored.key AS "key!", scored.product_id AS "id!"
FROM (SELECT c.product_id, affiliate.score(c.title, c.document, $1::text) AS key FROM candidate c) scored
WHERE $8::bigint IS NULL OR (scored.key, scored.product_id) < ($8, $9::uuid)
ORDER BY scored.key DESC, scored.product_id DESC
LIMIT $10
