-- How partners and merchants are named on papers, mandates of self-billing, and the statements that wait for either.

-- From which part of its sum on a contract is said to come near, in hundredths of a percent.
ALTER TABLE affiliate.tax_rules ADD COLUMN warn_bp integer CHECK (warn_bp BETWEEN 1 AND 10000);
UPDATE affiliate.tax_rules SET warn_bp = 8000 WHERE kind = 'contract';
ALTER TABLE affiliate.tax_rules ADD CONSTRAINT tax_rules_warn CHECK ((kind = 'contract') = (warn_bp IS NOT NULL));

-- Nothing called the code that wrote profiles and statements before this, so there is no row of either: a column may go, and a new one
-- may be needed in every row.

-- Name, address, country and numbers, as they were typed and read.
ALTER TABLE affiliate.tax_profiles
    DROP COLUMN number,
    ADD COLUMN party jsonb NOT NULL CONSTRAINT tax_profiles_party CHECK (jsonb_typeof(party) = 'object');

-- The same of a merchant, who has no regime here: of a payer, the rules ask the country alone.
CREATE TABLE affiliate.merchant_tax_profiles (
    organisation_id uuid NOT NULL REFERENCES affiliate.merchants (organisation_id) ON DELETE RESTRICT,
    version         integer NOT NULL CHECK (version >= 1),
    party           jsonb NOT NULL CHECK (jsonb_typeof(party) = 'object'),
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, version)
);
CREATE TRIGGER merchant_tax_profiles_keep BEFORE UPDATE OR DELETE ON affiliate.merchant_tax_profiles
    FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

-- Whether merchants may write invoices in a partner's name. The highest version is in force; without a text, the mandate was withdrawn.
CREATE TABLE affiliate.invoice_mandates (
    account_id   uuid NOT NULL REFERENCES affiliate.influencers (account_id) ON DELETE RESTRICT,
    version      integer NOT NULL CHECK (version >= 1),
    text_version integer CHECK (text_version >= 1),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (account_id, version)
);
CREATE TRIGGER invoice_mandates_keep BEFORE UPDATE OR DELETE ON affiliate.invoice_mandates
    FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

-- Months of which every partnership that needs a statement was noted: nothing of them is looked for again.
CREATE TABLE affiliate.statement_months (
    month    date PRIMARY KEY CHECK (extract(day FROM month) = 1),
    noted_at timestamptz NOT NULL
);

-- Statements that are not issued yet, because one side did not say how it pays tax. The transaction that issues takes its row away.
CREATE TABLE affiliate.statements_due (
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    month          date NOT NULL,
    PRIMARY KEY (partnership_id, month)
);
CREATE INDEX statements_due_by_month ON affiliate.statements_due (month, partnership_id);

-- The last number of the invoices that a merchant wrote in a partner's name: whoever writes for several numbers each apart.
CREATE TABLE affiliate.invoice_series (
    organisation_id uuid NOT NULL REFERENCES affiliate.merchants (organisation_id) ON DELETE RESTRICT,
    account_id      uuid NOT NULL REFERENCES affiliate.influencers (account_id) ON DELETE RESTRICT,
    last            integer NOT NULL CHECK (last >= 1),
    PRIMARY KEY (organisation_id, account_id)
);

ALTER TABLE affiliate.statements
    DROP COLUMN tax_number,
    ADD COLUMN account_id uuid NOT NULL REFERENCES affiliate.influencers (account_id) ON DELETE RESTRICT,
    -- Both sides as they were when it was issued.
    ADD COLUMN payer jsonb NOT NULL CONSTRAINT statements_payer CHECK (jsonb_typeof(payer) = 'object'),
    ADD COLUMN payee jsonb NOT NULL CONSTRAINT statements_payee CHECK (jsonb_typeof(payee) = 'object'),
    -- Of an invoice: its number, and by which mandate.
    ADD COLUMN invoice_number integer CHECK (invoice_number >= 1),
    ADD COLUMN mandate_text integer,
    ADD COLUMN mandated_at timestamptz,
    ADD CONSTRAINT statements_mandate CHECK ((invoice_number IS NULL) = (mandate_text IS NULL)
                                             AND (invoice_number IS NULL) = (mandated_at IS NULL)),
    ADD CONSTRAINT statements_invoice UNIQUE (organisation_id, account_id, invoice_number);
CREATE INDEX statements_of_account ON affiliate.statements (account_id, issued_at DESC, id DESC);
