-- What is priced in one currency and charged in another, because the provider does not have the first: the price, and the rate that was
-- told to the payer, beside the amount that the provider is asked for.
ALTER TABLE payments.attempts
    ADD COLUMN priced_minor    bigint CHECK (priced_minor BETWEEN 1 AND 1000000000000),
    ADD COLUMN priced_currency text CHECK (priced_currency IN ('XOF', 'MAD', 'EUR')),
    -- What of the amount is our margin on the rate.
    ADD COLUMN spread_minor    bigint CHECK (spread_minor >= 0),
    -- Units of the price's currency for one of the charge's.
    ADD COLUMN exchange_rate   text CHECK (exchange_rate ~ '^[0-9]{1,9}(\.[0-9]{1,6})?$'),
    ADD COLUMN exchange_source text CHECK (length(exchange_source) BETWEEN 1 AND 200),
    ADD CONSTRAINT attempts_exchange CHECK (
        num_nonnulls(priced_minor, priced_currency, spread_minor, exchange_rate, exchange_source) IN (0, 5)),
    ADD CONSTRAINT attempts_two_currencies CHECK (priced_currency <> currency),
    ADD CONSTRAINT attempts_spread CHECK (spread_minor < amount_minor);
