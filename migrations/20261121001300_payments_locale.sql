-- The language of whoever pays: of the page they come back to, of the provider's page, of the receipt.
ALTER TABLE payments.intents ADD COLUMN locale text NOT NULL DEFAULT 'fr' CHECK (locale IN ('fr', 'en'));
