//! Figures of merchants, partners and the platform: sums that grow as clicks and conversions are counted.
//!
//! Invariants: what waits to be counted was written with what it counts, and is taken away with counting it: nothing is counted twice or left
//! out, whatever crashes. The sums are those of the rows ([`Affiliate::check_figures`] says where they are not). Currencies are never added.
//! A click counts at its instant, a lead and a sale when they happened, a refund when it was given back, a commission's money when it was
//! booked.

mod check;
mod count;
mod days;
mod export;
mod live;
mod model;
mod period;
mod read;
mod rows;
mod scope;
mod stretch;

pub(crate) use self::live::Watchers;
pub use self::{
    check::{BalanceDifference, FigureDifference},
    model::{DayFigures, FigureBy, FigureRow, FigureTable, Figures, FiguresView, MoneyFigures},
    period::{FigurePeriod, PeriodForm, PeriodView},
    read::BalanceView,
    rows::{ClickRow, ConversionRow, ConversionShare, FigureRowNames, FigureRows},
    scope::FigureScope,
};
#[expect(unused_imports, reason = "named in documentation")]
use crate::Affiliate;
