//! Blocks of facts: cards, figures, definition lists.

use maud::{Markup, Render, html};

/// A block with a border. Cards are not nested in cards.
#[derive(Debug, Clone)]
pub struct Card {
    title: Option<String>,
    text: Option<String>,
    action: Option<Markup>,
    content: Markup,
}

impl Card {
    /// A block.
    pub fn new(content: Markup) -> Self {
        Self { title: None, text: None, action: None, content }
    }

    /// Its title (an `h2`).
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A line under the title.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// One action, at the right of the title.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }
}

impl Render for Card {
    fn render(&self) -> Markup {
        html! {
            section.card {
                @if self.title.is_some() || self.action.is_some() {
                    div.card-head {
                        div {
                            @if let Some(title) = &self.title { h2.card-title { (title) } }
                            @if let Some(text) = &self.text { p.muted { (text) } }
                        }
                        @if let Some(action) = &self.action { (action) }
                    }
                }
                (self.content)
            }
        }
    }
}

/// A figure that comes from a query and leads to its rows.
#[derive(Debug, Clone)]
pub struct Stat {
    label: String,
    value: Option<String>,
    unknown: String,
    href: Option<String>,
    note: Option<String>,
}

impl Stat {
    /// A figure; none when it is not known yet, which is a valid state.
    pub fn new(t: crate::Translator, label: impl Into<String>, value: Option<String>) -> Self {
        Self { label: label.into(), value, unknown: t.get("kit-stat-unknown"), href: None, note: None }
    }

    /// Where its rows are.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// A small line under it: the period, the trend.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl Render for Stat {
    fn render(&self) -> Markup {
        html! {
            div.stat {
                dt { @if let Some(href) = &self.href { a.stat-link href=(href) { (self.label) } } @else { (self.label) } }
                dd {
                    @if let Some(value) = &self.value { span.stat-value { (value) } }
                    @else { span.stat-unknown { (self.unknown) } }
                    @if let Some(note) = &self.note { small { (note) } }
                }
            }
        }
    }
}

/// Figures side by side: four at most, or nobody reads them.
#[derive(Debug, Clone)]
pub struct StatRow(Vec<Stat>);

impl StatRow {
    /// These figures.
    pub const fn new(stats: Vec<Stat>) -> Self {
        Self(stats)
    }
}

impl Render for StatRow {
    fn render(&self) -> Markup {
        html! { dl.stat-row { @for stat in &self.0 { (stat) } } }
    }
}

/// Facts of a record: term and description.
#[derive(Debug, Clone, Default)]
pub struct DescriptionList(Vec<(String, Markup)>);

impl DescriptionList {
    /// No facts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more fact.
    #[must_use]
    pub fn fact(mut self, term: impl Into<String>, description: impl Render) -> Self {
        self.0.push((term.into(), description.render()));
        self
    }

    /// One more fact, if it is known.
    #[must_use]
    pub fn fact_if(self, term: impl Into<String>, description: Option<impl Render>) -> Self {
        match description {
            Some(description) => self.fact(term, description),
            None => self,
        }
    }
}

impl Render for DescriptionList {
    fn render(&self) -> Markup {
        html! { dl.facts { @for (term, description) in &self.0 { div { dt { (term) } dd { (description) } } } } }
    }
}
