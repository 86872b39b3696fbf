-- What was asked for one account of the ledger: the escrow of a project.
CREATE INDEX intents_credit ON payments.intents (credit_owner, credit_code, currency);
