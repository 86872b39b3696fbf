//! Ways around: tabs and breadcrumbs that are links, and the next page of a list.

use maud::{Markup, Render, html};

use super::Icon;
use crate::i18n::Translator;

/// One tab: a view of the same thing with its own address.
#[derive(Debug, Clone)]
pub struct Tab {
    label: String,
    href: String,
    count: Option<String>,
}

impl Tab {
    /// A tab.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), count: None }
    }

    /// How many there are, formatted.
    #[must_use]
    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = Some(count.into());
        self
    }
}

/// Tabs as links, so that each one can be shared and opened apart.
#[derive(Debug, Clone)]
pub struct Tabs {
    label: String,
    entries: Vec<Tab>,
    current: String,
}

impl Tabs {
    /// Tabs; `current` is the address of the open one, the label is read aloud.
    pub fn new(label: impl Into<String>, current: impl Into<String>, tabs: Vec<Tab>) -> Self {
        Self { label: label.into(), entries: tabs, current: current.into() }
    }
}

impl Render for Tabs {
    fn render(&self) -> Markup {
        html! {
            nav.tabs aria-label=(self.label) {
                ul {
                    @for tab in &self.entries {
                        li {
                            a href=(tab.href) aria-current=[(tab.href == self.current).then_some("page")] {
                                (tab.label) @if let Some(count) = &tab.count { span.count { (count) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The way here.
#[derive(Debug, Clone)]
pub struct Breadcrumb {
    label: String,
    steps: Vec<(String, String)>,
    here: String,
}

impl Breadcrumb {
    /// Ends at this page.
    pub fn to(t: Translator, here: impl Into<String>) -> Self {
        Self { label: t.get("kit-breadcrumb-label"), steps: Vec::new(), here: here.into() }
    }

    /// A step on the way, from the root on.
    #[must_use]
    pub fn step(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.steps.push((label.into(), href.into()));
        self
    }
}

impl Render for Breadcrumb {
    fn render(&self) -> Markup {
        html! {
            nav.breadcrumb aria-label=(self.label) {
                ol {
                    @for (label, href) in &self.steps { li { a href=(href) { (label) } (Icon::ChevronRight) } }
                    li aria-current="page" { (self.here) }
                }
            }
        }
    }
}

/// "Voir plus": the next page of a list. A link; with JavaScript the rows are added below.
#[derive(Debug, Clone)]
pub struct Pagination {
    next: Option<String>,
    label: String,
    target: Option<&'static str>,
}

impl Pagination {
    /// The address of the next page, if there is one.
    pub fn new(t: Translator, next: Option<String>) -> Self {
        Self { next, label: t.get("kit-pagination-more"), target: None }
    }

    /// Adds the rows of the next page to this element (`#films`) instead of leaving: the answer to htmx must then be the
    /// rows, followed by the next `Pagination`.
    #[must_use]
    pub const fn appending_to(mut self, target: &'static str) -> Self {
        self.target = Some(target);
        self
    }
}

impl Render for Pagination {
    fn render(&self) -> Markup {
        html! {
            @if let Some(next) = &self.next {
                nav.pagination {
                    @if self.target.is_some() {
                        a.btn href=(next) hx-get=(next) hx-target="closest .pagination" hx-swap="outerHTML" { (self.label) }
                    } @else { a.btn href=(next) { (self.label) } }
                }
            }
        }
    }
}
