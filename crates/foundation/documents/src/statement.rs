//! Statements of account and invoices: two sides, a table that adds up, what the law says of it.

use kernel::Locale;
use typst::foundations::{Array, Dict, IntoValue as _, Value};

use crate::{
    DocumentError,
    model::{Fact, Link, facts, language, link, put, text, within},
};

/// The most rows of the table.
const ROWS: usize = 400;
/// The most columns.
const COLUMNS: usize = 8;

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// What it is: who is paid, who pays.
    pub title: String,
    /// Its name.
    pub name: String,
    /// Address and numbers.
    pub lines: Vec<String>,
}

/// What somebody has with somebody else over a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The language it is written in.
    pub locale: Locale,
    /// Who makes it.
    pub issuer: String,
    /// What kind of paper it is, with its number.
    pub title: String,
    /// Of which time.
    pub subject: String,
    /// Who is paid, then who pays.
    pub parties: [Party; 2],
    /// Dates and references.
    pub facts: Vec<Fact>,
    /// What the columns are: the first one names the row.
    pub head: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<String>>,
    /// The row under them.
    pub total: Vec<String>,
    /// The sum, large.
    pub headline: String,
    /// What stands above the rules.
    pub rules_title: String,
    /// What the law says.
    pub rules: Vec<Fact>,
    /// What the reader should know: one paragraph each.
    pub notes: Vec<String>,
    /// Where it is found again.
    pub link: Link,
}

impl Statement {
    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        let columns = self.head.len();
        if self.rows.len() > ROWS || !(1..=COLUMNS).contains(&columns) {
            return Err(DocumentError::TooLong);
        }
        if self.rows.iter().chain([&self.total]).any(|row| row.len() != columns) {
            return Err(DocumentError::Bug("a row of another width than the head".into()));
        }
        let texts = [&self.issuer, &self.title, &self.subject, &self.headline, &self.rules_title].into_iter();
        let sides = self.parties.iter().flat_map(|party| [&party.title, &party.name].into_iter().chain(&party.lines));
        let cells = self.rows.iter().flatten().chain(&self.head).chain(&self.total);
        within(texts.chain(sides).chain(cells).chain(&self.notes), &[&self.facts, &self.rules])
    }

    pub(crate) fn inputs(&self) -> Result<Dict, DocumentError> {
        let mut dict = Dict::new();
        put(&mut dict, "lang", language(self.locale));
        for (key, value) in [
            ("issuer", &self.issuer),
            ("title", &self.title),
            ("subject", &self.subject),
            ("headline", &self.headline),
            ("rules_title", &self.rules_title),
        ] {
            put(&mut dict, key, value);
        }
        dict.insert("parties".into(), self.parties.iter().map(side).collect::<Array>().into_value());
        dict.insert("facts".into(), facts(&self.facts));
        dict.insert("head".into(), words(&self.head));
        dict.insert("rows".into(), self.rows.iter().map(|row| words(row)).collect::<Array>().into_value());
        dict.insert("total".into(), words(&self.total));
        dict.insert("rules".into(), facts(&self.rules));
        dict.insert("notes".into(), words(&self.notes));
        dict.insert("link".into(), link(&self.link)?);
        Ok(dict)
    }
}

fn words(list: &[String]) -> Value {
    list.iter().map(|word| text(word)).collect::<Array>().into_value()
}

fn side(party: &Party) -> Value {
    let mut dict = Dict::new();
    put(&mut dict, "title", &party.title);
    put(&mut dict, "name", &party.name);
    dict.insert("lines".into(), words(&party.lines));
    dict.into_value()
}
