-- What a tier asks of its backers once they paid: where to send it, and one question of the creator's.
ALTER TABLE crowdfunding.tiers
    ADD COLUMN asks_address boolean NOT NULL DEFAULT false,
    ADD COLUMN question text CHECK (length(question) BETWEEN 3 AND 200);

-- What a backer chose stays what it was, with what it asks.
CREATE TRIGGER tiers_keep_asked BEFORE UPDATE OF asks_address, question ON crowdfunding.tiers
    FOR EACH ROW WHEN (OLD.taken > 0 AND (OLD.asks_address, OLD.question) IS DISTINCT FROM (NEW.asks_address, NEW.question))
    EXECUTE FUNCTION crowdfunding.keep_taken();

-- What backers answered, sealed: only the program reads it, for the backer and, once the project succeeded, for its creator.
CREATE TABLE crowdfunding.deliveries (
    pledge_id  uuid PRIMARY KEY REFERENCES crowdfunding.pledges (id) ON DELETE CASCADE,
    sealed     bytea NOT NULL CHECK (length(sealed) BETWEEN 1 AND 16384),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Whose answer is missing is asked for it once.
ALTER TABLE crowdfunding.pledges ADD COLUMN delivery_asked_at timestamptz;

-- From when on answers do not change any more: the creator sends things out.
ALTER TABLE crowdfunding.projects ADD COLUMN deliveries_closed_at timestamptz;
