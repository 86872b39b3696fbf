//! Reading sums for dashboards, and what partners have by the ledger.

pub(super) mod queries;

use std::collections::HashMap;

use kernel::{Actor, Currency, Money};
use ledger::AccountCode;
use platform::Tx;
use serde::Serialize;
use uuid::Uuid;

use super::{
    DayFigures, FigureBy, FigurePeriod, FigureRow, FigureScope, FigureTable, Figures, FiguresView,
    model::{self, Key, Sums},
};
use crate::{Affiliate, AffiliateError, commission::account};

/// The most rows of a table.
pub(super) const ROWS: usize = 200;

/// What partners have of one currency, by the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BalanceView {
    /// Held until orders cannot be given back any more.
    pub held: Money,
    /// Payable.
    pub payable: Money,
    /// Paid out, or on its way.
    pub paid: Money,
    /// Owed for orders that were given back after they were paid out.
    pub debt: Money,
}

impl Affiliate {
    /// The figures of a period, of the one before, and of each day: every day of the period is there.
    pub async fn figures(&self, actor: &Actor, scope: FigureScope, period: &FigurePeriod) -> Result<FiguresView, AffiliateError> {
        self.require_scope(actor, scope).await?;
        let scopes = self.totals_of(actor, scope).await?;
        let mut tx = self.planned_once(actor).await?;
        let dimensions = scope.kept().dimensions();
        let sums = queries::by_day(tx.conn(), &scopes, dimensions, &period.parts(), &period.starts()).await?;
        let previous = queries::by_thing(tx.conn(), &scopes, dimensions, &period.previous().weekly()).await?;
        tx.commit().await?;
        let mut of_days: HashMap<usize, Vec<&Sums>> = HashMap::new();
        for one in &sums {
            let Key::Day(day) = one.key else { continue };
            of_days.entry(day).or_default().push(one);
        }
        let days = period.each().enumerate().map(|(place, day)| {
            let sums = of_days.remove(&place).unwrap_or_default();
            DayFigures { day, figures: Figures::of(sums, scope.kept()) }
        });
        Ok(FiguresView {
            period: period.into(),
            days: days.collect(),
            totals: Figures::of(&sums, scope.kept()),
            previous: Figures::of(&previous, scope.kept()),
        })
    }

    /// The figures of a period by link, partner, program, product, country, device, post or origin.
    pub async fn figure_table(
        &self,
        actor: &Actor,
        scope: FigureScope,
        period: &FigurePeriod,
        by: FigureBy,
    ) -> Result<FigureTable, AffiliateError> {
        self.require_scope(actor, scope).await?;
        let source = self.source(actor, scope, by).await?;
        let mut tx = self.planned_once(actor).await?;
        let stretches = if source.has_weeks() { period.weekly() } else { period.stretches() };
        let sums = queries::table(tx.conn(), &source, &stretches, ROWS + 1).await?;
        tx.commit().await?;
        let mut conn = self.conn().await?;
        let mut rows = model::rows(&sums);
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let keys: Vec<Uuid> = rows.iter().filter_map(|(key, _)| key.parse().ok()).collect();
        let labels = match by {
            FigureBy::Link => queries::links(&mut conn, &keys).await?,
            FigureBy::Partner => queries::partners(&mut conn, &keys).await?,
            FigureBy::Program => queries::merchants(&mut conn, &keys).await?,
            FigureBy::Product => queries::products(&mut conn, &keys).await?,
            FigureBy::Country | FigureBy::Device | FigureBy::Post | FigureBy::Origin => HashMap::new(),
        };
        let rows = rows.into_iter().map(|(key, figures)| match labels.get(&key) {
            Some((key, label)) => FigureRow { key: key.clone(), label: Some(label.clone()), figures },
            None => FigureRow { key, label: None, figures },
        });
        Ok(FigureTable { by, rows: rows.collect(), more })
    }

    /// One instant, whose statements are planned once for each connection: planning a table takes as long as adding it up, and its plan is
    /// the same whatever is asked.
    async fn planned_once(&self, actor: &Actor) -> Result<Tx, AffiliateError> {
        let mut tx = self.db().begin_snapshot(actor).await?;
        tx.plan_once().await?;
        Ok(tx)
    }

    /// What partners have, a currency each: one's own, a partner's, all of a program. Of the platform nobody asks that here.
    pub async fn balances(&self, actor: &Actor, scope: FigureScope) -> Result<Vec<BalanceView>, AffiliateError> {
        self.require_scope(actor, scope).await?;
        let mut conn = self.conn().await?;
        let partnerships = match scope {
            FigureScope::Platform => return Err(AffiliateError::NotFound),
            FigureScope::Program(id) => queries::partnerships_in(&mut conn, id).await?,
            FigureScope::Mine | FigureScope::Partnership(_) => self.totals_of(actor, scope).await?,
        };
        let paid = queries::paid(&mut conn, &partnerships).await?;
        drop(conn);
        let mut views: Vec<BalanceView> = Vec::new();
        for (currency, paid, ids) in paid {
            let [held, payable, debt] = self.posted(&ids, currency).await?;
            let money = |minor| Money::new(minor, currency);
            views.push(BalanceView { held: money(held), payable: money(payable), paid: money(paid), debt: money(-debt) });
        }
        Ok(views)
    }

    /// What these partnerships have together of what is held, of what is payable, and of what they owe, which is below nothing.
    async fn posted(&self, ids: &[Uuid], currency: Currency) -> Result<[i64; 3], AffiliateError> {
        let mut sums = [0; 3];
        let codes = [AccountCode::CommissionPending, AccountCode::CommissionAvailable, AccountCode::PartnerDebt];
        for some in ids.chunks(500) {
            for (sum, code) in sums.iter_mut().zip(codes) {
                let keys = some.iter().map(|id| account(code, *id, currency)).collect::<Result<Vec<_>, _>>()?;
                let opened = self.ledger().opened(&keys).await?;
                *sum += opened.values().map(|balance| balance.posted.amount_minor).sum::<i64>();
            }
        }
        Ok(sums)
    }
}
