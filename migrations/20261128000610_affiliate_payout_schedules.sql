-- Payouts that partners do not ask for each time: off unless the influencer switches them on, for one partnership.
CREATE TABLE affiliate.payout_schedules (
    partnership_id uuid PRIMARY KEY REFERENCES affiliate.partnerships (id) ON DELETE RESTRICT,
    every          text NOT NULL CHECK (every IN ('week', 'month')),
    -- The first day of the last week or month that is done: asked for, nothing to ask for, or refused. That of the choice, to begin with.
    done_on        date NOT NULL,
    created_at     timestamptz NOT NULL
);
CREATE INDEX payout_schedules_due ON affiliate.payout_schedules (every, partnership_id, done_on);

-- For which week or month a payout was asked for by itself: once.
ALTER TABLE affiliate.payouts ADD COLUMN scheduled_on date,
    ADD CONSTRAINT payouts_scheduled_once UNIQUE (partnership_id, scheduled_on);
