-- What the tax rules of Morocco and France say of commissions, and the statements of what partners earned.

-- Reviewed data, not advice. A rule is never changed: it ends (valid_to) in a later migration, and another one begins.
CREATE TABLE affiliate.tax_rules (
    id              text PRIMARY KEY CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(id) <= 60),
    kind            text NOT NULL CHECK (kind IN ('withholding', 'vat', 'no_vat', 'contract')),
    -- Of the merchant; any, if none.
    payer_country   text CHECK (payer_country ~ '^[A-Z]{2}$'),
    -- Of the partner.
    regimes         text[] NOT NULL CHECK (cardinality(regimes) > 0),
    -- From which sum in a year of the calendar, between one payer and one payee; from the first, if none.
    threshold_minor bigint CHECK (threshold_minor > 0),
    currency        text CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    -- Of what is above the threshold alone, or of everything.
    rate_bp         integer CHECK (rate_bp BETWEEN 1 AND 10000),
    legal_ref       text NOT NULL CHECK (length(legal_ref) BETWEEN 3 AND 200),
    -- Where it was read, when, how sure it is, and which accountant looked at it.
    source          text NOT NULL CHECK (length(source) BETWEEN 3 AND 300),
    checked_on      date NOT NULL,
    certainty       text NOT NULL CHECK (certainty IN ('documented', 'from_memory')),
    reviewer        text CHECK (length(reviewer) BETWEEN 3 AND 120),
    valid_from      date NOT NULL,
    valid_to        date CHECK (valid_to > valid_from),
    CONSTRAINT tax_rules_threshold CHECK ((threshold_minor IS NULL) = (currency IS NULL)),
    CONSTRAINT tax_rules_rate CHECK ((kind IN ('withholding', 'vat')) = (rate_bp IS NOT NULL)),
    CONSTRAINT tax_rules_contract CHECK (kind <> 'contract' OR threshold_minor IS NOT NULL)
);
INSERT INTO affiliate.tax_rules
    (id, kind, payer_country, regimes, threshold_minor, currency, rate_bp, legal_ref, source, checked_on, certainty, valid_from) VALUES
    ('ma-auto-entrepreneur', 'withholding', 'MA', '{ma_auto_entrepreneur}', 8000000, 'MAD', 3000,
     'CGI (Maroc), art. 73-II-G-8°: 30 % of what is above 80 000 DH a year with the same client, finally',
     'DGI, note circulaire 733', '2026-08-21', 'documented', '2023-01-01'),
    ('ma-individual', 'withholding', 'MA', '{ma_individual}', NULL, NULL, 1000,
     'CGI (Maroc), art. 15 bis and 45 bis: rémunérations allouées à des tiers, commissions included, on the amount without VAT',
     'Loi de finances 2023; the rate of 10 % is from memory', '2026-08-21', 'from_memory', '2023-01-01'),
    ('ma-abroad', 'withholding', 'MA', '{abroad,fr_exempt,fr_vat}', NULL, NULL, 1000,
     'CGI (Maroc), art. 15: products paid to non-residents, gross, where no treaty says less',
     'CGI 2026', '2026-08-21', 'documented', '2023-01-01'),
    ('ma-vat', 'vat', NULL, '{ma_company}', NULL, NULL, 2000,
     'CGI (Maroc), art. 98: normal rate', 'VAT reform 2024-26: two rates since 2026', '2026-08-21', 'documented', '2026-01-01'),
    ('ma-auto-entrepreneur-vat', 'no_vat', NULL, '{ma_auto_entrepreneur}', NULL, NULL, NULL,
     'CGI (Maroc), art. 91: auto-entrepreneurs are exempt', 'CGI 2026', '2026-08-21', 'from_memory', '2023-01-01'),
    ('fr-vat', 'vat', NULL, '{fr_vat}', NULL, NULL, 2000,
     'CGI (France), art. 278: normal rate', 'CGI', '2026-08-21', 'from_memory', '2014-01-01'),
    ('fr-exempt', 'no_vat', NULL, '{fr_exempt}', NULL, NULL, NULL,
     'TVA non applicable, art. 293 B du CGI (France)', 'CGI', '2026-08-21', 'from_memory', '2014-01-01'),
    ('fr-contract', 'contract', NULL, '{fr_exempt,fr_vat}', 100000, 'EUR', NULL,
     'Loi 2023-451 (France), art. 8; décret 2025-1137: written contract from 1 000 € per advertiser and year, what is given in kind included',
     'Légifrance', '2026-08-21', 'documented', '2026-01-01'),
    ('fr-contract-payer', 'contract', 'FR', '{ma_auto_entrepreneur,ma_individual,ma_company,abroad,unknown}', 100000, 'EUR', NULL,
     'Loi 2023-451 (France), art. 8; décret 2025-1137: written contract from 1 000 € per advertiser and year, what is given in kind included',
     'Légifrance', '2026-08-21', 'documented', '2026-01-01');

-- How a partner pays tax, in their own words. The one with the highest version is in force; all stay.
CREATE TABLE affiliate.tax_profiles (
    account_id uuid NOT NULL REFERENCES affiliate.influencers (account_id) ON DELETE RESTRICT,
    version    integer NOT NULL CHECK (version >= 1),
    regime     text NOT NULL CHECK (regime IN ('ma_auto_entrepreneur', 'ma_individual', 'ma_company', 'fr_exempt', 'fr_vat', 'abroad')),
    -- The ICE in Morocco, SIREN or SIRET in France.
    number     text CHECK (length(number) BETWEEN 1 AND 40),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, version)
);
CREATE TRIGGER tax_profiles_keep BEFORE UPDATE OR DELETE ON affiliate.tax_profiles FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

-- The last number of each merchant's series: raised in the transaction that issues, so that none is missing.
CREATE TABLE affiliate.statement_series (
    organisation_id uuid PRIMARY KEY REFERENCES affiliate.merchants (organisation_id) ON DELETE RESTRICT,
    last            integer NOT NULL CHECK (last >= 1)
);

-- What became payable to a partner in a month, less what was taken back of it. Names and regime as they were when it was issued.
CREATE TABLE affiliate.statements (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES affiliate.merchants (organisation_id) ON DELETE RESTRICT,
    partnership_id  uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    number          integer NOT NULL CHECK (number >= 1),
    -- Its first day, in UTC.
    month           date NOT NULL CHECK (extract(day FROM month) = 1),
    currency        text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    total_minor     bigint NOT NULL,
    -- Of the year until this month, this one not included.
    before_minor    bigint NOT NULL,
    merchant_name   text NOT NULL,
    payer_country   text NOT NULL,
    influencer_name text NOT NULL,
    payee_country   text NOT NULL,
    regime          text NOT NULL,
    tax_number      text,
    -- A day each: how many commissions, what became payable, what was taken back.
    lines           jsonb NOT NULL CHECK (jsonb_typeof(lines) = 'array'),
    -- What the rules of that day say of it. Nothing of it is deducted.
    taxes           jsonb NOT NULL CHECK (jsonb_typeof(taxes) = 'array'),
    issued_at       timestamptz NOT NULL,
    CONSTRAINT statements_number UNIQUE (organisation_id, number),
    CONSTRAINT statements_one UNIQUE (partnership_id, month)
);
CREATE INDEX statements_of_merchant ON affiliate.statements (organisation_id, issued_at DESC, id DESC);
CREATE INDEX statements_of_partnership ON affiliate.statements (partnership_id, issued_at DESC, id DESC);
CREATE TRIGGER statements_keep BEFORE UPDATE OR DELETE ON affiliate.statements FOR EACH ROW EXECUTE FUNCTION affiliate.keep();
CREATE TRIGGER statements_keep_all BEFORE TRUNCATE ON affiliate.statements EXECUTE FUNCTION affiliate.keep();

-- Whose commissions changed in a month.
CREATE INDEX commission_entries_by_time ON affiliate.commission_entries (created_at, commission_id);
