SELECT v.id, v.kind, v.external_id, v.currency, v.amount_minor, f.refunded AS "refunded_minor!", v.occurred_at AS "occurred_at: _"
FROM unnest($1::uuid[]) AS s (id)
CROSS JOIN LATERAL (
    SELECT c.conversion_id, c.at
    FROM affiliate.counted c JOIN affiliate.conversions o ON o.id = c.conversion_id
    WHERE c.partnership_id = s.id AND c.is_told AND c.at >= $8 AND c.at < $9
      AND ($10::timestamptz IS NULL OR (c.at, c.conversion_id) < ($10, $11))
      AND ($2::uuid IS NULL OR c.link_id = $2)
      AND ($3::text IS NULL OR o.lines @> jsonb_build_array(jsonb_build_object('product_id', $3)))
      AND ($13::text IS NULL OR o.kind = $13)
      AND ($4::text IS NULL OR c.country = $4) AND ($5::text IS NULL OR c.device = $5)
      AND ($6::text IS NULL OR c.post = $6) AND ($7::text IS NULL OR c.origin = $7)
    ORDER BY c.at DESC, c.conversion_id DESC LIMIT $12
) c
JOIN affiliate.conversions v ON v.id = c.conversion_id
CROSS JOIN LATERAL (SELECT coalesce(sum(r.refunded_minor), 0)::bigint AS refunded
                    FROM affiliate.counted r WHERE r.conversion_id = c.conversion_id AND r.partnership_id IS NULL) f
ORDER BY c.at DESC, c.conversion_id DESC LIMIT $12
