SELECT k.id AS "id!", k.at AS "at!: jiff_sqlx::Timestamp", l.id AS link_id, l.key AS link_key, l.partnership_id, k.fault, k.device AS "device!",
       k.country, k.referrer, k.post, k.is_scan AS "is_scan!"
FROM affiliate.links l
CROSS JOIN LATERAL (
    SELECT c.id, c.at, c.fault, c.device, c.country, c.referrer, affiliate.post_of(c.subs) AS post, c.is_scan
    FROM affiliate.clicks c
    -- Of which name its post and its origin are, where that is asked.
    LEFT JOIN LATERAL (SELECT n.value FROM affiliate.named n
                       WHERE $6::text IS NOT NULL AND (n.partnership_id, n.day, n.dimension, n.value)
                           = (c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, 'post', affiliate.post_of(c.subs)) OFFSET 0) p ON true
    LEFT JOIN LATERAL (SELECT n.value FROM affiliate.named n
                       WHERE $7::text IS NOT NULL AND (n.partnership_id, n.day, n.dimension, n.value)
                           = (c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, 'origin', c.referrer) OFFSET 0) o ON true
    WHERE c.link_id = l.id AND c.id >= affiliate.least_id($8) AND c.id < coalesce($10, affiliate.least_id($9))
      AND ($4::text IS NULL OR coalesce(c.country, '') = $4) AND ($5::text IS NULL OR c.device = $5)
      AND ($6 IS NULL OR coalesce(p.value, CASE WHEN affiliate.post_of(c.subs) IS NULL THEN '' ELSE '…' END) = $6)
      AND ($7 IS NULL OR coalesce(o.value, CASE WHEN nullif(c.referrer, '') IS NULL THEN '' ELSE '…' END) = $7)
    ORDER BY c.id DESC LIMIT $11
) k
WHERE l.partnership_id = ANY ($1) AND ($2::uuid IS NULL OR l.id = $2) AND ($3::uuid IS NULL OR l.product_id = $3)
ORDER BY k.id DESC LIMIT $11
