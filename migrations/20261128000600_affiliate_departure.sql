-- People and merchants who are gone: the account of an influencer was erased, nobody belongs to the organisation of a merchant any more.
-- Their rows stay, for what the books say of them; what was said of them as a person goes.
ALTER TABLE affiliate.influencers ADD COLUMN gone_at timestamptz,
    ADD CONSTRAINT influencers_gone_unlisted CHECK (gone_at IS NULL OR state <> 'listed');
ALTER TABLE affiliate.merchants ADD COLUMN gone_at timestamptz,
    ADD CONSTRAINT merchants_gone_unlisted CHECK (gone_at IS NULL OR state <> 'listed');
CREATE INDEX influencers_gone ON affiliate.influencers (account_id) WHERE gone_at IS NOT NULL;
CREATE INDEX merchants_gone ON affiliate.merchants (organisation_id) WHERE gone_at IS NOT NULL;
-- Those whose members are looked for when somebody leaves.
CREATE INDEX merchants_there ON affiliate.merchants (organisation_id) WHERE gone_at IS NULL;

-- How somebody pays tax is only added to, as long as they are there. Statements keep what was said when they were issued.
CREATE FUNCTION affiliate.keep_tax_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM affiliate.influencers i WHERE i.account_id = OLD.account_id AND i.gone_at IS NOT NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE FUNCTION affiliate.keep_merchant_tax_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM affiliate.merchants m WHERE m.organisation_id = OLD.organisation_id AND m.gone_at IS NOT NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
DROP TRIGGER tax_profiles_keep ON affiliate.tax_profiles;
CREATE TRIGGER tax_profiles_keep BEFORE UPDATE OR DELETE ON affiliate.tax_profiles
    FOR EACH ROW EXECUTE FUNCTION affiliate.keep_tax_profile();
DROP TRIGGER merchant_tax_profiles_keep ON affiliate.merchant_tax_profiles;
CREATE TRIGGER merchant_tax_profiles_keep BEFORE UPDATE OR DELETE ON affiliate.merchant_tax_profiles
    FOR EACH ROW EXECUTE FUNCTION affiliate.keep_merchant_tax_profile();

-- Whether a statement of a partnership is still to come: one waits, a commission may yet become payable, or something of it was booked in a
-- month of which nobody noted the statements yet.
CREATE FUNCTION affiliate.awaits_statement(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM affiliate.statements_due d WHERE d.partnership_id = wanted)
        OR EXISTS (SELECT FROM affiliate.commissions c WHERE c.partnership_id = wanted AND c.matured_at IS NULL
                   AND (c.booked_minor > 0 OR c.booked_minor < c.owed_minor - c.capped_minor))
        OR EXISTS (SELECT FROM affiliate.commissions c JOIN affiliate.commission_entries e ON e.commission_id = c.id
                   WHERE c.partnership_id = wanted
                     AND NOT EXISTS (SELECT FROM affiliate.statement_months m
                                     WHERE m.month = date_trunc('month', e.created_at AT TIME ZONE 'UTC')::date))
$$;
