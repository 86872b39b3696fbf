-- Bonuses: what the sales of a month (UTC) of a partnership reach. Each step that is reached is a conversion of its own, which no shop tells:
-- its number names the month, the partnership and the step, and its line says what was reached.
ALTER TABLE affiliate.conversions DROP CONSTRAINT conversions_kind_check;
ALTER TABLE affiliate.conversions ADD CONSTRAINT conversions_kind_check CHECK (kind IN ('lead', 'sale', 'clicks', 'bonus'));

-- Months of partnerships of which is decided what they reached.
CREATE TABLE affiliate.bonus_months (
    partnership_id uuid NOT NULL REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    -- Its first day.
    month          date NOT NULL CHECK (extract(day FROM month) = 1),
    decided_at     timestamptz NOT NULL,
    PRIMARY KEY (partnership_id, month)
);
CREATE TRIGGER bonus_months_keep BEFORE UPDATE OR DELETE ON affiliate.bonus_months FOR EACH ROW EXECUTE FUNCTION affiliate.keep();

-- Terms with bonuses.
CREATE INDEX terms_bonuses ON affiliate.terms (group_id, created_at) WHERE body -> 'bonuses' -> 0 IS NOT NULL;
