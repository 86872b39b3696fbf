//! What PostgreSQL refuses by itself: each guard is tried without our code, and would let something through if it were gone.

use crate::support::{Stage, francs, journal, payable, pending};

/// A transfer made of the reservation, and what is said of it.
fn resolving(resolver: &str, resolution: &str) -> String {
    format!(
        "WITH v AS (INSERT INTO ledger.transfers SELECT journal_id, {resolver} FROM ledger.transfers WHERE kind = 'pending' RETURNING *)
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT v.journal_id, {}, v.journal_id, {} FROM v",
        resolution.split_once(", ").unwrap().0,
        resolution.split_once(", ").unwrap().1,
    )
}

async fn constraint(stage: &Stage, sql: &str) -> String {
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
        let (verb, rest) = sql.split_once(' ').unwrap();
        let table = rest.split_once("ledger.").unwrap().1.split(' ').next().unwrap();
        assert_eq!(refused, format!("the ledger is append-only: {verb} on {table}"), "{sql}");
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
    for (resolver, resolution) in [
        // A void between other accounts.
        ("1, 'void', credit_id, debit_id, currency, amount_minor", "0, v.line, v.amount_minor, 0"),
        // A void, a post that count for what they are not.
        ("1, 'void', debit_id, credit_id, currency, amount_minor", "0, v.line, v.amount_minor, v.amount_minor"),
        ("1, 'post', debit_id, credit_id, currency, 10", "0, v.line, 60, 9"),
        ("1, 'single', debit_id, credit_id, currency, 10", "0, v.line, 60, 10"),
        // Of an amount that was not reserved.
        ("1, 'void', debit_id, credit_id, currency, amount_minor", "0, v.line, v.amount_minor + 1, 0"),
        // Of itself, which is no reservation.
        ("1, 'void', debit_id, credit_id, currency, amount_minor", "v.line, v.line, v.amount_minor, 0"),
    ] {
        let refused = constraint(&stage, &resolving(resolver, resolution)).await;
        assert!(refused.contains("does not resolve"), "{resolver} {resolution}: {refused}");
    }
    let over = resolving("1, 'post', debit_id, credit_id, currency, 61", "0, v.line, 60, 61");
    assert_eq!(constraint(&stage, &over).await, "resolutions_at_most");
    let alone = "INSERT INTO ledger.transfers
                 SELECT journal_id, 1, 'void', debit_id, credit_id, currency, amount_minor
                 FROM ledger.transfers WHERE kind = 'pending'";
    assert!(constraint(&stage, alone).await.contains("resolves nothing"));
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
