//! What PostgreSQL refuses by itself. Each guard is attacked without our code; then it is taken away, and the same attack is no longer
//! refused by it: a guard that is removed or weakened, and one that nobody attacks, each fail a test.

mod attacks;

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, PgConnection};

use self::attacks::{ATTACKS, FOLLOWS};
use crate::support::{Stage, francs, journal, payable, pending};

/// Every constraint and trigger of the schema; of the triggers that are constraints, one name.
const GUARDS: &str = "SELECT conname::text FROM pg_constraint WHERE connamespace = 'ledger'::regnamespace
    UNION SELECT tgname::text FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
          WHERE c.relnamespace = 'ledger'::regnamespace AND NOT tgisinternal";
/// The statement that takes a guard away.
const REMOVAL: &str = "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger
        WHERE NOT tgisinternal AND tgname = $1
    UNION ALL SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname) FROM pg_constraint
        WHERE contype <> 't' AND connamespace = 'ledger'::regnamespace AND conname = $1";

/// A hundred given, ten taken, sixty reserved.
async fn filled() -> Stage {
    let stage = Stage::new().await;
    let from = stage.filled(100).await;
    stage.ledger.post(journal().with(pending(&from, &payable(), 60))).await.unwrap();
    stage.ledger.post(journal().moving(from, payable(), francs(10))).await.unwrap();
    stage
}

/// Tries it, deferred guards too, and takes it back. Gives the guard that refused.
async fn attacked(conn: &mut PgConnection, sql: &str) -> Option<String> {
    let result = match sqlx::query(AssertSqlSafe(sql)).execute(&mut *conn).await {
        Ok(done) => {
            assert!(done.rows_affected() > 0 || !sql.contains("SELECT"), "an attack of nothing: {sql}");
            sqlx::query("SET CONSTRAINTS ALL IMMEDIATE").execute(conn).await
        }
        Err(error) => Err(error),
    };
    let error = result.err()?;
    let refused = error.as_database_error().unwrap_or_else(|| panic!("{sql}: {error}"));
    Some(refused.constraint().map_or_else(|| trigger(refused.message()).to_owned(), str::to_owned))
}

/// The trigger that says this.
fn trigger(message: &str) -> &str {
    match message {
        _ if message.ends_with("on accounts") => "accounts_stay",
        _ if message.ends_with("on journals") => "journals_append_only",
        _ if message.ends_with("on transfers") => "transfers_append_only",
        _ if message.ends_with("on resolutions") => "resolutions_append_only",
        _ if message.ends_with("on checkpoints") => "checkpoints_append_only",
        _ if message.contains("keeps its code") => "accounts_keep",
        _ if message.contains("does not resolve") => "resolutions_of_their_own",
        _ if message.contains("resolves nothing") => "transfers_resolve",
        _ => message,
    }
}

#[tokio::test]
async fn each_guard_refuses_and_nothing_else_does_its_work() {
    let stage = filled().await;
    for (guard, sql) in ATTACKS {
        let mut tx = stage.tx().await;
        assert_eq!(attacked(tx.conn(), sql).await.as_deref(), Some(*guard), "{sql}");
        drop(tx);

        let mut tx = stage.tx().await;
        let removal: String = sqlx::query_scalar(REMOVAL).bind(*guard).fetch_one(tx.conn()).await.unwrap();
        sqlx::query(AssertSqlSafe(removal)).execute(tx.conn()).await.unwrap();
        assert_ne!(attacked(tx.conn(), sql).await.as_deref(), Some(*guard), "it is gone: {sql}");
        drop(tx);
    }
}

#[tokio::test]
async fn each_guard_is_attacked() {
    let stage = Stage::new().await;
    let there: Vec<String> = sqlx::query_scalar(GUARDS).fetch_all(stage.db.db().pool()).await.unwrap();
    let attacked: BTreeSet<&str> = ATTACKS.iter().map(|(guard, _)| *guard).chain(FOLLOWS.iter().copied()).collect();
    assert_eq!(there.iter().map(String::as_str).collect::<BTreeSet<_>>(), attacked);
}

#[tokio::test]
async fn a_void_of_its_own_reservation_is_taken() {
    let stage = filled().await;
    let mut tx = stage.tx().await;
    assert_eq!(attacked(tx.conn(), attacks::VOID).await, None);
}
