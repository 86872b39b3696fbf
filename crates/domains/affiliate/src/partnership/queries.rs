//! Reading partnerships.

use contracts::affiliate::{PartnershipId, ProgramId};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, RowKey};
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{PartnershipState, PartnershipView};

struct Row {
    id: Uuid,
    program_id: Uuid,
    program_title: String,
    organisation_id: Uuid,
    merchant_name: String,
    merchant_slug: String,
    account_id: Uuid,
    influencer_name: String,
    influencer_slug: String,
    currency: String,
    merchant_listed: bool,
    influencer_listed: bool,
    group_id: Uuid,
    group_name: String,
    state: String,
    message: String,
    answer: String,
    is_automatic: bool,
    requested_at: jiff_sqlx::Timestamp,
    decided_at: Option<jiff_sqlx::Timestamp>,
    ended_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for PartnershipView {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let unknown = || sqlx::Error::Decode("a partnership in words that are not known".into());
        Ok(Self {
            id: row.id.into(),
            program_id: row.program_id.into(),
            program_title: row.program_title,
            organisation_id: row.organisation_id.into(),
            merchant_name: row.merchant_name,
            merchant_slug: row.merchant_slug,
            account_id: row.account_id.into(),
            influencer_name: row.influencer_name,
            influencer_slug: row.influencer_slug,
            currency: Currency::parse(&row.currency).ok_or_else(unknown)?,
            merchant_listed: row.merchant_listed,
            influencer_listed: row.influencer_listed,
            earnings: None,
            group_id: row.group_id.into(),
            group_name: row.group_name,
            state: PartnershipState::parse(&row.state).ok_or_else(unknown)?,
            message: row.message,
            answer: row.answer,
            is_automatic: row.is_automatic,
            requested_at: row.requested_at.to_jiff(),
            decided_at: row.decided_at.map(jiff_sqlx::Timestamp::to_jiff),
            ended_at: row.ended_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

fn views(rows: Vec<Row>) -> Result<Vec<PartnershipView>, DbError> {
    rows.into_iter().map(TryInto::try_into).collect()
}

pub(super) async fn of_account(
    conn: &mut PgConnection,
    account_id: AccountId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<PartnershipView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT s.id, s.program_id, p.title AS program_title, p.organisation_id, m.name AS merchant_name, m.slug AS merchant_slug, s.account_id,
                i.name AS influencer_name, i.slug AS influencer_slug, p.currency,
                m.state = 'listed' AS \"merchant_listed!\", i.state = 'listed' AS \"influencer_listed!\", s.group_id,
                g.name AS group_name, s.state, s.message, s.answer, s.is_automatic, s.requested_at AS \"requested_at: _\",
                s.decided_at AS \"decided_at: _\", s.ended_at AS \"ended_at: _\"
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         JOIN affiliate.groups g ON g.id = s.group_id
         WHERE s.account_id = $4 AND ($1::timestamptz IS NULL OR (s.requested_at, s.id) < ($1, $2))
         ORDER BY s.requested_at DESC, s.id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        account_id.as_uuid(),
    );
    views(rows.fetch_all(conn).await?)
}

pub(super) async fn of_program(
    conn: &mut PgConnection,
    id: ProgramId,
    state: Option<PartnershipState>,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<PartnershipView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT s.id, s.program_id, p.title AS program_title, p.organisation_id, m.name AS merchant_name, m.slug AS merchant_slug, s.account_id,
                i.name AS influencer_name, i.slug AS influencer_slug, p.currency,
                m.state = 'listed' AS \"merchant_listed!\", i.state = 'listed' AS \"influencer_listed!\", s.group_id,
                g.name AS group_name, s.state, s.message, s.answer, s.is_automatic, s.requested_at AS \"requested_at: _\",
                s.decided_at AS \"decided_at: _\", s.ended_at AS \"ended_at: _\"
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         JOIN affiliate.groups g ON g.id = s.group_id
         WHERE s.program_id = $4 AND ($5::text IS NULL OR s.state = $5)
           AND ($1::timestamptz IS NULL OR (s.requested_at, s.id) < ($1, $2))
         ORDER BY s.requested_at DESC, s.id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
        state.map(PartnershipState::as_str),
    );
    views(rows.fetch_all(conn).await?)
}

pub(super) async fn one(conn: &mut PgConnection, id: PartnershipId) -> Result<Option<PartnershipView>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT s.id, s.program_id, p.title AS program_title, p.organisation_id, m.name AS merchant_name, m.slug AS merchant_slug, s.account_id,
                i.name AS influencer_name, i.slug AS influencer_slug, p.currency,
                m.state = 'listed' AS \"merchant_listed!\", i.state = 'listed' AS \"influencer_listed!\", s.group_id,
                g.name AS group_name, s.state, s.message, s.answer, s.is_automatic, s.requested_at AS \"requested_at: _\",
                s.decided_at AS \"decided_at: _\", s.ended_at AS \"ended_at: _\"
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         JOIN affiliate.groups g ON g.id = s.group_id
         WHERE s.id = $1",
        id.as_uuid(),
    );
    row.fetch_optional(conn).await?.map(TryInto::try_into).transpose()
}

/// Which partnership somebody has in a program.
pub(super) async fn id_in(
    conn: &mut PgConnection,
    program_id: ProgramId,
    account_id: AccountId,
) -> Result<Option<PartnershipId>, DbError> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM affiliate.partnerships WHERE program_id = $1 AND account_id = $2",
        program_id.as_uuid(),
        account_id.as_uuid(),
    );
    Ok(id.fetch_optional(conn).await?.map(Into::into))
}
