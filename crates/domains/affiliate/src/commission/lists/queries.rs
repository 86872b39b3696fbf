//! Reading commissions, for who looks at them.

use std::collections::HashMap;

use contracts::affiliate::{CommissionId, ConversionId, PartnershipId, TouchId};
use jiff::{Timestamp, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money, RowKey};
use platform::DbError;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{
    attribution::{Decision, Outcome},
    commission::{
        bonuses::Reached,
        view::{CommissionEntry, CommissionStanding, CommissionView, DayClicks, MonthBonus, state},
    },
};

fn parse(currency: &str) -> Result<Currency, DbError> {
    Currency::parse(currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}

/// The currency of the program of a partnership.
pub(in crate::commission) async fn currency(conn: &mut PgConnection, id: PartnershipId) -> Result<Currency, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT p.currency FROM affiliate.partnerships s JOIN affiliate.programs p ON p.id = s.program_id WHERE s.id = $1",
        id.as_uuid(),
    );
    parse(&found.fetch_one(conn).await?)
}

/// What these partners were paid, or what is on its way to them: what was sent again counts once.
pub(in crate::commission) async fn paid(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<PartnershipId, i64>, DbError> {
    let rows = sqlx::query!(
        "SELECT o.partnership_id, sum(o.amount_minor)::bigint AS \"paid!\" FROM affiliate.payouts o
         WHERE o.partnership_id = ANY ($1) AND NOT EXISTS (SELECT FROM affiliate.payouts b WHERE b.sent_again_as = o.id)
         GROUP BY o.partnership_id ORDER BY o.partnership_id",
        ids,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.partnership_id.into(), row.paid)).collect())
}

pub(in crate::commission) async fn partnership_of(
    conn: &mut PgConnection,
    id: CommissionId,
) -> Result<Option<PartnershipId>, DbError> {
    let found = sqlx::query_scalar!("SELECT partnership_id FROM affiliate.commissions WHERE id = $1", id.as_uuid());
    Ok(found.fetch_optional(conn).await?.map(PartnershipId::from_uuid))
}

struct Row {
    id: Uuid,
    conversion_id: Uuid,
    partnership_id: Uuid,
    kind: String,
    external_id: String,
    sale_currency: String,
    amount_minor: i64,
    /// Of those of a day.
    clicks: Option<i64>,
    /// The step.
    bonus: Option<Json<Reached>>,
    share_bp: i32,
    currency: String,
    earned_minor: i64,
    owed_minor: i64,
    capped_minor: i64,
    booked_minor: i64,
    touch_id: Uuid,
    decision: Option<Json<Decision>>,
    occurred_at: jiff_sqlx::Timestamp,
    matures_at: jiff_sqlx::Timestamp,
    matured_at: Option<jiff_sqlx::Timestamp>,
    created_at: jiff_sqlx::Timestamp,
}

impl Row {
    fn view(self) -> Result<(Timestamp, CommissionView), DbError> {
        let currency = parse(&self.currency)?;
        let money = |amount_minor| Money::new(amount_minor, currency);
        let matured_at = self.matured_at.map(jiff_sqlx::Timestamp::to_jiff);
        let view = CommissionView {
            id: self.id.into(),
            conversion_id: self.conversion_id.into(),
            partnership_id: self.partnership_id.into(),
            clicks: self.clicks.map(|clicks| DayClicks {
                day: self.occurred_at.to_jiff().to_zoned(TimeZone::UTC).date(),
                clicks,
                // The amount is so many times what each earned.
                each: money(self.amount_minor / clicks.max(1)),
            }),
            bonus: self.bonus.map(|step| MonthBonus {
                month: self.occurred_at.to_jiff().to_zoned(TimeZone::UTC).date().first_of_month(),
                reach: step.0.reach,
                reached: step.0.reached,
            }),
            external_id: Some(self.external_id).filter(|_| matches!(self.kind.as_str(), "lead" | "sale")),
            kind: self.kind,
            amount: Money::new(self.amount_minor, parse(&self.sale_currency)?),
            share_bp: self.share_bp,
            earned: money(self.earned_minor),
            owed: money(self.owed_minor),
            capped: money(self.capped_minor),
            booked: money(self.booked_minor),
            state: state(self.owed_minor - self.capped_minor, self.booked_minor, matured_at.is_some()),
            why: self.decision.and_then(|decision| why(&decision.0, self.touch_id.into())),
            occurred_at: self.occurred_at.to_jiff(),
            matures_at: self.matures_at.to_jiff(),
            matured_at,
        };
        Ok((self.created_at.to_jiff(), view))
    }
}

fn why(decision: &Decision, touch_id: TouchId) -> Option<Outcome> {
    decision.verdicts.iter().find(|verdict| verdict.touch_id == touch_id).map(|verdict| verdict.outcome)
}

pub(in crate::commission) async fn of_partnership(
    conn: &mut PgConnection,
    id: PartnershipId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<(Timestamp, CommissionView)>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT c.id, c.conversion_id, c.partnership_id, v.kind, v.external_id, v.currency AS sale_currency, v.amount_minor,
                CASE WHEN v.kind = 'clicks' THEN (SELECT sum((l.line ->> 'quantity')::bigint)::bigint
                                                  FROM jsonb_array_elements(v.lines) AS l (line)) END AS clicks,
                CASE WHEN v.kind = 'bonus' THEN v.lines -> 0 END AS \"bonus: _\", c.share_bp, c.currency,
                c.earned_minor, c.owed_minor, c.capped_minor, c.booked_minor, c.touch_id, v.decision AS \"decision: _\",
                v.occurred_at AS \"occurred_at: _\", c.matures_at AS \"matures_at: _\", c.matured_at AS \"matured_at: _\",
                c.created_at AS \"created_at: _\"
         FROM affiliate.commissions c JOIN affiliate.conversions v ON v.id = c.conversion_id
         WHERE c.partnership_id = $4 AND ($1::timestamptz IS NULL OR (c.created_at, c.id) < ($1, $2))
         ORDER BY c.created_at DESC, c.id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
    );
    rows.fetch_all(conn).await?.into_iter().map(Row::view).collect()
}

/// What these conversions earn each partner, by conversion and partnership.
pub(crate) async fn standings(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<HashMap<(ConversionId, PartnershipId), CommissionStanding>, DbError> {
    let rows = sqlx::query!(
        "SELECT conversion_id, partnership_id, currency, owed_minor, capped_minor, booked_minor, matured_at IS NOT NULL AS \"matured!\"
         FROM affiliate.commissions WHERE conversion_id = ANY ($1) ORDER BY conversion_id, partnership_id LIMIT 10000",
        ids,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let standing = rows.map(|row| {
        let (currency, due) = (parse(&row.currency)?, row.owed_minor - row.capped_minor);
        let standing = CommissionStanding {
            due: Money::new(due, currency),
            booked: Money::new(row.booked_minor, currency),
            state: state(due, row.booked_minor, row.matured),
        };
        Ok(((row.conversion_id.into(), row.partnership_id.into()), standing))
    });
    standing.collect()
}

pub(in crate::commission) async fn entries(conn: &mut PgConnection, id: CommissionId) -> Result<Vec<CommissionEntry>, DbError> {
    let rows = sqlx::query!(
        "SELECT e.journal_id, e.kind, e.amount_minor, c.currency, e.created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.commission_entries e JOIN affiliate.commissions c ON c.id = e.commission_id
         WHERE e.commission_id = $1 ORDER BY e.created_at, e.journal_id LIMIT 200",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| {
        Ok(CommissionEntry {
            journal_id: row.journal_id.into(),
            kind: row.kind,
            amount: Money::new(row.amount_minor, parse(&row.currency)?),
            created_at: row.created_at.to_jiff(),
        })
    });
    view.collect()
}
