//! Small pieces of content: titles, tags, badges, avatars.

use maud::{Markup, Render, html};

use super::{Icon, Tone};

/// The head of a page: the one `h1`, a line under it, the actions.
#[derive(Debug, Clone)]
pub struct PageHeader {
    title: String,
    lang: Option<String>,
    text: Option<Markup>,
    state: Option<Markup>,
    actions: Option<Markup>,
}

impl PageHeader {
    /// The title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), lang: None, text: None, state: None, actions: None }
    }

    /// The language of the title, when it is another one than the page's.
    #[must_use]
    pub fn lang(mut self, tag: impl Into<String>) -> Self {
        self.lang = Some(tag.into());
        self
    }

    /// A line under the title.
    #[must_use]
    pub fn text(mut self, text: impl Render) -> Self {
        self.text = Some(text.render());
        self
    }

    /// The state of the record: a [`Badge`].
    #[must_use]
    pub fn state(mut self, state: impl Render) -> Self {
        self.state = Some(state.render());
        self
    }

    /// Buttons.
    #[must_use]
    pub fn actions(mut self, actions: impl Render) -> Self {
        self.actions = Some(actions.render());
        self
    }
}

impl Render for PageHeader {
    fn render(&self) -> Markup {
        html! {
            header.page-header {
                div {
                    h1 lang=[self.lang.as_deref()] { (self.title) @if let Some(state) = &self.state { " " (state) } }
                    @if let Some(text) = &self.text { p.page-lead { (text) } }
                }
                @if let Some(actions) = &self.actions { div.actions { (actions) } }
            }
        }
    }
}

/// A titled part of a page.
#[derive(Debug, Clone)]
pub struct Section {
    title: String,
    id: Option<String>,
    text: Option<String>,
    action: Option<Markup>,
    content: Markup,
}

impl Section {
    /// A part with an `h2`.
    pub fn new(title: impl Into<String>, content: Markup) -> Self {
        Self { title: title.into(), id: None, text: None, action: None, content }
    }

    /// An anchor.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// A line under the title.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// One action beside the title.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }
}

impl Render for Section {
    fn render(&self) -> Markup {
        html! {
            section.section id=[self.id.as_deref()] {
                div.section-head {
                    div { h2 { (self.title) } @if let Some(text) = &self.text { p.muted { (text) } } }
                    @if let Some(action) = &self.action { (action) }
                }
                (self.content)
            }
        }
    }
}

/// A word one can follow or take off: a genre, an active filter.
#[derive(Debug, Clone)]
pub struct Tag {
    label: String,
    href: Option<String>,
    remove: Option<String>,
}

impl Tag {
    /// A word.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None, remove: None }
    }

    /// Leads to everything with this word.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Can be taken off; the text is what assistive technology reads ("Retirer le filtre Drame").
    #[must_use]
    pub fn removable(mut self, label: impl Into<String>) -> Self {
        self.remove = Some(label.into());
        self
    }
}

impl Render for Tag {
    fn render(&self) -> Markup {
        html! {
            @match (&self.href, &self.remove) {
                (Some(href), Some(remove)) => a.tag.tag-on href=(href) aria-label=(remove) { (self.label) (Icon::Close) },
                (Some(href), None) => a.tag href=(href) { (self.label) },
                (None, _) => span.tag { (self.label) },
            }
        }
    }
}

/// A state in one word: "Publié", "Brouillon".
#[derive(Debug, Clone)]
pub struct Badge {
    tone: Tone,
    label: String,
}

impl Badge {
    /// A state.
    pub fn new(tone: Tone, label: impl Into<String>) -> Self {
        Self { tone, label: label.into() }
    }
}

impl Render for Badge {
    fn render(&self) -> Markup {
        html! { span class={ "badge badge-" (self.tone.as_str()) } { (self.label) } }
    }
}

/// A person or a company: picture, or initials on a colour that follows the name.
#[derive(Debug, Clone)]
pub struct Avatar {
    name: String,
    image: Option<String>,
    large: bool,
}

impl Avatar {
    /// Initials.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), image: None, large: false }
    }

    /// A picture; leave it out in data-saver.
    #[must_use]
    pub fn image(mut self, url: Option<String>) -> Self {
        self.image = url;
        self
    }

    /// For the head of a person's page.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.large = true;
        self
    }

    fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }

    fn hue(&self) -> u32 {
        self.name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 6
    }
}

impl Render for Avatar {
    fn render(&self) -> Markup {
        html! {
            span.avatar.avatar-large[self.large] data-hue=(self.hue()) aria-hidden="true" {
                @if let Some(url) = &self.image { img src=(url) alt="" loading="lazy" decoding="async"; } @else { (self.initials()) }
            }
        }
    }
}
