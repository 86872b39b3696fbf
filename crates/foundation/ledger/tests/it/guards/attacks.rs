//! What each guard is there to refuse, as SQL that somebody with the database's own rights would run.

/// A guard that others make impossible to be the one that refuses: a key of accounts holds more, and transfers need it.
pub(super) const FOLLOWS: [&str; 1] = ["accounts_id_currency_key"];

/// What is right: nothing refuses it.
pub(super) const VOID: &str = "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'void', debit_id, credit_id, currency, amount_minor FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 0, v.journal_id, v.line, v.amount_minor, 0 FROM v";

/// The guard that refuses, and what it refuses.
pub(super) const ATTACKS: &[(&str, &str)] = &[
    ("accounts_keep", "UPDATE ledger.accounts SET code = 'cash' WHERE code = 'clearing'"),
    ("accounts_keep", "UPDATE ledger.accounts SET owner = 'stripe' WHERE code = 'clearing'"),
    ("accounts_keep", "UPDATE ledger.accounts SET currency = 'EUR' WHERE code = 'clearing'"),
    ("accounts_keep", "UPDATE ledger.accounts SET opened_at = now() WHERE code = 'clearing'"),
    ("accounts_stay", "DELETE FROM ledger.accounts"),
    ("accounts_stay", "TRUNCATE ledger.accounts CASCADE"),
    ("accounts_floor", "UPDATE ledger.accounts SET debits_posted = debits_posted + 31 WHERE code = 'escrow'"),
    ("accounts_floor", "UPDATE ledger.accounts SET debits_pending = debits_pending + 31 WHERE code = 'escrow'"),
    ("accounts_ceiling", "UPDATE ledger.accounts SET ceiling_minor = 89 WHERE code = 'escrow'"),
    ("accounts_debits_posted_check", "UPDATE ledger.accounts SET debits_posted = -1 WHERE code = 'clearing'"),
    ("accounts_credits_posted_check", "UPDATE ledger.accounts SET credits_posted = -1 WHERE code = 'clearing'"),
    ("accounts_debits_pending_check", "UPDATE ledger.accounts SET debits_pending = -1 WHERE code = 'clearing'"),
    ("accounts_credits_pending_check", "UPDATE ledger.accounts SET credits_pending = -1 WHERE code = 'clearing'"),
    ("accounts_code_owner_currency_key", "INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('clearing', 'paygate', 'XOF', now())"),
    ("accounts_code_check", "INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('savings', '', 'XOF', now())"),
    ("accounts_owner_check", "INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('cash', repeat('x', 37), 'XOF', now())"),
    ("accounts_currency_check", "INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('cash', 'x', 'USD', now())"),
    (
        "accounts_pkey",
        "INSERT INTO ledger.accounts (id, code, owner, currency, opened_at) OVERRIDING SYSTEM VALUE
         SELECT id, 'cash', 'x', 'EUR', now() FROM ledger.accounts LIMIT 1",
    ),
    (
        "journals_pkey",
        "INSERT INTO ledger.journals (id, seq, request_hash, kind, cause_kind, cause_id, event_at, created_at) OVERRIDING SYSTEM VALUE
         SELECT id, 99, request_hash, kind, cause_kind, cause_id, event_at, created_at FROM ledger.journals LIMIT 1",
    ),
    (
        "journals_seq_key",
        "INSERT INTO ledger.journals (id, seq, request_hash, kind, cause_kind, cause_id, event_at, created_at) OVERRIDING SYSTEM VALUE
         SELECT gen_random_uuid(), seq, request_hash, kind, cause_kind, cause_id, event_at, created_at FROM ledger.journals LIMIT 1",
    ),
    (
        "journals_seq_check",
        "INSERT INTO ledger.journals (id, seq, request_hash, kind, cause_kind, cause_id, event_at, created_at) OVERRIDING SYSTEM VALUE
         SELECT gen_random_uuid(), 0, request_hash, kind, cause_kind, cause_id, event_at, created_at FROM ledger.journals LIMIT 1",
    ),
    (
        "journals_request_hash_check",
        "INSERT INTO ledger.journals (id, seq, request_hash, kind, cause_kind, cause_id, event_at, created_at) OVERRIDING SYSTEM VALUE
         SELECT gen_random_uuid(), 99, '\\x00'::bytea, kind, cause_kind, cause_id, event_at, created_at FROM ledger.journals LIMIT 1",
    ),
    (
        "journals_kind_check",
        "INSERT INTO ledger.journals (id, seq, request_hash, kind, cause_kind, cause_id, event_at, created_at) OVERRIDING SYSTEM VALUE
         SELECT gen_random_uuid(), 99, request_hash, 'Not a word', cause_kind, cause_id, event_at, created_at FROM ledger.journals LIMIT 1",
    ),
    (
        "journals_cause_kind_check",
        "INSERT INTO ledger.journals (id, seq, request_hash, kind, cause_kind, cause_id, event_at, created_at) OVERRIDING SYSTEM VALUE
         SELECT gen_random_uuid(), 99, request_hash, kind, '', cause_id, event_at, created_at FROM ledger.journals LIMIT 1",
    ),
    ("journals_append_only", "UPDATE ledger.journals SET kind = 'other'"),
    ("journals_append_only", "DELETE FROM ledger.journals"),
    ("journals_append_only", "TRUNCATE ledger.journals CASCADE"),
    ("transfers_append_only", "UPDATE ledger.transfers SET amount_minor = 1"),
    ("transfers_append_only", "DELETE FROM ledger.transfers"),
    ("transfers_append_only", "TRUNCATE ledger.transfers CASCADE"),
    ("resolutions_append_only", "UPDATE ledger.resolutions SET posted_minor = 0"),
    ("resolutions_append_only", "DELETE FROM ledger.resolutions"),
    ("resolutions_append_only", "TRUNCATE ledger.resolutions"),
    ("checkpoints_append_only", "UPDATE ledger.checkpoints SET journals = 0"),
    ("checkpoints_append_only", "DELETE FROM ledger.checkpoints"),
    ("checkpoints_append_only", "TRUNCATE ledger.checkpoints"),
    ("transfers_two_accounts", "INSERT INTO ledger.transfers SELECT journal_id, 1, 'single', debit_id, debit_id, currency, 5 FROM ledger.transfers LIMIT 1"),
    ("transfers_amount_minor_check", "INSERT INTO ledger.transfers SELECT journal_id, 1, 'single', debit_id, credit_id, currency, 0 FROM ledger.transfers LIMIT 1"),
    ("transfers_amount_minor_check", "INSERT INTO ledger.transfers SELECT journal_id, 1, 'single', debit_id, credit_id, currency, 1000000000000001 FROM ledger.transfers LIMIT 1"),
    (
        "transfers_debit_id_currency_fkey",
        "WITH euro AS (INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('cash', 'paypal', 'EUR', now()) RETURNING id)
         INSERT INTO ledger.transfers SELECT t.journal_id, 1, 'single', euro.id, t.credit_id, t.currency, 5 FROM ledger.transfers t, euro LIMIT 1",
    ),
    (
        "transfers_credit_id_currency_fkey",
        "WITH euro AS (INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('cash', 'paypal', 'EUR', now()) RETURNING id)
         INSERT INTO ledger.transfers SELECT t.journal_id, 1, 'single', t.debit_id, euro.id, t.currency, 5 FROM ledger.transfers t, euro LIMIT 1",
    ),
    ("transfers_journal_id_fkey", "INSERT INTO ledger.transfers SELECT gen_random_uuid(), 0, 'single', debit_id, credit_id, currency, 5 FROM ledger.transfers LIMIT 1"),
    ("transfers_pkey", "INSERT INTO ledger.transfers SELECT journal_id, 0, 'single', debit_id, credit_id, currency, 5 FROM ledger.transfers LIMIT 1"),
    ("transfers_timeout", "INSERT INTO ledger.transfers SELECT journal_id, 1, 'single', debit_id, credit_id, currency, 5, now() FROM ledger.transfers LIMIT 1"),
    ("transfers_line_check", "INSERT INTO ledger.transfers SELECT journal_id, -1, 'single', debit_id, credit_id, currency, 5 FROM ledger.transfers LIMIT 1"),
    ("transfers_kind_check", "INSERT INTO ledger.transfers SELECT journal_id, 1, 'gift', debit_id, credit_id, currency, 5 FROM ledger.transfers LIMIT 1"),
    ("transfers_resolve", "INSERT INTO ledger.transfers SELECT journal_id, 1, 'void', debit_id, credit_id, currency, amount_minor FROM ledger.transfers WHERE kind = 'pending'"),
    // Between other accounts.
    (
        "resolutions_of_their_own",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'void', credit_id, debit_id, currency, amount_minor FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 0, v.journal_id, v.line, v.amount_minor, 0 FROM v",
    ),
    // Counted for what they are not.
    (
        "resolutions_of_their_own",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'void', debit_id, credit_id, currency, amount_minor FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 0, v.journal_id, v.line, v.amount_minor, v.amount_minor FROM v",
    ),
    (
        "resolutions_of_their_own",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'post', debit_id, credit_id, currency, 10 FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 0, v.journal_id, v.line, 60, 9 FROM v",
    ),
    (
        "resolutions_of_their_own",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'single', debit_id, credit_id, currency, 10 FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 0, v.journal_id, v.line, 60, 10 FROM v",
    ),
    // Of an amount that was not reserved.
    (
        "resolutions_of_their_own",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'void', debit_id, credit_id, currency, amount_minor FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 0, v.journal_id, v.line, v.amount_minor + 1, 0 FROM v",
    ),
    // Of itself, which is no reservation.
    (
        "resolutions_of_their_own",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'void', debit_id, credit_id, currency, amount_minor FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, v.line, v.journal_id, v.line, v.amount_minor, 0 FROM v",
    ),
    (
        "resolutions_at_most",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'post', debit_id, credit_id, currency, 61 FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 0, v.journal_id, v.line, 60, 61 FROM v",
    ),
    (
        "resolutions_at_most",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'post', debit_id, credit_id, currency, 1 FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 0, v.journal_id, v.line, 60, -1 FROM v",
    ),
    // Two voids of one reservation.
    (
        "resolutions_pkey",
        "WITH v AS (INSERT INTO ledger.transfers
                    SELECT journal_id, n, 'void', debit_id, credit_id, currency, amount_minor
                    FROM ledger.transfers, generate_series(1, 2) n WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions SELECT v.journal_id, 0, v.journal_id, v.line, v.amount_minor, 0 FROM v",
    ),
    // One void of two reservations.
    (
        "resolutions_journal_id_line_key",
        "WITH v AS (INSERT INTO ledger.transfers
                    SELECT journal_id, 1, 'void', debit_id, credit_id, currency, amount_minor
                    FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions SELECT v.journal_id, n, v.journal_id, v.line, v.amount_minor, 0 FROM v, generate_series(0, 1) n",
    ),
    (
        "resolutions_pending_journal_id_pending_line_fkey",
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, 1, 'void', debit_id, credit_id, currency, amount_minor FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, 9, v.journal_id, v.line, v.amount_minor, 0 FROM v",
    ),
    ("resolutions_journal_id_line_fkey", "INSERT INTO ledger.resolutions SELECT journal_id, line, journal_id, 9, amount_minor, 0 FROM ledger.transfers WHERE kind = 'pending'"),
    ("timeouts_pkey", "INSERT INTO ledger.timeouts SELECT journal_id, line, now() FROM ledger.transfers, generate_series(1, 2) WHERE kind = 'pending'"),
    ("timeouts_pending_journal_id_pending_line_fkey", "INSERT INTO ledger.timeouts VALUES (gen_random_uuid(), 0, now())"),
    ("checkpoints_pkey", "INSERT INTO ledger.checkpoints VALUES (7, 1, 1, decode(repeat('00', 32), 'hex'), now()), (7, 1, 1, decode(repeat('00', 32), 'hex'), now())"),
    ("checkpoints_seq_check", "INSERT INTO ledger.checkpoints VALUES (0, 1, 1, decode(repeat('00', 32), 'hex'), now())"),
    ("checkpoints_upto_seq_check", "INSERT INTO ledger.checkpoints VALUES (1, -1, 1, decode(repeat('00', 32), 'hex'), now())"),
    ("checkpoints_journals_check", "INSERT INTO ledger.checkpoints VALUES (1, 1, -1, decode(repeat('00', 32), 'hex'), now())"),
    ("checkpoints_hash_check", "INSERT INTO ledger.checkpoints VALUES (1, 1, 1, decode('00', 'hex'), now())"),
];
