-- Money that is asked for only when whoever opened the intent calls for it: until then the payer's means are kept at the provider (a card)
-- or here (the number of a wallet), and nothing is taken.
ALTER TABLE payments.intents
    -- Until when it can be called for; none of one that is paid at once.
    ADD COLUMN on_call_until timestamptz,
    -- The attempt that kept the payer's means.
    ADD COLUMN secured_by    uuid REFERENCES payments.attempts (id),
    ADD COLUMN called_at     timestamptz,
    DROP CONSTRAINT intents_state_check,
    ADD CONSTRAINT intents_state_check CHECK (state IN
        ('requires_action', 'processing', 'secured', 'succeeded', 'cancelled', 'expired', 'conflicted')),
    ADD CONSTRAINT intents_on_call CHECK (on_call_until IS NOT NULL OR num_nonnulls(secured_by, called_at) = 0),
    ADD CONSTRAINT intents_secured CHECK (state <> 'secured' OR (secured_by IS NOT NULL AND called_at IS NULL)),
    ADD CONSTRAINT intents_called CHECK (called_at IS NULL OR secured_by IS NOT NULL),
    -- Nothing is taken before it is called for.
    ADD CONSTRAINT intents_paid_on_call CHECK (state <> 'succeeded' OR on_call_until IS NULL OR called_at IS NOT NULL);
DROP INDEX payments.intents_open;
CREATE INDEX intents_open ON payments.intents (expires_at) WHERE state IN ('requires_action', 'processing', 'secured');

ALTER TABLE payments.attempts
    -- Of a collection whose payer is away: the attempt that kept the means.
    ADD COLUMN charges uuid REFERENCES payments.attempts (id),
    DROP CONSTRAINT attempts_kind_check,
    ADD CONSTRAINT attempts_kind_check CHECK (kind IN ('collect', 'refund', 'payout', 'save')),
    DROP CONSTRAINT attempts_kind,
    ADD CONSTRAINT attempts_kind CHECK ((kind IN ('collect', 'save')) = (intent_id IS NOT NULL)),
    DROP CONSTRAINT attempts_state_check,
    ADD CONSTRAINT attempts_state_check CHECK (state IN
        ('created', 'sent', 'unknown', 'pending', 'charged', 'saved', 'failed', 'integrity_failure')),
    DROP CONSTRAINT attempts_decided,
    ADD CONSTRAINT attempts_decided CHECK (
        (state IN ('charged', 'saved', 'failed', 'integrity_failure')) = (decided_at IS NOT NULL)),
    ADD CONSTRAINT attempts_saved CHECK (
        CASE WHEN kind = 'save' THEN state NOT IN ('charged', 'integrity_failure') AND booked_minor = 0 ELSE state <> 'saved' END),
    ADD CONSTRAINT attempts_charges CHECK (charges IS NULL OR kind = 'collect');
