//! Read views for administrators.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Page, PageRequest, Role};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use crate::account::searchable;

/// Which accounts to list.
#[derive(Debug, Clone, Default)]
pub struct AccountSearch {
    /// Words in the name or the e-mail.
    pub text: Option<String>,
    /// Only those with this role.
    pub role: Option<Role>,
    /// Only locked ones.
    pub locked_only: bool,
}

/// An account, as an administrator sees it.
#[derive(Debug, Clone)]
pub struct AccountCard {
    /// The account.
    pub id: AccountId,
    /// The e-mail.
    pub email: String,
    /// The name that others see.
    pub display_name: String,
    /// What it is.
    pub roles: Vec<Role>,
    /// Whether the e-mail was confirmed.
    pub email_verified: bool,
    /// Whether a second factor is enrolled.
    pub has_second_factor: bool,
    /// Whether it is locked.
    pub locked: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When one of its sessions was last used.
    pub last_seen_at: Option<Timestamp>,
}

struct FlatRow {
    id: Uuid,
    email: String,
    display_name: String,
    roles: Vec<String>,
    email_verified: bool,
    has_second_factor: bool,
    locked: bool,
    created_at: jiff_sqlx::Timestamp,
    last_seen_at: Option<jiff_sqlx::Timestamp>,
}

impl From<FlatRow> for AccountCard {
    fn from(row: FlatRow) -> Self {
        let mut roles: Vec<Role> = row.roles.iter().filter_map(|word| Role::parse(word)).collect();
        roles.sort_unstable();
        Self {
            id: AccountId::from_uuid(row.id),
            email: row.email,
            display_name: row.display_name,
            roles,
            email_verified: row.email_verified,
            has_second_factor: row.has_second_factor,
            locked: row.locked,
            created_at: row.created_at.to_jiff(),
            last_seen_at: row.last_seen_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}

pub(super) async fn search(pool: &PgPool, search: &AccountSearch, page: &PageRequest) -> Result<Page<AccountCard>, DbError> {
    let after = page.after_key::<(Timestamp, AccountId)>().unwrap_or(None);
    let rows = sqlx::query_as!(
        FlatRow,
        r#"SELECT v.id AS "id!",
                  v.email AS "email!",
                  v.display_name AS "display_name!",
                  v.roles AS "roles!",
                  v.email_verified AS "email_verified!",
                  v.has_second_factor AS "has_second_factor!",
                  v.locked AS "locked!",
                  a.created_at,
                  (SELECT max(s.last_seen_at) FROM identity.session s WHERE s.account_id = a.id) AS "last_seen_at?"
           FROM identity.account a
           JOIN identity.account_view v ON v.id = a.id
           WHERE ($1::text IS NULL OR strpos(a.email, lower($1)) > 0 OR strpos(lower(a.display_name), lower($1)) > 0)
             AND ($2::text IS NULL OR EXISTS (SELECT FROM identity.account_role r WHERE r.account_id = a.id AND r.role = $2))
             AND (NOT $3 OR a.locked_at IS NOT NULL)
             AND a.deleted_at IS NULL
             AND ($4::timestamptz IS NULL OR (a.created_at, a.id) < ($4, $5::uuid))
           ORDER BY a.created_at DESC, a.id DESC
           LIMIT $6"#,
        search.text.as_deref().map(|text| searchable(text, 100)).filter(|text| !text.is_empty()),
        search.role.map(Role::as_str),
        search.locked_only,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id.as_uuid()),
        i64::from(page.limit()) + 1
    )
    .fetch_all(pool)
    .await?;
    let cards: Vec<AccountCard> = rows.into_iter().map(AccountCard::from).collect();
    Ok(Page::from_rows(cards, page, |card| (card.created_at, card.id)))
}

pub(super) async fn find(pool: &PgPool, id: AccountId) -> Result<Option<AccountCard>, DbError> {
    let row = sqlx::query_as!(
        FlatRow,
        r#"SELECT v.id AS "id!",
                  v.email AS "email!",
                  v.display_name AS "display_name!",
                  v.roles AS "roles!",
                  v.email_verified AS "email_verified!",
                  v.has_second_factor AS "has_second_factor!",
                  v.locked AS "locked!",
                  a.created_at,
                  (SELECT max(s.last_seen_at) FROM identity.session s WHERE s.account_id = a.id) AS "last_seen_at?"
           FROM identity.account a
           JOIN identity.account_view v ON v.id = a.id
           WHERE a.id = $1"#,
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(AccountCard::from))
}

/// The names of these accounts; a bounded list, since it comes from one page.
pub(super) async fn names_of(pool: &PgPool, ids: &[AccountId]) -> Result<HashMap<AccountId, String>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(kernel::Id::as_uuid).collect();
    let rows = sqlx::query!("SELECT id, display_name FROM identity.account WHERE id = ANY($1)", &ids).fetch_all(pool).await?;
    Ok(rows.into_iter().map(|row| (AccountId::from_uuid(row.id), row.display_name)).collect())
}
