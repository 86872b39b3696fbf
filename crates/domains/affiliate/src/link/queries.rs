//! Reading links and codes.

use contracts::affiliate::{LinkDomainId, LinkId, PartnershipId, ProductId, ProgramId, TermsId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, RowKey};
use platform::DbError;
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

use super::{CodeView, LinkView, Target};

/// A link as it is followed.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) link_id: LinkId,
    pub(crate) domain_id: Option<LinkDomainId>,
    pub(crate) product_id: Option<ProductId>,
    pub(crate) partnership_id: PartnershipId,
    pub(crate) program_id: ProgramId,
    /// Whose it is.
    pub(crate) account_id: AccountId,
    pub(crate) terms_id: TermsId,
    pub(crate) destination: String,
    pub(crate) targets: Vec<Target>,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) expired_url: Option<String>,
    pub(crate) is_off: bool,
    /// Whether the partnership is active and its program open or paused.
    pub(crate) earns: bool,
    /// Whether the staff took its merchant or its influencer down: it leads nowhere.
    pub(crate) is_suspended: bool,
    /// Where the program's links may lead now.
    pub(crate) hosts: Vec<String>,
}

/// The link of a key, with the terms that its partner's group has now.
pub(crate) async fn find_target(pool: &PgPool, key: &str) -> Result<Option<Known>, DbError> {
    let row = sqlx::query!(
        "SELECT l.id, l.partnership_id, s.program_id, t.id AS terms_id, l.destination, l.targets AS \"targets: Json<Vec<Target>>\", l.domain_id, l.product_id,
                l.expires_at AS \"expires_at: jiff_sqlx::Timestamp\", l.expired_url, l.disabled_at IS NOT NULL AS \"is_off!\",
                s.state = 'active' AND p.state IN ('open', 'paused') AS \"earns!\", p.hosts, s.account_id,
                EXISTS (SELECT FROM affiliate.merchants m WHERE m.organisation_id = p.organisation_id AND m.state = 'suspended')
                OR EXISTS (SELECT FROM affiliate.influencers i WHERE i.account_id = s.account_id AND i.state = 'suspended')
                AS \"is_suspended!\"
         FROM affiliate.links l
         JOIN affiliate.partnerships s ON s.id = l.partnership_id
         JOIN affiliate.programs p ON p.id = s.program_id
         CROSS JOIN LATERAL (SELECT id FROM affiliate.terms WHERE group_id = s.group_id ORDER BY version DESC LIMIT 1) t
         WHERE l.key = $1",
        key,
    );
    let row = row.fetch_optional(pool).await?;
    Ok(row.map(|row| Known {
        link_id: row.id.into(),
        domain_id: row.domain_id.map(Into::into),
        product_id: row.product_id.map(Into::into),
        partnership_id: row.partnership_id.into(),
        program_id: row.program_id.into(),
        terms_id: row.terms_id.into(),
        destination: row.destination,
        targets: row.targets.0,
        expires_at: row.expires_at.map(jiff_sqlx::Timestamp::to_jiff),
        expired_url: row.expired_url,
        is_off: row.is_off,
        account_id: row.account_id.into(),
        earns: row.earns,
        is_suspended: row.is_suspended,
        hosts: row.hosts,
    }))
}

struct Row {
    id: Uuid,
    partnership_id: Uuid,
    key: String,
    label: String,
    destination: String,
    targets: Json<Vec<Target>>,
    product_id: Option<Uuid>,
    expires_at: Option<jiff_sqlx::Timestamp>,
    expired_url: Option<String>,
    disabled_at: Option<jiff_sqlx::Timestamp>,
    version: i32,
    created_at: jiff_sqlx::Timestamp,
    domain_id: Option<Uuid>,
    host: Option<String>,
}

impl From<Row> for LinkView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            partnership_id: row.partnership_id.into(),
            key: row.key,
            label: row.label,
            destination: row.destination,
            targets: row.targets.0,
            product_id: row.product_id.map(Into::into),
            expires_at: row.expires_at.map(jiff_sqlx::Timestamp::to_jiff),
            expired_url: row.expired_url,
            disabled_at: row.disabled_at.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
            domain_id: row.domain_id.map(Into::into),
            host: row.host,
            created_at: row.created_at.to_jiff(),
        }
    }
}

pub(super) async fn links(
    conn: &mut PgConnection,
    id: PartnershipId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<LinkView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT l.id, l.partnership_id, l.key, l.label, l.destination, l.targets AS \"targets: _\", l.product_id,
                l.expires_at AS \"expires_at: _\", l.expired_url, l.disabled_at AS \"disabled_at: _\", l.version,
                l.created_at AS \"created_at: _\", l.domain_id, d.host AS \"host?\"
         FROM affiliate.links l LEFT JOIN affiliate.link_domains d ON d.id = l.domain_id AND d.state = 'verified'
         WHERE l.partnership_id = $4 AND ($1::timestamptz IS NULL OR (l.created_at, l.id) < ($1, $2))
         ORDER BY l.created_at DESC, l.id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Into::into).collect())
}

pub(super) async fn link(conn: &mut PgConnection, id: LinkId) -> Result<Option<LinkView>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT l.id, l.partnership_id, l.key, l.label, l.destination, l.targets AS \"targets: _\", l.product_id,
                l.expires_at AS \"expires_at: _\", l.expired_url, l.disabled_at AS \"disabled_at: _\", l.version,
                l.created_at AS \"created_at: _\", l.domain_id, d.host AS \"host?\"
         FROM affiliate.links l LEFT JOIN affiliate.link_domains d ON d.id = l.domain_id AND d.state = 'verified'
         WHERE l.id = $1",
        id.as_uuid(),
    );
    Ok(row.fetch_optional(conn).await?.map(Into::into))
}

pub(super) async fn codes(conn: &mut PgConnection, id: PartnershipId) -> Result<Vec<CodeView>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, code, starts_at AS \"starts_at: jiff_sqlx::Timestamp\", ends_at AS \"ends_at: jiff_sqlx::Timestamp\"
         FROM affiliate.codes WHERE partnership_id = $1 ORDER BY created_at DESC, id DESC LIMIT 200",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| CodeView {
        id: row.id.into(),
        code: row.code,
        starts_at: row.starts_at.to_jiff(),
        ends_at: row.ends_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(view.collect())
}
