//! The mailbox table.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{MailboxMail, OutgoingMail};
use crate::DbError;

pub(super) async fn insert(conn: &mut PgConnection, mail: &OutgoingMail, at: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO platform.mailbox (id, sent_at, recipient, subject, text_body, html_body, unsubscribe)
         VALUES ($1, $2, lower($3), $4, $5, $6, $7)",
        Uuid::now_v7(),
        at.to_sqlx() as _,
        mail.to,
        mail.subject,
        mail.text,
        mail.html,
        mail.unsubscribe
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn list(pool: &PgPool, recipient: Option<&str>, limit: u16) -> Result<Vec<MailboxMail>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT id,
                  sent_at AS "sent_at: jiff_sqlx::Timestamp",
                  recipient,
                  subject,
                  text_body,
                  html_body,
                  unsubscribe
           FROM platform.mailbox
           WHERE $1::text IS NULL OR recipient = lower($1)
           ORDER BY id DESC
           LIMIT $2"#,
        recipient,
        i64::from(limit)
    )
    .fetch_all(pool)
    .await?;
    let mails = rows.into_iter().map(|row| MailboxMail {
        id: row.id,
        sent_at: row.sent_at.to_jiff(),
        recipient: row.recipient,
        subject: row.subject,
        text: row.text_body,
        html: row.html_body,
        unsubscribe: row.unsubscribe,
    });
    Ok(mails.collect())
}
