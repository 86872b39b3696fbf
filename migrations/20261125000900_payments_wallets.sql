-- A payment may fill a merchant's wallet.
ALTER TABLE payments.intents DROP CONSTRAINT intents_credit_code_check;
ALTER TABLE payments.intents ADD CONSTRAINT intents_credit_code_check CHECK (credit_code IN ('escrow', 'payable', 'merchant_wallet'));
