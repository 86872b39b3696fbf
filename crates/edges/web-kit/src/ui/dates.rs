//! Instants in the page: written out by the server, made relative ("il y a 5 min") by the page when scripts run.

use jiff::Timestamp;
use kernel::Locale;
use maud::{Markup, Render, html};

use crate::format;

/// How an instant is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenStyle {
    /// `21 novembre 2026`.
    Day,
    /// `21 novembre 2026 à 13:05`.
    Minute,
    /// "il y a 5 min" with scripts, otherwise the minute.
    Relative,
}

/// An instant.
#[derive(Debug, Clone, Copy)]
pub struct When {
    locale: Locale,
    instant: Timestamp,
    style: WhenStyle,
}

impl When {
    /// A day.
    pub const fn day(locale: Locale, instant: Timestamp) -> Self {
        Self { locale, instant, style: WhenStyle::Day }
    }

    /// A minute.
    pub const fn minute(locale: Locale, instant: Timestamp) -> Self {
        Self { locale, instant, style: WhenStyle::Minute }
    }

    /// How long ago.
    pub const fn relative(locale: Locale, instant: Timestamp) -> Self {
        Self { locale, instant, style: WhenStyle::Relative }
    }
}

impl Render for When {
    fn render(&self) -> Markup {
        let machine = self.instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let text = match self.style {
            WhenStyle::Day => format::date(self.locale, self.instant),
            WhenStyle::Minute | WhenStyle::Relative => format::date_time(self.locale, self.instant),
        };
        let relative = (self.style == WhenStyle::Relative).then_some("");
        html! { time datetime=(machine) data-relative=[relative] { (text) } }
    }
}
