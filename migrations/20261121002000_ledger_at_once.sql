-- Posting in one statement what is beyond doubt: journals of plain transfers, none of them known, on accounts that are open and stay
-- within their bounds in whatever order they are taken. Anything else is left to the program, which decides journal by journal.
--
-- Whether an account stays within its bounds is asked of the worst order: all its debits without any of its credits against the floor,
-- all its credits without any debit against the ceiling. So no journal is taken that would be refused by itself.
--
-- The order of locks is that of the program: the posting lock, then the accounts by id.
CREATE FUNCTION ledger.post_at_once(
    posting_lock bigint,
    ids uuid[], hashes bytea[], kinds text[], cause_kinds text[], cause_ids uuid[], event_ats timestamptz[], posted_at timestamptz,
    journal_ids uuid[], lines smallint[], debit_ids bigint[], credit_ids bigint[], currencies text[], amounts bigint[]
) RETURNS boolean LANGUAGE plpgsql
-- Planned once, and not by how small the tables were then: every row is found by an index.
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    PERFORM set_config('lock_timeout', '5s', true), pg_advisory_xact_lock_shared(posting_lock);
    PERFORM FROM ledger.accounts a WHERE a.id = ANY (debit_ids || credit_ids) ORDER BY a.id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM ledger.journals j WHERE j.id = ANY (ids)) THEN
        RETURN false;
    END IF;
    IF EXISTS (
        SELECT
        FROM (SELECT n.id, sum(n.debit) AS debits, sum(n.credit) AS credits
              FROM (SELECT d.id, d.amount AS debit, 0 AS credit FROM unnest(debit_ids, amounts) AS d (id, amount)
                    UNION ALL
                    SELECT c.id, 0, c.amount FROM unnest(credit_ids, amounts) AS c (id, amount)) AS n
              GROUP BY n.id) AS moved
        LEFT JOIN ledger.accounts a ON a.id = moved.id
        WHERE a.id IS NULL
           OR a.frozen
           OR a.credits_posted - a.debits_posted - a.debits_pending - moved.debits < a.floor_minor
           OR a.credits_posted + a.credits_pending - a.debits_posted + moved.credits > a.ceiling_minor
    ) THEN
        RETURN false;
    END IF;
    INSERT INTO ledger.journals (id, request_hash, kind, cause_kind, cause_id, event_at, created_at)
    SELECT n.id, n.request_hash, n.kind, n.cause_kind, n.cause_id, n.event_at, posted_at
    FROM unnest(ids, hashes, kinds, cause_kinds, cause_ids, event_ats)
         WITH ORDINALITY AS n (id, request_hash, kind, cause_kind, cause_id, event_at, place)
    ORDER BY n.place;
    INSERT INTO ledger.transfers (journal_id, line, kind, debit_id, credit_id, currency, amount_minor)
    SELECT n.journal_id, n.line, 'single', n.debit_id, n.credit_id, n.currency, n.amount
    FROM unnest(journal_ids, lines, debit_ids, credit_ids, currencies, amounts)
         AS n (journal_id, line, debit_id, credit_id, currency, amount);
    UPDATE ledger.accounts a
    SET debits_posted = a.debits_posted + moved.debits,
        credits_posted = a.credits_posted + moved.credits
    FROM (SELECT n.id, sum(n.debit)::bigint AS debits, sum(n.credit)::bigint AS credits
          FROM (SELECT d.id, d.amount AS debit, 0 AS credit FROM unnest(debit_ids, amounts) AS d (id, amount)
                UNION ALL
                SELECT c.id, 0, c.amount FROM unnest(credit_ids, amounts) AS c (id, amount)) AS n
          GROUP BY n.id) AS moved
    WHERE a.id = moved.id;
    RETURN true;
END
$$;
