//! What opens over the page: native dialogs and popovers, driven by attributes and not by scripts.

use maud::{Markup, Render, html};

use super::{Icon, IconButton};
use crate::{i18n::Translator, preferences::Brand, visit::Visit};

/// A dialog. A button opens it: `.plain().attr("commandfor", id).attr("command", "show-modal")`.
#[derive(Debug, Clone)]
pub struct Dialog {
    id: &'static str,
    title: String,
    close: String,
    content: Markup,
    drawer: bool,
}

impl Dialog {
    /// A dialog in the middle of the page.
    pub fn new(t: Translator, id: &'static str, title: impl Into<String>, content: Markup) -> Self {
        Self { id, title: title.into(), close: t.get("kit-close"), content, drawer: false }
    }
}

impl Render for Dialog {
    fn render(&self) -> Markup {
        let title_id = format!("{}-title", self.id);
        html! {
            dialog id=(self.id) .dialog .drawer[self.drawer] aria-labelledby=(title_id) closedby="any" {
                div.dialog-head {
                    h2 id=(title_id) { (self.title) }
                    (IconButton::new(Icon::Close, &self.close).attr("type", "button")
                        .attr("commandfor", self.id).attr("command", "close"))
                }
                div.dialog-body { (self.content) }
            }
        }
    }
}

/// A dialog at the side: details and filters without leaving the list.
#[derive(Debug, Clone, Copy)]
pub struct Drawer;

impl Drawer {
    /// A drawer; opened as a [`Dialog`] is.
    #[expect(clippy::new_ret_no_self, reason = "a drawer is a dialog at the side")]
    pub fn new(t: Translator, id: &'static str, title: impl Into<String>, content: Markup) -> Dialog {
        Dialog { drawer: true, ..Dialog::new(t, id, title, content) }
    }
}

/// One entry of a menu.
#[derive(Debug, Clone)]
pub enum MenuItem {
    /// A link.
    Link {
        /// What is read.
        label: String,
        /// Where it leads.
        href: String,
        /// Before the label.
        icon: Option<Icon>,
    },
    /// A form of one button, or anything else.
    Custom(Markup),
    /// A line.
    Separator,
}

impl MenuItem {
    /// A link.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link { label: label.into(), href: href.into(), icon: None }
    }

    /// A link with an icon.
    pub fn icon_link(icon: Icon, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link { label: label.into(), href: href.into(), icon: Some(icon) }
    }
}

/// A menu under its button (a native popover).
#[derive(Debug, Clone)]
pub struct Menu {
    id: String,
    label: String,
    face: Option<Markup>,
    items: Vec<MenuItem>,
}

impl Menu {
    /// A menu; the label names the button. `id` is unique on the page.
    pub fn new(id: impl Into<String>, label: impl Into<String>, items: Vec<MenuItem>) -> Self {
        Self { id: id.into(), label: label.into(), face: None, items }
    }

    /// What the button shows instead of three dots.
    #[must_use]
    pub fn face(mut self, face: impl Render) -> Self {
        self.face = Some(face.render());
        self
    }
}

impl Render for Menu {
    fn render(&self) -> Markup {
        html! {
            griot-menu.menu {
                @if let Some(face) = &self.face {
                    button.menu-face type="button" popovertarget=(self.id) { (face) span.sr-only { (self.label) } }
                } @else {
                    button.icon-btn type="button" popovertarget=(self.id) aria-label=(self.label) title=(self.label) { (Icon::More) }
                }
                ul.menu-list id=(self.id) popover {
                    @for item in &self.items {
                        @match item {
                            MenuItem::Link { label, href, icon } => {
                                li { a.menu-item href=(href) { @if let Some(icon) = icon { (icon) } span { (label) } } }
                            }
                            MenuItem::Custom(content) => li { (content) },
                            MenuItem::Separator => li.menu-line role="separator" {},
                        }
                    }
                }
            }
        }
    }
}

/// A question mark that explains: opens on press, so that it works on a phone.
#[derive(Debug, Clone)]
pub struct Tooltip {
    id: String,
    label: String,
    text: String,
}

impl Tooltip {
    /// An explanation; `id` is unique on the page.
    pub fn new(t: Translator, id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), label: t.get("kit-tooltip-label"), text: text.into() }
    }
}

impl Render for Tooltip {
    fn render(&self) -> Markup {
        html! {
            griot-menu.menu {
                button.tip type="button" popovertarget=(self.id) aria-label=(self.label) { (Icon::Info) }
                div.tip-text id=(self.id) popover role="note" { (self.text) }
            }
        }
    }
}

/// Ctrl K: search and go. The layout holds one; results come from the product's search page as htmx asks for it.
#[derive(Debug, Clone)]
pub struct CommandPalette<'v> {
    visit: &'v Visit,
    brand: Brand,
    places: Vec<(String, String)>,
}

impl<'v> CommandPalette<'v> {
    /// The palette of this visit on a page of this brand; the places, label and address, are there before anything is typed.
    pub const fn new(visit: &'v Visit, brand: Brand, places: Vec<(String, String)>) -> Self {
        Self { visit, brand, places }
    }
}

impl Render for CommandPalette<'_> {
    fn render(&self) -> Markup {
        let t = self.visit.t;
        let search = self.visit.url(self.brand.search());
        let placeholder = match self.brand {
            Brand::ShareYourSales => "kit-palette-placeholder-sales",
            Brand::Karangou | Brand::Mona => "kit-palette-placeholder",
        };
        html! {
            dialog id="palette" .dialog.palette aria-label=(t.get("kit-palette-label")) closedby="any" {
                form method="get" action=(search) role="search" {
                    (Icon::Search)
                    input.palette-input type="search" name="q" autocomplete="off" aria-label=(t.get("kit-palette-label"))
                        placeholder=(t.get(placeholder)) hx-get=(search) hx-trigger="input changed delay:250ms"
                        hx-target="#palette-results" hx-swap="innerHTML" hx-headers=(r#"{"HX-Palette":"1"}"#);
                }
                div id="palette-results" .palette-results {
                    ul { @for (label, href) in &self.places { li { a.menu-item href=(href) { (label) } } } }
                }
                p.palette-help { kbd { "↑" } " " kbd { "↓" } " " kbd { "↵" } " " (t.get("kit-palette-help")) }
            }
        }
    }
}
