-- What is made payable stays what it is: nothing is never made payable, and what was waits for no wallet.

-- Commissions of nothing, of partners who are credited no more, were marked as payable: their conversions could be decided no more.
UPDATE affiliate.commissions c SET matured_at = NULL
WHERE c.matured_at IS NOT NULL AND c.booked_minor = 0
  AND NOT EXISTS (SELECT FROM affiliate.commission_entries e WHERE e.commission_id = c.id AND e.kind = 'commission-matured');

-- What a cap left out of a commission before it was payable stays left out.
UPDATE affiliate.commissions SET capped_minor = owed_minor - booked_minor
WHERE matured_at IS NOT NULL AND booked_minor < owed_minor - capped_minor;

DROP INDEX affiliate.commissions_to_mature;
CREATE INDEX commissions_to_mature ON affiliate.commissions (matures_at, id)
    WHERE matured_at IS NULL AND booked_minor > 0 AND booked_minor >= owed_minor - capped_minor;
DROP INDEX affiliate.commissions_held;
CREATE INDEX commissions_held ON affiliate.commissions (partnership_id, matures_at, id) WHERE matured_at IS NULL AND booked_minor > 0;
-- Whether something of a program waits is asked with every sale.
CREATE INDEX commissions_unpaid_of ON affiliate.commissions (partnership_id) WHERE booked_minor < owed_minor - capped_minor;

-- From where an unsigned order was said, as a keyed hash: how many things one address says of an order is bounded. Forgotten as soon as it
-- is decided.
ALTER TABLE affiliate.pixel_reports ADD COLUMN said_by bytea CHECK (length(said_by) = 16);
