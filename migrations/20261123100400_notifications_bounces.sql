-- Letters that came back. An address is known by half of its SHA-256, with or without an account.
CREATE TABLE notifications.addresses (
    address_key         bytea PRIMARY KEY CHECK (length(address_key) = 16),
    -- Since when nothing arrives there, and what its server said.
    undeliverable_since timestamptz,
    status              text CHECK (char_length(status) <= 40),
    -- Its reader's provider passed a complaint on.
    complained_at       timestamptz,
    -- It was good again then: letters from before say nothing any more.
    cleared_at          timestamptz,
    CHECK ((undeliverable_since IS NULL) = (status IS NULL))
);

-- One row for what became of a letter, however often it is told.
CREATE TABLE notifications.bounces (
    address_key bytea NOT NULL REFERENCES notifications.addresses (address_key) ON DELETE CASCADE,
    letter_at   timestamptz NOT NULL,
    fate        text NOT NULL CHECK (fate IN ('permanent', 'passing', 'ours', 'complaint')),
    status      text NOT NULL CHECK (char_length(status) <= 40),
    reported_at timestamptz NOT NULL,
    PRIMARY KEY (address_key, letter_at, fate)
);
CREATE INDEX bounces_old ON notifications.bounces (reported_at);
