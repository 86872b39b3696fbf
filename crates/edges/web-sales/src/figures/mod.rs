//! Figures of a merchant, of an influencer, of everybody for the staff: the same board on every desk. Every figure is a query and leads to its rows.

mod board;
mod checks;
mod export;
mod funnel;
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
    post: Option<String>,
    origine: Option<String>,
    /// `lead` or `sale`; both, if it is neither.
    genre: String,
}

/// Whose figures, and where their pages are.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) scope: FigureScope,
    /// The address of the desk, without language.
    pub(crate) path: String,
    /// The tables there are, the first one is shown first.
    pub(crate) tables: &'static [FigureBy],
    pub(crate) side: Side,
    /// The time zone of whoever asks for none.
    pub(crate) zone: &'static str,
}

/// Who looks: what money is called, and where names lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// What is earned.
    Influencer,
    /// Revenue and cost.
    Merchant,
    /// The same, of others.
    Staff,
}

impl Desk {
    /// Whether money is told as a merchant sees it: revenue and cost; otherwise what is earned.
    const fn sells(&self) -> bool {
        !matches!(self.side, Side::Influencer)
    }

    /// The address of the rows of this kind: of the whole platform there is no list, but of each program, which the table of programs leads to.
    fn rows(&self, kind: &str) -> Option<String> {
        (self.scope != FigureScope::Platform).then(|| format!("{}/{kind}", self.path))
    }

    /// Where the rows of one of a table's are, which has pages of its own.
    fn rows_of(&self, by: FigureBy, key: &str, kind: &str) -> Option<String> {
        let page = (self.side == Side::Staff && by == FigureBy::Program).then(|| self.page_of(by, key))?;
        Some(format!("{}/{kind}", page?))
    }

    /// The page of what a row of a table is named after.
    fn page_of(&self, by: FigureBy, key: &str) -> Option<String> {
        if key.is_empty() {
            return None;
        }
        match (self.side, by) {
            (Side::Influencer, FigureBy::Program) => Some(format!("/marche/programmes/{key}")),
            (Side::Staff, FigureBy::Program) => Some(format!("{}/programmes/{key}", self.path)),
            (Side::Merchant, FigureBy::Partner) => Some(format!("{}/partenaires/{key}", self.path)),
            (Side::Influencer, FigureBy::Link) => Some(format!("{}/liens/{key}", self.path)),
            _ => None,
        }
    }
}

impl Asked {
    /// The period that is asked for; the usual one, with what is wrong, when it cannot be read.
    fn period(&self, visit: &Visit, desk: &Desk) -> Result<(FigurePeriod, FormErrors), WebError> {
        let zone = if self.zone.is_empty() { desk.zone.to_owned() } else { self.zone.clone() };
        let form = PeriodForm { from: self.from.clone(), to: self.to.clone(), zone };
        match FigurePeriod::read(&form, visit.now()) {
            Ok(period) => Ok((period, FormErrors::none())),
            Err(error @ AffiliateError::Invalid(_)) => {
                let errors = FormErrors::of(error, visit.t)?;
                let usual = PeriodForm { zone: desk.zone.to_owned(), ..PeriodForm::default() };
                Ok((FigurePeriod::read(&usual, visit.now())?, errors))
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
