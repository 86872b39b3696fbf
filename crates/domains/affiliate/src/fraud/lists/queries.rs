//! Lists of cases: which, by their indexes, and then what is shown of them.

use contracts::affiliate::{ConversionId, FraudCaseId, PartnershipId, ProgramId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money, RowKey};
use platform::DbError;
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

use crate::fraud::{
    Finding, FraudCaseView, FraudEntry, FraudGround, FraudPolicy, FraudPolicyView, FraudQueue, FraudState, Parties,
};

/// The cases of a program in a list, the newest first.
pub(in crate::fraud) async fn in_queue(
    conn: &mut PgConnection,
    id: ProgramId,
    queue: FraudQueue,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<FraudCaseId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM affiliate.fraud_cases
         WHERE program_id = $4 AND queue = $5 AND ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2))
         ORDER BY created_at DESC, id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
        queue.as_str(),
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(FraudCaseId::from_uuid).collect())
}

/// The cases of all programs in a list, the newest first.
pub(in crate::fraud) async fn in_queue_of_all(
    conn: &mut PgConnection,
    queue: FraudQueue,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<FraudCaseId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM affiliate.fraud_cases
         WHERE queue = $4 AND queue <> 'clear' AND ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2))
         ORDER BY created_at DESC, id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        queue.as_str(),
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(FraudCaseId::from_uuid).collect())
}

/// The cases that a partner was told of, the newest first.
pub(in crate::fraud) async fn told_of(
    conn: &mut PgConnection,
    id: PartnershipId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<FraudCaseId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM affiliate.fraud_cases
         WHERE partnership_id = $4 AND state IN ('held', 'released', 'rejected', 'expired')
           AND ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2))
         ORDER BY created_at DESC, id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(FraudCaseId::from_uuid).collect())
}

/// The cases of a conversion.
pub(in crate::fraud) async fn of_conversion(conn: &mut PgConnection, id: ConversionId) -> Result<Vec<FraudCaseId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM affiliate.fraud_cases WHERE conversion_id = $1 ORDER BY created_at DESC, id DESC LIMIT 200",
        id.as_uuid(),
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(FraudCaseId::from_uuid).collect())
}

pub(in crate::fraud) async fn program_of(conn: &mut PgConnection, id: ConversionId) -> Result<Option<ProgramId>, DbError> {
    let found = sqlx::query_scalar!("SELECT program_id FROM affiliate.conversions WHERE id = $1", id.as_uuid());
    Ok(found.fetch_optional(conn).await?.map(ProgramId::from_uuid))
}

/// Of what a case is, and between whom.
pub(in crate::fraud) async fn parties(conn: &mut PgConnection, id: FraudCaseId) -> Result<Option<Parties>, DbError> {
    let row = sqlx::query!(
        "SELECT f.conversion_id, f.partnership_id, f.program_id, p.organisation_id, s.account_id
         FROM affiliate.fraud_cases f
         JOIN affiliate.programs p ON p.id = f.program_id
         JOIN affiliate.partnerships s ON s.id = f.partnership_id
         WHERE f.id = $1",
        id.as_uuid(),
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Parties {
        id,
        conversion_id: row.conversion_id.into(),
        partnership_id: row.partnership_id.into(),
        program_id: row.program_id.into(),
        merchant: row.organisation_id.into(),
        partner: row.account_id.into(),
    }))
}

struct Row {
    id: Uuid,
    conversion_id: Uuid,
    kind: String,
    external_id: String,
    currency: String,
    amount_minor: i64,
    occurred_at: jiff_sqlx::Timestamp,
    program_id: Uuid,
    organisation_id: Uuid,
    partnership_id: Uuid,
    influencer_name: String,
    merchant_name: String,
    score: i16,
    findings: Json<Vec<Finding>>,
    state: String,
    blocks_until: Option<jiff_sqlx::Timestamp>,
    is_disputed: bool,
    dispute: String,
    reason: String,
    ground: Option<String>,
    policy_version: i32,
    is_payable: bool,
    created_at: jiff_sqlx::Timestamp,
    decided_at: Option<jiff_sqlx::Timestamp>,
    version: i32,
}

impl TryFrom<Row> for FraudCaseView {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let unknown = || sqlx::Error::Decode("a case in words that are not known".into());
        let currency = Currency::parse(&row.currency).ok_or_else(unknown)?;
        Ok(Self {
            id: row.id.into(),
            conversion_id: row.conversion_id.into(),
            kind: row.kind,
            external_id: row.external_id,
            amount: Money::new(row.amount_minor, currency),
            occurred_at: row.occurred_at.to_jiff(),
            program_id: row.program_id.into(),
            organisation_id: row.organisation_id.into(),
            partnership_id: row.partnership_id.into(),
            influencer_name: row.influencer_name,
            merchant_name: row.merchant_name,
            score: row.score.unsigned_abs(),
            findings: row.findings.0,
            state: FraudState::parse(&row.state).ok_or_else(unknown)?,
            blocks_until: row.blocks_until.map(jiff_sqlx::Timestamp::to_jiff),
            is_disputed: row.is_disputed,
            dispute: row.dispute,
            reason: row.reason,
            ground: row.ground.as_deref().and_then(FraudGround::parse),
            policy_version: row.policy_version,
            is_payable: row.is_payable,
            created_at: row.created_at.to_jiff(),
            decided_at: row.decided_at.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
        })
    }
}

/// These cases, the newest first.
pub(in crate::fraud) async fn cases(conn: &mut PgConnection, ids: &[FraudCaseId]) -> Result<Vec<FraudCaseView>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(FraudCaseId::as_uuid).collect();
    let rows = sqlx::query_as!(
        Row,
        "SELECT f.id, f.conversion_id, v.kind,
                -- What clicks earn has a number of ours, which tells nobody anything.
                CASE v.kind WHEN 'clicks' THEN '' ELSE v.external_id END AS \"external_id!\", v.currency, v.amount_minor, v.occurred_at AS \"occurred_at: _\",
                f.program_id, p.organisation_id, f.partnership_id, i.name AS influencer_name, m.name AS merchant_name, f.score, f.findings AS \"findings: _\",
                f.state, f.blocks_until AS \"blocks_until: _\", f.is_disputed, f.dispute, f.reason, f.ground, f.policy_version,
                EXISTS (SELECT FROM affiliate.commissions c
                        WHERE c.conversion_id = f.conversion_id AND c.matured_at IS NOT NULL) AS \"is_payable!\",
                f.created_at AS \"created_at: _\", f.decided_at AS \"decided_at: _\", f.version
         FROM affiliate.fraud_cases f
         JOIN affiliate.conversions v ON v.id = f.conversion_id
         JOIN affiliate.programs p ON p.id = f.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.partnerships s ON s.id = f.partnership_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         WHERE f.id = ANY ($1) ORDER BY f.created_at DESC, f.id DESC",
        &ids,
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

/// What became of a case, the oldest first, at most two hundred.
pub(in crate::fraud) async fn entries(conn: &mut PgConnection, id: FraudCaseId) -> Result<Vec<FraudEntry>, DbError> {
    let rows = sqlx::query!(
        "SELECT what, actor, score, ground, words, at AS \"at: jiff_sqlx::Timestamp\" FROM affiliate.fraud_entries
         WHERE case_id = $1 ORDER BY at, id LIMIT 200",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| FraudEntry {
        at: row.at.to_jiff(),
        actor: row.actor.map(Into::into),
        what: row.what,
        score: row.score.unsigned_abs(),
        ground: row.ground.as_deref().and_then(FraudGround::parse),
        words: row.words,
    });
    Ok(view.collect())
}

pub(in crate::fraud) async fn policies(conn: &mut PgConnection, id: ProgramId) -> Result<Vec<FraudPolicyView>, DbError> {
    let rows = sqlx::query!(
        "SELECT version, body AS \"policy: Json<FraudPolicy>\", created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.fraud_policies WHERE program_id = $1 ORDER BY version DESC LIMIT 100",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| FraudPolicyView {
        version: row.version,
        is_standard: false,
        policy: row.policy.0,
        created_at: row.created_at.to_jiff(),
    });
    Ok(view.collect())
}

/// What blocks and is over, the longest first.
pub(in crate::fraud) async fn due(
    pool: &PgPool,
    now: Timestamp,
    after: RowKey,
    limit: i64,
) -> Result<Vec<(Timestamp, FraudCaseId)>, DbError> {
    let rows = sqlx::query!(
        "SELECT blocks_until AS \"blocks_until!: jiff_sqlx::Timestamp\", id FROM affiliate.fraud_cases
         WHERE blocks_until IS NOT NULL AND blocks_until <= $1 AND (blocks_until, id) > ($2, $3) ORDER BY blocks_until, id LIMIT $4",
        now.to_sqlx() as _,
        after.0.to_sqlx() as _,
        after.1,
        limit,
    );
    let rows = rows.fetch_all(pool).await?.into_iter();
    Ok(rows.map(|row| (row.blocks_until.to_jiff(), row.id.into())).collect())
}
