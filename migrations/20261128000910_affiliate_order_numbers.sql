-- Of two indexes that seem to cost the same PostgreSQL takes the one that was made last. While conversions are few the one of a program's
-- conversions seems as good as that of their numbers; plans made then are kept, and would read a whole program for every number. Where there
-- are conversions already, statistics tell the two apart.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM affiliate.conversions) THEN
        ALTER TABLE affiliate.conversions DROP CONSTRAINT conversions_external;
        ALTER TABLE affiliate.conversions ADD CONSTRAINT conversions_external UNIQUE (program_id, kind, external_id);
    END IF;
END
$$;
