-- Whether what an entry moved was payable: it became so, or was taken back of what was. Until now this was guessed by comparing instants,
-- which are those at which transactions began: a refund that waited for a lock while its commission became payable was left out of every
-- statement. Whoever writes an entry says it now. Nothing (NULL) of who still runs an older program: then the instants say it, as before.
ALTER TABLE affiliate.commission_entries ADD COLUMN of_payable boolean;

ALTER TABLE affiliate.commission_entries DISABLE TRIGGER commission_entries_keep;
UPDATE affiliate.commission_entries e
SET of_payable = e.kind = 'commission-matured' OR coalesce(e.created_at > c.matured_at, false)
FROM affiliate.commissions c WHERE c.id = e.commission_id;
ALTER TABLE affiliate.commission_entries ENABLE TRIGGER commission_entries_keep;
