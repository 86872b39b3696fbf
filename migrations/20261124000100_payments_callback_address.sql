-- Where callbacks come from that are not a provider's, or speak of nothing of ours: as a keyed hash, so that one address cannot fill the
-- table, and so that they go sooner.
ALTER TABLE payments.callbacks ADD COLUMN address_hash bytea CHECK (length(address_hash) = 16);
CREATE INDEX callbacks_suspects ON payments.callbacks (address_hash, received_at) WHERE address_hash IS NOT NULL;
