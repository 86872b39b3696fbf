//! Reading what is weighed.

use contracts::affiliate::{ConversionId, PartnershipId, ProgramId};
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{
    attribution::Fault,
    fraud::{
        FraudLimits, FraudPolicy, FraudPolicyView, FraudState,
        score::{ClickFacts, Facts},
        weigh::{Known, Pair, Standing},
    },
};

/// How a program weighs: its own newest policy, or else the standard one.
pub(in crate::fraud) async fn policy(conn: &mut PgConnection, id: ProgramId) -> Result<FraudPolicyView, DbError> {
    let row = sqlx::query!(
        "(SELECT version AS \"version!\", false AS \"is_standard!\", body AS \"body!: Json<FraudPolicy>\",
                 created_at AS \"created_at!: jiff_sqlx::Timestamp\"
          FROM affiliate.fraud_policies WHERE program_id = $1 ORDER BY version DESC LIMIT 1)
         UNION ALL
         (SELECT version, true, body, created_at FROM affiliate.fraud_standard ORDER BY version DESC LIMIT 1)
         ORDER BY 2 LIMIT 1",
        id.as_uuid(),
    );
    let row = row.fetch_one(conn).await?;
    Ok(FraudPolicyView {
        version: row.version,
        is_standard: row.is_standard,
        policy: row.body.0,
        created_at: row.created_at.to_jiff(),
    })
}

/// The cases of these conversions: as many as they were ever credited to.
pub(in crate::fraud) async fn standing(tx: &mut Tx, ids: &[ConversionId]) -> Result<Vec<Standing>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(ConversionId::as_uuid).collect();
    let rows = sqlx::query!(
        "SELECT id, conversion_id, partnership_id, state FROM affiliate.fraud_cases WHERE conversion_id = ANY ($1) ORDER BY id",
        &ids,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let cases = rows.map(|row| {
        Ok(Standing {
            id: row.id.into(),
            conversion_id: row.conversion_id.into(),
            partnership_id: row.partnership_id.into(),
            state: FraudState::parse(&row.state).ok_or_else(|| sqlx::Error::Decode("a state that is not known".into()))?,
        })
    });
    cases.collect()
}

/// Whose touches do not count in these conversions, because somebody decided so.
pub(crate) async fn faults(tx: &mut Tx, ids: &[ConversionId]) -> Result<Vec<(ConversionId, PartnershipId, Fault)>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(ConversionId::as_uuid).collect();
    let rows = sqlx::query!(
        "SELECT conversion_id, partnership_id, ground FROM affiliate.fraud_cases
         WHERE conversion_id = ANY ($1) AND state = 'rejected' ORDER BY id",
        &ids,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let faults = rows.map(|row| {
        let fault = if row.ground.as_deref() == Some("own_purchase") { Fault::OwnPurchase } else { Fault::Fraud };
        (row.conversion_id.into(), row.partnership_id.into(), fault)
    });
    Ok(faults.collect())
}

struct Row {
    account_id: Uuid,
    at: Option<jiff_sqlx::Timestamp>,
    country: Option<String>,
    network: Option<String>,
    paid: Option<String>,
    address: Option<Vec<u8>>,
    agent: Option<Vec<u8>>,
    is_own: bool,
    mail_domain: Option<String>,
    order_country: Option<String>,
    same_address: i64,
    countries: i64,
    conversions: i64,
    code_customers: i64,
    address_customers: i64,
    device_customers: i64,
    paces: i64,
    median: Option<i32>,
}

impl Row {
    fn known(self, pair: &Pair) -> Known {
        let pace_s = self.at.map(|at| pair.occurred_at.duration_since(at.to_jiff()).as_secs());
        let click = pair.click_id.map(|_id| ClickFacts {
            country: self.country,
            network: self.network,
            paid: self.paid,
            same_address: self.same_address,
        });
        let facts = Facts {
            click,
            // A shop's clock that is slow says nothing of how quick somebody was.
            pace_s: pace_s.filter(|pace_s| *pace_s >= 0),
            median_s: self.median.map(i64::from),
            paces: self.paces,
            is_own: self.is_own,
            mail_domain: self.mail_domain,
            order_country: self.order_country,
            conversions: self.conversions,
            address_customers: self.address_customers,
            device_customers: self.device_customers,
            is_code_alone: pair.is_code_alone,
            code_customers: self.code_customers,
            is_code_over_link: pair.is_code_over_link,
            countries: self.countries,
        };
        Known { account_id: self.account_id.into(), facts, address: self.address, agent: self.agent }
    }
}

/// What is known of these pairs, in their order. Bounded: of a link the last two thousand clicks of an hour, of a partner the last thousand
/// conversions of a day, of an address the last two hundred, of a program the last two hundred.
pub(in crate::fraud) async fn facts(
    tx: &mut Tx,
    id: ProgramId,
    pairs: &[Pair],
    limits: &FraudLimits,
) -> Result<Vec<Known>, DbError> {
    let now = tx.now();
    let own = |pair: &Pair| pair.customer.map_or_else(|| pair.conversion_id.as_uuid().as_bytes().to_vec(), |name| name.to_vec());
    let rows = sqlx::query_file_as!(
        Row,
        "src/fraud/facts/queries/facts.sql",
        id.as_uuid(),
        &pairs.iter().map(|pair| pair.conversion_id.as_uuid()).collect::<Vec<_>>(),
        &pairs.iter().map(|pair| pair.partnership_id.as_uuid()).collect::<Vec<_>>(),
        &pairs.iter().map(|pair| pair.click_id.map(|id| id.as_uuid())).collect::<Vec<Option<Uuid>>>() as _,
        &pairs.iter().map(own).collect::<Vec<Vec<u8>>>(),
        i32::from(limits.country_minutes),
        now.to_sqlx() as _,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().zip(pairs);
    Ok(rows.map(|(row, pair)| row.known(pair)).collect())
}
