-- Where callbacks come from that nobody signed: a keyed hash of the address, or of the payment they speak of, so that neither fills the table.
ALTER TABLE payments.callbacks ADD COLUMN origin_hash bytea CHECK (length(origin_hash) = 16);
CREATE INDEX callbacks_origin ON payments.callbacks (origin_hash, received_at) WHERE origin_hash IS NOT NULL;
-- What turned out to be nothing of ours goes sooner.
CREATE INDEX callbacks_of_nothing ON payments.callbacks (received_at) WHERE verdict IN ('forged', 'unreadable', 'foreign');
-- A callback is looked up by the provider's reference, whatever was asked for by it.
CREATE INDEX attempts_provider_ref_any ON payments.attempts (provider, provider_ref, id) WHERE provider_ref IS NOT NULL;
