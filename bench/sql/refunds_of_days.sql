INSERT INTO affiliate.refunds (id, program_id, external_id, sale_id, currency, amount_minor, occurred_at, received_at, request_hash)
SELECT gen_random_uuid(), program_id, 'r-' || external_id, external_id, currency, 1000, occurred_at + interval '1 day', occurred_at + interval '1 day',
       request_hash
FROM affiliate.conversions WHERE kind = 'sale' AND external_id LIKE '%7'
