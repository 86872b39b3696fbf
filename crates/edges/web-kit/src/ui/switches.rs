//! The switches of the look: data-saver, light or dark, language. Forms that work without JavaScript.

use kernel::Locale;
use maud::{Markup, Render, html};

use super::Icon;
use crate::{preferences::Mode, routes, visit::Visit};

/// Turns the data-saver on and off.
#[derive(Debug, Clone, Copy)]
pub struct DataSaverSwitch<'v>(&'v Visit);

impl<'v> DataSaverSwitch<'v> {
    /// The switch of this visit.
    pub const fn new(visit: &'v Visit) -> Self {
        Self(visit)
    }
}

impl Render for DataSaverSwitch<'_> {
    fn render(&self) -> Markup {
        let visit = self.0;
        html! {
            form method="post" action=(routes::PREFERENCES) {
                input type="hidden" name="back" value=(here(visit));
                input type="hidden" name="lite" value=(if visit.lite { "0" } else { "1" });
                button.switch-btn type="submit" role="switch" aria-checked=(visit.lite.to_string()) {
                    (Icon::Leaf) span { (visit.t.get("kit-lite-label")) } span.switch-track aria-hidden="true" {}
                }
            }
        }
    }
}

/// Chooses light, dark, or as the device says.
#[derive(Debug, Clone, Copy)]
pub struct ModeSwitch<'v>(&'v Visit);

impl<'v> ModeSwitch<'v> {
    /// The switch of this visit.
    pub const fn new(visit: &'v Visit) -> Self {
        Self(visit)
    }
}

impl Render for ModeSwitch<'_> {
    fn render(&self) -> Markup {
        let visit = self.0;
        html! {
            form.segmented method="post" action=(routes::PREFERENCES) {
                input type="hidden" name="back" value=(here(visit));
                @for mode in Mode::ALL {
                    @let label = visit.t.get(match mode {
                        Mode::System => "kit-mode-system",
                        Mode::Light => "kit-mode-light",
                        Mode::Dark => "kit-mode-dark",
                    });
                    button type="submit" name="mode" value=(mode.as_str()) aria-pressed=((visit.mode == mode).to_string())
                        aria-label=(label) title=(label) {
                        @match mode {
                            Mode::System => (Icon::Monitor),
                            Mode::Light => (Icon::Sun),
                            Mode::Dark => (Icon::Moon),
                        }
                    }
                }
            }
        }
    }
}

/// The same page in the other language.
#[derive(Debug, Clone, Copy)]
pub struct LanguageSwitch<'v>(&'v Visit);

impl<'v> LanguageSwitch<'v> {
    /// The switch of this visit.
    pub const fn new(visit: &'v Visit) -> Self {
        Self(visit)
    }
}

impl Render for LanguageSwitch<'_> {
    fn render(&self) -> Markup {
        let visit = self.0;
        html! {
            ul.languages aria-label=(visit.t.get("kit-language-label")) {
                @for locale in Locale::ALL {
                    @let name = match locale { Locale::Fr => "Français", Locale::En => "English" };
                    li {
                        a lang=(locale.as_str()) hreflang=(locale.as_str()) href=(with_query(visit, locale))
                            aria-current=[(locale == visit.locale).then_some("true")] { (name) }
                    }
                }
            }
        }
    }
}

fn with_query(visit: &Visit, locale: Locale) -> String {
    let path = visit.url_in(locale, &visit.path);
    match &visit.query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}

fn here(visit: &Visit) -> String {
    with_query(visit, visit.locale)
}
