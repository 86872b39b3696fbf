//! Letters: what a context writes to a person, from its own texts (`i18n/{fr,en}/<crate>.ftl`), as text and as HTML in one frame.

mod html;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use kernel::Locale;
use unic_langid::LanguageIdentifier;

use crate::OutgoingMail;

/// The texts of one context in both languages.
pub struct Texts {
    french: FluentBundle<FluentResource>,
    english: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").finish_non_exhaustive()
    }
}

impl Texts {
    /// Texts from the sources of a context. A wrong line loses only itself; a test that composes every letter finds it.
    pub fn of(french: &str, english: &str) -> Self {
        Self { french: bundle(Locale::Fr, french), english: bundle(Locale::En, english) }
    }

    /// The text with these values; the key itself where there is no such text.
    pub fn get(&self, locale: Locale, key: &str, values: &[(&str, String)]) -> String {
        let bundle = match locale {
            Locale::Fr => &self.french,
            Locale::En => &self.english,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, FluentValue::from(value.as_str()));
        }
        bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }
}

fn bundle(locale: Locale, source: &str) -> FluentBundle<FluentResource> {
    // Our two tags parse; the default (`und`) would only lose plural rules.
    let language: LanguageIdentifier = locale.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _errors)| partial);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Things told together, under one title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub title: String,
    /// One line each, and where it leads.
    pub lines: Vec<(String, String)>,
    /// What is said of those that are left out.
    pub more: Option<String>,
}

impl Group {
    fn text(&self) -> String {
        let lines: String = self.lines.iter().map(|(line, url)| format!("- {line}\n  {url}\n")).collect();
        let more = self.more.as_ref().map(|more| format!("  {more}\n")).unwrap_or_default();
        format!("{}\n{lines}{more}\n", self.title)
    }
}

/// A letter whose words are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its language.
    pub locale: Locale,
    /// One line.
    pub subject: String,
    /// What happened.
    pub body: String,
    /// What happened in each matter, where it is more than one.
    pub groups: Vec<Group>,
    /// What the button says, and where it leads.
    pub action: Option<(String, String)>,
    /// What is said at the end.
    pub note: String,
    /// Who writes.
    pub signature: String,
}

impl Letter {
    /// The finished mail.
    pub fn to(&self, address: &str) -> OutgoingMail {
        let action = self.action.as_ref().map(|(label, url)| format!("{label}\n{url}\n\n")).unwrap_or_default();
        let groups: String = self.groups.iter().map(Group::text).collect();
        OutgoingMail {
            to: address.to_owned(),
            subject: self.subject.clone(),
            text: format!("{}\n\n{groups}{action}{}\n\n{}\n", self.body, self.note, self.signature),
            html: html::page(self),
            unsubscribe: None,
        }
    }
}
