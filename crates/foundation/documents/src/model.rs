//! What documents say. All words are the caller's, in the language of the reader.

use kernel::Locale;
use qrcode::{EcLevel, QrCode, render::svg};
use typst::foundations::{Array, Bytes, Dict, IntoValue as _, Str, Value};

use crate::DocumentError;

/// The longest text, in characters.
const LONGEST: usize = 2000;
/// The most lines of a list.
const MOST: usize = 60;

/// A line with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
}

impl Fact {
    /// A line with its label.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

/// An address, also as a QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What lies there; also what a screen reader says of the code.
    pub text: String,
    /// Absolute.
    pub url: String,
}

/// What lets a reader check that a total contains this payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its heading.
    pub title: String,
    /// What it proves, and how it is checked.
    pub text: String,
    /// Place, total, root, signature: long words are broken anywhere.
    pub facts: Vec<Fact>,
}

/// What proves a payment to who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The language it is written in.
    pub locale: Locale,
    /// Who issues it.
    pub issuer: String,
    /// What kind of paper it is.
    pub title: String,
    /// The amount, large.
    pub headline: String,
    /// What it was for, under the amount.
    pub subject: String,
    /// Everything else that is to be known.
    pub facts: Vec<Fact>,
    /// What the reader should know: one paragraph each.
    pub notes: Vec<String>,
    /// The proof, when there is one.
    pub proof: Option<Proof>,
    /// Where it is found again.
    pub link: Link,
}

/// Thanks to somebody who helped to make something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The language it is written in.
    pub locale: Locale,
    /// Who issues it.
    pub issuer: String,
    /// What kind of paper it is.
    pub title: String,
    /// What stands before the name.
    pub before: String,
    /// Whose it is.
    pub name: String,
    /// What stands after the name.
    pub after: String,
    /// What was made possible.
    pub subject: String,
    /// By whom it is made.
    pub by: String,
    /// When, how much, which number.
    pub facts: Vec<Fact>,
    /// Where it can be checked.
    pub link: Link,
}

impl Receipt {
    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        let proof = self.proof.iter().flat_map(|proof| [&proof.title, &proof.text]);
        let texts = [&self.issuer, &self.title, &self.headline, &self.subject].into_iter();
        within(texts.chain(&self.notes).chain(proof), &[&self.facts, self.proof.as_ref().map_or(&[], |proof| &proof.facts)])
    }

    pub(crate) fn inputs(&self) -> Result<Dict, DocumentError> {
        let mut dict = Dict::new();
        put(&mut dict, "lang", language(self.locale));
        put(&mut dict, "issuer", &self.issuer);
        put(&mut dict, "title", &self.title);
        put(&mut dict, "headline", &self.headline);
        put(&mut dict, "subject", &self.subject);
        dict.insert("facts".into(), facts(&self.facts));
        dict.insert("notes".into(), self.notes.iter().map(|note| text(note)).collect::<Array>().into_value());
        dict.insert("proof".into(), self.proof.as_ref().map_or(Value::None, proof));
        dict.insert("link".into(), link(&self.link)?);
        Ok(dict)
    }
}

impl Certificate {
    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        let texts = [&self.issuer, &self.title, &self.before, &self.name, &self.after, &self.subject, &self.by];
        within(texts.into_iter(), &[&self.facts])
    }

    pub(crate) fn inputs(&self) -> Result<Dict, DocumentError> {
        let mut dict = Dict::new();
        put(&mut dict, "lang", language(self.locale));
        for (key, value) in [
            ("issuer", &self.issuer),
            ("title", &self.title),
            ("before", &self.before),
            ("name", &self.name),
            ("after", &self.after),
            ("subject", &self.subject),
            ("by", &self.by),
        ] {
            put(&mut dict, key, value);
        }
        dict.insert("facts".into(), facts(&self.facts));
        dict.insert("link".into(), link(&self.link)?);
        Ok(dict)
    }
}

pub(crate) fn within<'a>(mut texts: impl Iterator<Item = &'a String>, lists: &[&[Fact]]) -> Result<(), DocumentError> {
    let long = |text: &String| text.chars().count() > LONGEST;
    let listed = lists.iter().any(|list| list.len() > MOST || list.iter().any(|fact| long(&fact.label) || long(&fact.value)));
    if listed || texts.any(long) { Err(DocumentError::TooLong) } else { Ok(()) }
}

/// The narrow space of French numbers is in none of the fonts; the wider one is.
pub(crate) fn text(words: &str) -> Value {
    Str::from(words.replace('\u{202f}', "\u{a0}")).into_value()
}

pub(crate) fn put(dict: &mut Dict, key: &str, words: &str) {
    dict.insert(key.into(), text(words));
}

pub(crate) fn language(locale: Locale) -> &'static str {
    match locale {
        Locale::Fr => "fr",
        Locale::En => "en",
    }
}

pub(crate) fn facts(list: &[Fact]) -> Value {
    let row = |fact: &Fact| {
        let mut row = Dict::new();
        put(&mut row, "label", &fact.label);
        put(&mut row, "value", &fact.value);
        row.into_value()
    };
    list.iter().map(row).collect::<Array>().into_value()
}

fn proof(proof: &Proof) -> Value {
    let mut dict = Dict::new();
    put(&mut dict, "title", &proof.title);
    put(&mut dict, "text", &proof.text);
    dict.insert("facts".into(), facts(&proof.facts));
    dict.into_value()
}

pub(crate) fn link(link: &Link) -> Result<Value, DocumentError> {
    let code = QrCode::with_error_correction_level(link.url.as_bytes(), EcLevel::M).map_err(|_long| DocumentError::TooLong)?;
    let picture = code.render::<svg::Color<'_>>().quiet_zone(false).build();
    let mut dict = Dict::new();
    put(&mut dict, "text", &link.text);
    put(&mut dict, "url", &link.url);
    dict.insert("code".into(), Bytes::new(picture.into_bytes()).into_value());
    Ok(dict.into_value())
}
