SELECT k.id AS "id!", k.at AS "at!: jiff_sqlx::Timestamp", l.id AS link_id, l.key AS link_key, l.partnership_id, k.fault, k.device AS "device!",
       k.country, k.referrer, k.is_scan AS "is_scan!"
FROM affiliate.links l
CROSS JOIN LATERAL (
    SELECT c.id, c.at, c.fault, c.device, c.country, c.referrer, c.is_scan
    FROM affiliate.clicks c
    WHERE c.link_id = l.id AND c.id >= affiliate.least_id($6) AND c.id < coalesce($8, affiliate.least_id($7))
      AND ($4::text IS NULL OR coalesce(c.country, '') = $4) AND ($5::text IS NULL OR c.device = $5)
    ORDER BY c.id DESC LIMIT $9
) k
WHERE l.partnership_id = ANY ($1) AND ($2::uuid IS NULL OR l.id = $2) AND ($3::uuid IS NULL OR l.product_id = $3)
ORDER BY k.id DESC LIMIT $9
