SELECT v.id, v.kind, v.external_id, v.currency, v.amount_minor, f.refunded AS "refunded_minor!", v.occurred_at AS "occurred_at: _"
FROM affiliate.counted c
JOIN affiliate.conversions v ON v.id = c.conversion_id
CROSS JOIN LATERAL (SELECT coalesce(sum(r.refunded_minor), 0)::bigint AS refunded
                    FROM affiliate.counted r WHERE r.conversion_id = c.conversion_id AND r.partnership_id IS NULL) f
WHERE c.program_id = $1 AND c.partnership_id IS NULL AND c.is_told AND c.at >= $6 AND c.at < $7
  AND ($8::timestamptz IS NULL OR (c.at, c.conversion_id) < ($8, $9))
  AND ($2::text IS NULL OR v.lines @> jsonb_build_array(jsonb_build_object('product_id', $2)))
  AND ($11::text IS NULL OR v.kind = $11)
  AND ($3::text IS NULL OR c.country = $3) AND ($4::text IS NULL OR c.device = $4)
  AND ($5::text IS NULL OR c.origin = $5)
ORDER BY c.at DESC, c.conversion_id DESC LIMIT $10
