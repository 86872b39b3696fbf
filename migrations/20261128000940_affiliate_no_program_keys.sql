-- What shops tell by the thousand locks the row of its program each time that the foreign key is looked at; many at once make a list of who
-- holds it (a multixact) for every row written, a seventh of what keeping a report takes. Nothing deletes a program, and whoever keeps a report
-- has read it just before (`Affiliate::shop`): the check is worth less than it costs here. All other keys stay.
ALTER TABLE affiliate.conversions DROP CONSTRAINT conversions_program_id_fkey;
ALTER TABLE affiliate.refunds DROP CONSTRAINT refunds_program_id_fkey;
ALTER TABLE affiliate.customers DROP CONSTRAINT customers_program_id_fkey;
