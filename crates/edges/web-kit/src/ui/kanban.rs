//! Lanes of cards. Each card has a menu that moves it, so that dragging is never the only way (WCAG 2.5.7).

use maud::{Markup, Render, html};

/// A card.
#[derive(Debug, Clone)]
pub struct KanbanCard {
    id: String,
    content: Markup,
    menu: Markup,
}

impl KanbanCard {
    /// A card with its menu "Déplacer vers…".
    pub fn new(id: impl Into<String>, content: impl Render, menu: impl Render) -> Self {
        Self { id: id.into(), content: content.render(), menu: menu.render() }
    }
}

/// A lane.
#[derive(Debug, Clone)]
pub struct Lane {
    key: String,
    title: String,
    total: Option<String>,
    cards: Vec<KanbanCard>,
}

impl Lane {
    /// A lane; `key` is its stage.
    pub fn new(key: impl Into<String>, title: impl Into<String>, cards: Vec<KanbanCard>) -> Self {
        Self { key: key.into(), title: title.into(), total: None, cards }
    }

    /// The sum of the lane, formatted.
    #[must_use]
    pub fn total(mut self, total: impl Into<String>) -> Self {
        self.total = Some(total.into());
        self
    }
}

/// The board: on a phone one lane at a time, by swiping.
#[derive(Debug, Clone)]
pub struct Kanban {
    label: String,
    lanes: Vec<Lane>,
}

impl Kanban {
    /// A board; the label is read aloud.
    pub fn new(label: impl Into<String>, lanes: Vec<Lane>) -> Self {
        Self { label: label.into(), lanes }
    }
}

impl Render for Kanban {
    fn render(&self) -> Markup {
        html! {
            div.kanban role="region" aria-label=(self.label) tabindex="0" {
                @for lane in &self.lanes {
                    section.lane data-lane=(lane.key) {
                        h3 { (lane.title) " " span.count { (lane.cards.len()) } }
                        @if let Some(total) = &lane.total { p.muted.small.num { (total) } }
                        ul { @for card in &lane.cards { li.kanban-card id=(card.id) { div { (card.content) } (card.menu) } } }
                    }
                }
            }
        }
    }
}
