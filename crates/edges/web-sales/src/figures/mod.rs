//! Figures of a merchant, of an influencer, of one partnership: the same board on every desk. Every figure is a query and leads to its rows.

mod board;
mod export;
mod live;
mod rows;
mod tables;

use affiliate::{AffiliateError, FigureBy, FigurePeriod, FigureScope, PeriodForm};
use serde::Deserialize;
use web_kit::{FormErrors, Visit, WebError};

pub(crate) use self::{
    board::Board,
    export::{File, csv},
    live::{fragment, stream},
    rows::{clicks, conversions},
};

/// What a page of figures is asked for, in its query.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    #[serde(rename = "du")]
    from: String,
    #[serde(rename = "au")]
    to: String,
    #[serde(rename = "fuseau")]
    zone: String,
    #[serde(rename = "par")]
    by: String,
    /// Of which rows: ids and codes of the tables.
    lien: String,
    partenaire: String,
    produit: String,
    pays: Option<String>,
    appareil: Option<String>,
}

/// Whose figures, and where their pages are.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) scope: FigureScope,
    /// The address of the desk, without language.
    pub(crate) path: String,
    /// The tables there are, the first one is shown first.
    pub(crate) tables: &'static [FigureBy],
    /// Whether money is told as a merchant sees it: revenue and cost; otherwise what is earned.
    pub(crate) sells: bool,
}

impl Asked {
    /// The period that is asked for; the usual one, with what is wrong, when it cannot be read.
    fn period(&self, visit: &Visit) -> Result<(FigurePeriod, FormErrors), WebError> {
        let form = PeriodForm { from: self.from.clone(), to: self.to.clone(), zone: self.zone.clone() };
        match FigurePeriod::read(&form, visit.now()) {
            Ok(period) => Ok((period, FormErrors::none())),
            Err(error @ AffiliateError::Invalid(_)) => {
                let errors = FormErrors::of(error, visit.t)?;
                Ok((FigurePeriod::read(&PeriodForm::default(), visit.now())?, errors))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn by(&self, desk: &Desk) -> FigureBy {
        let chosen = FigureBy::parse(&self.by).filter(|by| desk.tables.contains(by));
        chosen.unwrap_or(desk.tables[0])
    }

    /// The parameters that name the period.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let pairs = [("du", &self.from), ("au", &self.to), ("fuseau", &self.zone)];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone())).collect()
    }
}
