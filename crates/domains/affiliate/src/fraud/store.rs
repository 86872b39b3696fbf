//! The rows of policies, buyers, cases and what became of them.

use contracts::affiliate::{ConversionId, FraudCaseId, ProgramId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    FraudGround, FraudPolicy, FraudPolicyView, FraudState,
    signs::Signs,
    weigh::{Weighed, held_until},
};

/// The next version of a program's policy.
pub(super) async fn add_policy(tx: &mut Tx, id: ProgramId, policy: &FraudPolicy, by: AccountId) -> Result<i32, DbError> {
    let now = tx.now();
    let version = sqlx::query_scalar!(
        "INSERT INTO affiliate.fraud_policies (program_id, version, body, created_by, created_at)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4 FROM affiliate.fraud_policies WHERE program_id = $1
         RETURNING version",
        id.as_uuid(),
        Json(policy) as _,
        by.as_uuid(),
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(tx.conn()).await?)
}

/// What is kept of buyers, of whom anything is.
pub(super) async fn insert_buyers(tx: &mut Tx, program_id: ProgramId, buyers: &[(ConversionId, Signs)]) -> Result<(), DbError> {
    let buyers: Vec<_> = buyers.iter().filter(|(_, signs)| *signs != Signs::default()).collect();
    if buyers.is_empty() {
        return Ok(());
    }
    let keys = buyers.iter().flat_map(|(id, signs)| signs.address_keys.iter().map(|key| (id.as_uuid(), key.clone())));
    let (whose, keys): (Vec<Uuid>, Vec<Vec<u8>>) = keys.unzip();
    sqlx::query!(
        "INSERT INTO affiliate.fraud_buyers (conversion_id, partnership_id, mail_domain, country)
         SELECT b.conversion_id, o.id, b.mail_domain, b.country
         FROM unnest($2::uuid[], $3::text[], $4::text[]) AS b (conversion_id, mail_domain, country)
         LEFT JOIN LATERAL (SELECT s.id FROM unnest($5::uuid[], $6::bytea[]) AS k (conversion_id, address_key)
                            JOIN identity_pub.address a ON a.address_key = k.address_key
                            JOIN affiliate.partnerships s ON s.account_id = a.account_id AND s.program_id = $1
                            WHERE k.conversion_id = b.conversion_id ORDER BY s.id LIMIT 1) o ON true
         WHERE o.id IS NOT NULL OR b.mail_domain IS NOT NULL OR b.country IS NOT NULL",
        program_id.as_uuid(),
        &buyers.iter().map(|(id, _)| id.as_uuid()).collect::<Vec<Uuid>>(),
        &buyers.iter().map(|(_, signs)| signs.mail_domain).collect::<Vec<_>>() as _,
        &buyers.iter().map(|(_, signs)| signs.country.as_deref()).collect::<Vec<_>>() as _,
        &whose,
        &keys,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes what was weighed; what a person or time decided meanwhile stays. Answers which cases are new or changed.
pub(super) async fn put(
    tx: &mut Tx,
    id: ProgramId,
    by: &FraudPolicyView,
    weighed: &[Weighed<'_>],
) -> Result<Vec<FraudCaseId>, DbError> {
    let now = tx.now();
    let until = held_until(now, by.policy.hold_days);
    let findings = weighed.iter().map(|one| serde_json::to_value(&one.score.findings)).collect::<Result<Vec<_>, _>>();
    let findings = findings.map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let pace = |one: &Weighed<'_>| one.known.facts.pace_s.map(|pace_s| i32::try_from(pace_s).unwrap_or(i32::MAX));
    let score = |one: &Weighed<'_>| i16::try_from(one.score.sum).unwrap_or(i16::MAX);
    let blocks = |one: &Weighed<'_>| (one.state == FraudState::Held).then(|| until.to_sqlx());
    let ids = sqlx::query_scalar!(
        "INSERT INTO affiliate.fraud_cases
             (id, conversion_id, partnership_id, program_id, customer, address, agent, pace_s, is_code_alone, score, findings, state,
              blocks_until, policy_version, is_standard, created_at, updated_at)
         SELECT n.id, n.conversion_id, n.partnership_id, $1, n.customer, n.address, n.agent, n.pace_s, n.is_code_alone, n.score,
                n.findings, n.state, n.blocks_until, $14, $15, $16, $16
         FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::integer[], $9::boolean[],
                     $10::smallint[], $11::jsonb[], $12::text[], $13::timestamptz[])
              AS n (id, conversion_id, partnership_id, customer, address, agent, pace_s, is_code_alone, score, findings, state,
                    blocks_until)
         ON CONFLICT (conversion_id, partnership_id) DO UPDATE
         SET score = excluded.score, findings = excluded.findings, state = excluded.state, policy_version = excluded.policy_version,
             is_standard = excluded.is_standard, updated_at = excluded.updated_at, version = fraud_cases.version + 1,
             blocks_until = coalesce(fraud_cases.blocks_until, excluded.blocks_until)
         WHERE fraud_cases.state IN ('clear', 'shown', 'held')
           AND (fraud_cases.score, fraud_cases.findings, fraud_cases.state)
               IS DISTINCT FROM (excluded.score, excluded.findings, excluded.state)
         RETURNING id",
        id.as_uuid(),
        &weighed.iter().map(|one| one.id.as_uuid()).collect::<Vec<_>>(),
        &weighed.iter().map(|one| one.pair.conversion_id.as_uuid()).collect::<Vec<_>>(),
        &weighed.iter().map(|one| one.pair.partnership_id.as_uuid()).collect::<Vec<_>>(),
        &weighed.iter().map(|one| one.pair.customer.map(|name| name.to_vec())).collect::<Vec<_>>() as _,
        &weighed.iter().map(|one| one.known.address.clone()).collect::<Vec<_>>() as _,
        &weighed.iter().map(|one| one.known.agent.clone()).collect::<Vec<_>>() as _,
        &weighed.iter().map(pace).collect::<Vec<_>>() as _,
        &weighed.iter().map(|one| one.pair.is_code_alone).collect::<Vec<_>>(),
        &weighed.iter().map(score).collect::<Vec<_>>(),
        &findings,
        &weighed.iter().map(|one| one.state.as_str().to_owned()).collect::<Vec<_>>(),
        &weighed.iter().map(blocks).collect::<Vec<_>>() as _,
        by.version,
        by.is_standard,
        now.to_sqlx() as _,
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(FraudCaseId::from_uuid).collect())
}

/// Nothing speaks against somebody who is credited no more. Whether it was shown or held.
pub(super) async fn set_clear(tx: &mut Tx, id: FraudCaseId) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE affiliate.fraud_cases
         SET state = 'clear', score = 0, findings = '[]', blocks_until = NULL, is_disputed = false, version = version + 1, updated_at = $2
         WHERE id = $1 AND state IN ('shown', 'held')",
        id.as_uuid(),
        now.to_sqlx() as _,
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}

/// A case as the commands need it.
#[derive(Debug, Clone)]
pub(super) struct Locked {
    pub(super) version: i32,
    pub(super) state: FraudState,
    pub(super) score: i16,
    pub(super) is_disputed: bool,
    pub(super) disputes: i16,
    pub(super) blocks_until: Option<Timestamp>,
}

pub(super) async fn lock(tx: &mut Tx, id: FraudCaseId) -> Result<Option<Locked>, DbError> {
    let row = sqlx::query!(
        "SELECT version, state, score, is_disputed, disputes, blocks_until AS \"blocks_until: jiff_sqlx::Timestamp\"
         FROM affiliate.fraud_cases WHERE id = $1 FOR NO KEY UPDATE",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(Locked {
        version: row.version,
        state: FraudState::parse(&row.state).ok_or_else(|| sqlx::Error::Decode("a state that is not known".into()))?,
        score: row.score,
        is_disputed: row.is_disputed,
        disputes: row.disputes,
        blocks_until: row.blocks_until.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// Where a locked case stands from now on, and why.
pub(super) struct Decided<'d> {
    pub(super) state: FraudState,
    pub(super) ground: Option<FraudGround>,
    pub(super) reason: &'d str,
    pub(super) blocks_until: Option<Timestamp>,
}

pub(super) async fn set_decided(tx: &mut Tx, id: FraudCaseId, decided: &Decided<'_>) -> Result<(), DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE affiliate.fraud_cases
         SET state = $2, ground = $3, reason = $4, blocks_until = $5, is_disputed = false, version = version + 1, updated_at = $6,
             decided_at = $6
         WHERE id = $1",
        id.as_uuid(),
        decided.state.as_str(),
        decided.ground.map(FraudGround::as_str),
        decided.reason,
        decided.blocks_until.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _,
    );
    one(done.execute(tx.conn()).await?.rows_affected())
}

/// The time of a rejection is over: it is final.
pub(super) async fn set_settled(tx: &mut Tx, id: FraudCaseId) -> Result<(), DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE affiliate.fraud_cases SET blocks_until = NULL, is_disputed = false, version = version + 1, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
    );
    one(done.execute(tx.conn()).await?.rows_affected())
}

/// The partner answered.
pub(super) async fn set_disputed(tx: &mut Tx, id: FraudCaseId, text: &str, blocks_until: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE affiliate.fraud_cases
         SET dispute = $2, disputes = disputes + 1, is_disputed = true, blocks_until = $3, version = version + 1, updated_at = $4
         WHERE id = $1",
        id.as_uuid(),
        text,
        blocks_until.to_sqlx() as _,
        now.to_sqlx() as _,
    );
    one(done.execute(tx.conn()).await?.rows_affected())
}

/// One row was changed, which was locked before.
fn one(rows: u64) -> Result<(), DbError> {
    if rows == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound.into()) }
}

/// What became of a case.
pub(super) struct Entry<'e> {
    what: &'static str,
    actor: Option<AccountId>,
    score: u16,
    ground: Option<FraudGround>,
    words: &'e str,
}

impl<'e> Entry<'e> {
    /// By itself.
    pub(super) const fn by_itself(what: &'static str, score: u16) -> Self {
        Self { what, actor: None, score, ground: None, words: "" }
    }

    /// By somebody.
    pub(super) fn by(actor: AccountId, what: &'static str, case: &Locked, ground: Option<FraudGround>, words: &'e str) -> Self {
        Self { what, actor: Some(actor), score: case.score.unsigned_abs(), ground, words }
    }
}

pub(super) async fn add_entry(tx: &mut Tx, id: FraudCaseId, entry: Entry<'_>) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.fraud_entries (id, case_id, what, actor, score, ground, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        id.as_uuid(),
        entry.what,
        entry.actor.map(|account_id| account_id.as_uuid()),
        i16::try_from(entry.score).unwrap_or(i16::MAX),
        entry.ground.map(FraudGround::as_str),
        entry.words,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
