//! What PostgreSQL refuses by itself: each guard is tried without our code, and would let something through if it were gone.

use crate::support::{Stage, francs, journal, payable, pending};

async fn constraint(stage: &Stage, sql: &'static str) -> String {
    let error = stage.run(sql).await.unwrap_err();
    let database = error.as_database_error().unwrap();
    database.constraint().map_or_else(|| database.message().to_owned(), str::to_owned)
}

/// One posted, one reserved.
async fn filled() -> Stage {
    let stage = Stage::new().await;
    let from = stage.filled(100).await;
    stage.ledger.post(journal().with(pending(&from, &payable(), 60))).await.unwrap();
    stage.ledger.post(journal().moving(from, payable(), francs(10))).await.unwrap();
    stage
}

#[tokio::test]
async fn nothing_posted_is_changed_or_removed() {
    let stage = filled().await;
    for sql in [
        "UPDATE ledger.journals SET kind = 'other'",
        "DELETE FROM ledger.journals",
        "TRUNCATE ledger.journals CASCADE",
        "UPDATE ledger.transfers SET amount_minor = 1",
        "DELETE FROM ledger.transfers",
        "TRUNCATE ledger.transfers CASCADE",
        "UPDATE ledger.resolutions SET posted_minor = 0",
        "DELETE FROM ledger.resolutions",
        "TRUNCATE ledger.resolutions",
        "UPDATE ledger.checkpoints SET journals = 0",
        "DELETE FROM ledger.checkpoints",
        "TRUNCATE ledger.checkpoints",
        "DELETE FROM ledger.accounts",
        "TRUNCATE ledger.accounts CASCADE",
    ] {
        let refused = constraint(&stage, sql).await;
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn an_account_keeps_what_it_is_and_stays_within_its_bounds() {
    let stage = filled().await;
    for sql in [
        "UPDATE ledger.accounts SET code = 'cash' WHERE code = 'clearing'",
        "UPDATE ledger.accounts SET owner = 'stripe' WHERE code = 'clearing'",
        "UPDATE ledger.accounts SET currency = 'EUR' WHERE code = 'clearing'",
        "UPDATE ledger.accounts SET opened_at = now() WHERE code = 'clearing'",
    ] {
        let refused = constraint(&stage, sql).await;
        assert!(refused.contains("keeps its code"), "{sql}: {refused}");
    }
    for (sql, named) in [
        // 100 in, 10 out, 60 reserved: 30 are left.
        ("UPDATE ledger.accounts SET debits_posted = debits_posted + 31 WHERE code = 'escrow'", "accounts_floor"),
        ("UPDATE ledger.accounts SET debits_pending = debits_pending + 31 WHERE code = 'escrow'", "accounts_floor"),
        ("UPDATE ledger.accounts SET ceiling_minor = 89 WHERE code = 'escrow'", "accounts_ceiling"),
        ("UPDATE ledger.accounts SET debits_posted = -1 WHERE code = 'clearing'", "accounts_debits_posted_check"),
        ("UPDATE ledger.accounts SET credits_posted = -1 WHERE code = 'clearing'", "accounts_credits_posted_check"),
        ("UPDATE ledger.accounts SET debits_pending = -1 WHERE code = 'clearing'", "accounts_debits_pending_check"),
        ("UPDATE ledger.accounts SET credits_pending = -1 WHERE code = 'clearing'", "accounts_credits_pending_check"),
        (
            "INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('clearing', 'paygate', 'XOF', now())",
            "accounts_code_owner_currency_key",
        ),
        (
            "INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('savings', '', 'XOF', now())",
            "accounts_code_check",
        ),
        (
            "INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('cash', 'x', 'USD', now())",
            "accounts_currency_check",
        ),
    ] {
        assert_eq!(constraint(&stage, sql).await, named, "{sql}");
    }
}

#[tokio::test]
async fn a_transfer_is_of_one_currency_between_two_accounts_and_of_something() {
    let stage = filled().await;
    stage
        .run("INSERT INTO ledger.accounts (code, owner, currency, opened_at) VALUES ('cash', 'paypal', 'EUR', now())")
        .await
        .unwrap();
    for (sql, named) in [
        (
            "INSERT INTO ledger.transfers SELECT journal_id, 1, 'single', debit_id, debit_id, currency, 5 FROM ledger.transfers LIMIT 1",
            "transfers_two_accounts",
        ),
        (
            "INSERT INTO ledger.transfers SELECT journal_id, 1, 'single', debit_id, credit_id, currency, 0 FROM ledger.transfers LIMIT 1",
            "transfers_amount_minor_check",
        ),
        (
            "INSERT INTO ledger.transfers SELECT t.journal_id, 1, 'single', a.id, t.credit_id, t.currency, 5
             FROM ledger.transfers t, ledger.accounts a WHERE a.currency = 'EUR' LIMIT 1",
            "transfers_debit_id_currency_fkey",
        ),
        (
            "INSERT INTO ledger.transfers SELECT t.journal_id, 1, 'single', t.debit_id, a.id, t.currency, 5
             FROM ledger.transfers t, ledger.accounts a WHERE a.currency = 'EUR' LIMIT 1",
            "transfers_credit_id_currency_fkey",
        ),
        (
            "INSERT INTO ledger.transfers SELECT gen_random_uuid(), 0, 'single', debit_id, credit_id, currency, 5 FROM ledger.transfers LIMIT 1",
            "transfers_journal_id_fkey",
        ),
        (
            "INSERT INTO ledger.transfers SELECT journal_id, 0, 'single', debit_id, credit_id, currency, 5 FROM ledger.transfers LIMIT 1",
            "transfers_pkey",
        ),
        (
            "INSERT INTO ledger.transfers SELECT journal_id, 1, 'single', debit_id, credit_id, currency, 5, now() FROM ledger.transfers LIMIT 1",
            "transfers_timeout",
        ),
        (
            "INSERT INTO ledger.journals (id, request_hash, kind, cause_kind, cause_id, event_at, created_at)
             SELECT id, request_hash, kind, cause_kind, cause_id, event_at, created_at FROM ledger.journals LIMIT 1",
            "journals_pkey",
        ),
    ] {
        assert_eq!(constraint(&stage, sql).await, named, "{sql}");
    }
}

#[tokio::test]
async fn a_reservation_is_resolved_once_by_its_own_post_or_void() {
    let stage = filled().await;
    // By a transfer between other accounts, of more than was reserved, of what was no reservation.
    for sql in [
        "INSERT INTO ledger.resolutions SELECT p.journal_id, p.line, s.journal_id, s.line, p.amount_minor, s.amount_minor
         FROM ledger.transfers p, ledger.transfers s WHERE p.kind = 'pending' AND s.amount_minor = 10",
        "INSERT INTO ledger.resolutions SELECT s.journal_id, s.line, s.journal_id, s.line, s.amount_minor, s.amount_minor
         FROM ledger.transfers s WHERE s.kind = 'single' LIMIT 1",
    ] {
        assert!(constraint(&stage, sql).await.contains("does not resolve"), "{sql}");
    }
    let over =
        "INSERT INTO ledger.resolutions SELECT p.journal_id, p.line, s.journal_id, s.line, p.amount_minor, p.amount_minor + 1
                FROM ledger.transfers p, ledger.transfers s WHERE p.kind = 'pending' AND s.amount_minor = 10";
    assert_eq!(constraint(&stage, over).await, "resolutions_at_most");
    let void = "WITH v AS (INSERT INTO ledger.transfers
                    SELECT journal_id, line + 1, 'void', debit_id, credit_id, currency, amount_minor
                    FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
                INSERT INTO ledger.resolutions
                SELECT v.journal_id, v.line - 1, v.journal_id, v.line, v.amount_minor, 0 FROM v";
    assert_eq!(stage.run(void).await.unwrap(), 1);
    let twice = "WITH v AS (INSERT INTO ledger.transfers
                    SELECT journal_id, line + 2, 'void', debit_id, credit_id, currency, amount_minor
                    FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
                INSERT INTO ledger.resolutions
                SELECT v.journal_id, v.line - 2, v.journal_id, v.line, v.amount_minor, 0 FROM v";
    assert_eq!(constraint(&stage, twice).await, "resolutions_pkey");
}
