//! What a person presses: buttons, links, and the form around them.

use maud::{Markup, Render, html};

use super::{
    Icon,
    attrs::{Attrs, element, extra_attributes},
};
use crate::{csrf, visit::Visit};

#[derive(Debug, Clone, Copy)]
enum Weight {
    Primary,
    Secondary,
    Quiet,
    Danger,
}

/// A button, or a link that looks like one. One primary action a screen.
#[derive(Debug, Clone)]
pub struct Button {
    label: String,
    weight: Weight,
    icon: Option<Icon>,
    href: Option<String>,
    attrs: Attrs,
}

impl Button {
    fn new(label: impl Into<String>, weight: Weight) -> Self {
        Self { label: label.into(), weight, icon: None, href: None, attrs: Attrs::new() }
    }

    /// The one thing this screen is for.
    pub fn primary(label: impl Into<String>) -> Self {
        Self::new(label, Weight::Primary)
    }

    /// Another way on.
    pub fn secondary(label: impl Into<String>) -> Self {
        Self::new(label, Weight::Secondary)
    }

    /// Something small, without border.
    pub fn quiet(label: impl Into<String>) -> Self {
        Self::new(label, Weight::Quiet)
    }

    /// Something that takes away.
    pub fn danger(label: impl Into<String>) -> Self {
        Self::new(label, Weight::Danger)
    }

    /// An icon before the label.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Makes it a link.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// The name and value that are sent when the form has several buttons.
    #[must_use]
    pub fn value(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attrs.set("name", name).set("value", value);
        self
    }

    /// Takes the whole width: the end of a form on a phone.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.attrs.set("class", "btn-wide");
        self
    }

    /// Smaller, inside tables and cards.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.attrs.set("class", "btn-small");
        self
    }

    /// Cannot be pressed now.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.attrs.flag("disabled", true);
        self
    }

    /// Does not send a form: scripts or popovers listen to it.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.attrs.set("type", "button");
        self
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let mut attrs = Attrs::new();
        attrs.set(
            "class",
            match self.weight {
                Weight::Primary => "btn btn-primary",
                Weight::Secondary => "btn",
                Weight::Quiet => "btn btn-quiet",
                Weight::Danger => "btn btn-danger",
            },
        );
        let content = html! { @if let Some(icon) = self.icon { (icon) } span { (self.label) } };
        match &self.href {
            Some(href) => element("a", attrs.set("href", href).extend(&self.attrs), &content),
            None => element("button", attrs.set("type", "submit").extend(&self.attrs), &content),
        }
    }
}

/// A button of one icon; its name is read aloud and shown as a tooltip.
#[derive(Debug, Clone)]
pub struct IconButton {
    icon: Icon,
    label: String,
    href: Option<String>,
    attrs: Attrs,
}

impl IconButton {
    /// A button that sends its form, unless `.attr("type", "button")`.
    pub fn new(icon: Icon, label: impl Into<String>) -> Self {
        Self { icon, label: label.into(), href: None, attrs: Attrs::new() }
    }

    /// Makes it a link.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

impl Render for IconButton {
    fn render(&self) -> Markup {
        let mut attrs = Attrs::new();
        attrs.set("class", "icon-btn").set("aria-label", &self.label).set("title", &self.label);
        let content = self.icon.render();
        match &self.href {
            Some(href) => element("a", attrs.set("href", href).extend(&self.attrs), &content),
            None => element("button", attrs.set("type", "submit").extend(&self.attrs), &content),
        }
    }
}

/// A link in text.
#[derive(Debug, Clone)]
pub struct Link {
    href: String,
    label: String,
    attrs: Attrs,
}

impl Link {
    /// A link to one of our pages.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into(), attrs: Attrs::new() }
    }

    /// A link to somebody else's site: says nothing of us and gains them nothing.
    #[must_use]
    pub fn external(mut self) -> Self {
        self.attrs.set("rel", "noopener noreferrer nofollow ugc");
        self
    }
}

impl Render for Link {
    fn render(&self) -> Markup {
        let mut attrs = Attrs::new();
        attrs.set("class", "link").set("href", &self.href).extend(&self.attrs);
        element("a", &attrs, &html! { (self.label) })
    }
}

/// How a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Searches and filters: the result is an address.
    Get,
    /// Everything that changes something.
    Post,
}

/// A form of ours; `post` carries the token.
#[derive(Debug, Clone)]
pub struct Form {
    method: Method,
    token: Option<String>,
    attrs: Attrs,
    content: Markup,
}

impl Form {
    /// A form that changes something. `action` is a finished address (`visit.url(..)`).
    pub fn post(visit: &Visit, action: impl Into<String>, content: Markup) -> Self {
        let mut attrs = Attrs::new();
        attrs.set("action", action);
        Self { method: Method::Post, token: Some(visit.csrf()), attrs, content }
    }

    /// A form whose result is an address: search, filters.
    pub fn get(action: impl Into<String>, content: Markup) -> Self {
        let mut attrs = Attrs::new();
        attrs.set("action", action);
        Self { method: Method::Get, token: None, attrs, content }
    }

    /// A form that is one button, in line with others.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.attrs.set("class", "form-inline");
        self
    }

    /// A column of fields, as wide as is good to read.
    #[must_use]
    pub fn stacked(mut self) -> Self {
        self.attrs.set("class", "form-stack");
        self
    }
}

impl Render for Form {
    fn render(&self) -> Markup {
        let mut attrs = Attrs::new();
        attrs.set("method", if self.method == Method::Get { "get" } else { "post" }).extend(&self.attrs);
        let content = html! {
            @if let Some(token) = &self.token { input type="hidden" name=(csrf::FIELD) value=(token); }
            (self.content)
        };
        element("form", &attrs, &content)
    }
}

extra_attributes!(Button, IconButton, Link, Form);
