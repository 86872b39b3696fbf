//! What the page says back: banners, toasts, empty and error states, skeletons.

use maud::{Markup, Render, html};

use super::{Button, Icon, attrs::Attrs, attrs::element, attrs::extra_attributes};
use crate::form::FormErrors;

/// The tone of a message. Colour is never alone: each tone has its icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Info,
    /// It worked.
    Ok,
    /// Take care.
    Warn,
    /// It failed.
    Bad,
}

impl Tone {
    /// Every tone.
    pub const ALL: [Self; 4] = [Self::Info, Self::Ok, Self::Warn, Self::Bad];

    /// The word in class names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    pub(super) const fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Ok => Icon::CheckCircle,
            Self::Warn | Self::Bad => Icon::Alert,
        }
    }
}

/// A message in the page, where it concerns.
#[derive(Debug, Clone)]
pub struct Banner {
    tone: Tone,
    content: Markup,
    action: Option<Markup>,
    attrs: Attrs,
}

impl Banner {
    /// A message; the content may hold links.
    pub fn new(tone: Tone, content: impl Render) -> Self {
        Self { tone, content: content.render(), action: None, attrs: Attrs::new() }
    }

    /// What to do about it.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }
}

impl Render for Banner {
    fn render(&self) -> Markup {
        let mut attrs = Attrs::new();
        attrs.set("class", format!("banner banner-{}", self.tone.as_str()));
        attrs.set("role", if self.tone == Tone::Bad { "alert" } else { "status" }).extend(&self.attrs);
        let content = html! {
            (self.tone.icon()) div.banner-text { (self.content) } @if let Some(action) = &self.action { (action) }
        };
        element("div", &attrs, &content)
    }
}

/// A short message over the page, put into `#toasts`; it leaves by itself when JavaScript runs.
#[derive(Debug, Clone)]
pub struct Toast {
    tone: Tone,
    text: String,
    detail: Option<String>,
    action: Option<Markup>,
}

impl Toast {
    /// A message.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into(), detail: None, action: None }
    }

    /// A second, small line.
    #[must_use]
    pub fn detail(mut self, detail: Option<String>) -> Self {
        self.detail = detail;
        self
    }

    /// "Annuler": undo instead of asking first.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }

    /// As an out-of-band piece of an htmx answer.
    pub fn out_of_band(&self) -> Markup {
        html! { div id="toasts" hx-swap-oob="beforeend" { (self) } }
    }
}

impl Render for Toast {
    fn render(&self) -> Markup {
        html! {
            griot-toast class={ "toast toast-" (self.tone.as_str()) } {
                (self.tone.icon())
                div { p { (self.text) } @if let Some(detail) = &self.detail { p.toast-detail { (detail) } } }
                @if let Some(action) = &self.action { (action) }
            }
        }
    }
}

/// The head of a form that came back: what is wrong, with links to the fields.
#[derive(Debug, Clone)]
pub struct FormSummary<'e> {
    title: String,
    errors: &'e FormErrors,
}

impl<'e> FormSummary<'e> {
    /// The summary of these errors; nothing when there are none.
    pub fn new(t: crate::Translator, errors: &'e FormErrors) -> Self {
        Self { title: t.get("kit-form-summary"), errors }
    }
}

impl Render for FormSummary<'_> {
    fn render(&self) -> Markup {
        if self.errors.is_empty() {
            return html! {};
        }
        let content = html! {
            @if let Some(text) = self.errors.summary() { p { (text) } } @else {
                p { strong { (self.title) } }
                ul { @for (field, text) in self.errors.fields() { li { a.link href={ "#f-" (field) } { (text) } } } }
            }
        };
        Banner::new(Tone::Bad, content).attr("tabindex", "-1").attr("data-autofocus", "").render()
    }
}

/// Nothing here yet: one sentence, one action.
#[derive(Debug, Clone)]
pub struct EmptyState {
    icon: Icon,
    title: String,
    text: Option<String>,
    action: Option<Markup>,
}

impl EmptyState {
    /// One sentence.
    pub fn new(icon: Icon, title: impl Into<String>) -> Self {
        Self { icon, title: title.into(), text: None, action: None }
    }

    /// A second one.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The way out.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }
}

impl Render for EmptyState {
    fn render(&self) -> Markup {
        html! {
            div.empty {
                div.empty-icon { (self.icon) }
                p.empty-title { (self.title) }
                @if let Some(text) = &self.text { p.empty-text { (text) } }
                @if let Some(action) = &self.action { (action) }
            }
        }
    }
}

/// It failed: what happened, what was kept, one way on. Takes the place of a page's content, title included.
#[derive(Debug, Clone)]
pub struct ErrorState {
    title: String,
    text: String,
    action: Option<(String, String)>,
    reference: Option<String>,
}

impl ErrorState {
    /// What happened.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), text: text.into(), action: None, reference: None }
    }

    /// One way on: label and address.
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.action = Some((label.into(), href.into()));
        self
    }

    /// The code for support.
    #[must_use]
    pub fn reference(mut self, reference: Option<String>) -> Self {
        self.reference = reference;
        self
    }

    /// As a page of its own.
    pub fn into_markup(self) -> Markup {
        html! { div.error-page { div.strip aria-hidden="true" {} h1 { (self.title) } (self.rest()) } }
    }

    fn rest(&self) -> Markup {
        html! {
            p.error-text { (self.text) }
            @if let Some((label, href)) = &self.action { p { (Button::primary(label).href(href)) } }
            @if let Some(reference) = &self.reference { p.error-reference { (reference) } }
        }
    }
}

impl Render for ErrorState {
    fn render(&self) -> Markup {
        html! { div.error-state role="alert" { h2 { (self.title) } (self.rest()) } }
    }
}

/// The outline of what is being fetched; appears after 300 ms.
#[derive(Debug, Clone, Copy)]
pub struct Skeleton {
    lines: u8,
}

impl Skeleton {
    /// So many lines of text.
    pub const fn lines(lines: u8) -> Self {
        Self { lines }
    }
}

impl Render for Skeleton {
    fn render(&self) -> Markup {
        html! { div.skeleton aria-hidden="true" { @for _line in 0..self.lines { span {} } } }
    }
}

extra_attributes!(Banner);
