//! The same transfer as it is usually written: one transaction, both accounts locked by `SELECT … FOR UPDATE` in the order of
//! their ids, the idempotency key with the hash of its request, the floor, one row for the journal, one for the transfer, the
//! two balances.

use anyhow::{Result, ensure};
use platform::Db;
use sqlx::{PgPool, Row as _};
use uuid::Uuid;

/// The plain implementation on its own tables.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    pool: PgPool,
}

impl Plain {
    pub(super) async fn open(db: &Db, accounts: u32, funds: i64) -> Result<Self> {
        sqlx::raw_sql(
            "CREATE SCHEMA plain;
             CREATE TABLE plain.accounts (
                 id bigint PRIMARY KEY,
                 balance bigint NOT NULL CHECK (balance >= 0)
             ) WITH (fillfactor = 70);
             CREATE TABLE plain.journals (
                 id uuid PRIMARY KEY,
                 request_hash bytea NOT NULL,
                 kind text NOT NULL,
                 created_at timestamptz NOT NULL
             );
             CREATE TABLE plain.transfers (
                 journal_id uuid NOT NULL REFERENCES plain.journals (id),
                 line smallint NOT NULL,
                 debit_id bigint NOT NULL REFERENCES plain.accounts (id),
                 credit_id bigint NOT NULL REFERENCES plain.accounts (id),
                 amount bigint NOT NULL CHECK (amount > 0),
                 PRIMARY KEY (journal_id, line)
             );
             CREATE INDEX ON plain.transfers (debit_id);
             CREATE INDEX ON plain.transfers (credit_id);",
        )
        .execute(db.pool())
        .await?;
        sqlx::query("INSERT INTO plain.accounts SELECT id, $2 FROM generate_series(0, $1 - 1) AS id")
            .bind(i64::from(accounts))
            .bind(funds)
            .execute(db.pool())
            .await?;
        Ok(Self { pool: db.pool().clone() })
    }

    #[expect(clippy::disallowed_methods, reason = "a stand-in for code without our Tx")]
    pub(super) async fn transfer(&self, from: usize, to: usize) -> Result<()> {
        let (from, to, id) = (i64::try_from(from)?, i64::try_from(to)?, Uuid::now_v7());
        let mut tx = self.pool.begin().await?;
        let new = sqlx::query("INSERT INTO plain.journals VALUES ($1, $2, 'transfer', now()) ON CONFLICT DO NOTHING")
            .bind(id)
            .bind(id.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        ensure!(new.rows_affected() == 1, "an id came twice");
        let accounts = sqlx::query("SELECT id, balance FROM plain.accounts WHERE id = ANY ($1) ORDER BY id FOR UPDATE")
            .bind([from, to].as_slice())
            .fetch_all(&mut *tx)
            .await?;
        let enough = accounts.iter().any(|row| row.get::<i64, _>("id") == from && row.get::<i64, _>("balance") >= 1);
        ensure!(enough, "the account is empty");
        sqlx::query("INSERT INTO plain.transfers VALUES ($1, 0, $2, $3, 1)")
            .bind(id)
            .bind(from)
            .bind(to)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE plain.accounts SET balance = balance + CASE id WHEN $1 THEN -1 ELSE 1 END WHERE id IN ($1, $2)")
            .bind(from)
            .bind(to)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }
}
