//! The one place where HTML is written by hand: elements whose attributes are only known at run time, and data blocks.

use maud::{Markup, PreEscaped, Render};

/// Attributes of an element. Names come from code, values are escaped.
#[derive(Debug, Clone, Default)]
pub struct Attrs(Vec<(&'static str, Option<String>)>);

impl Attrs {
    /// No attributes.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds or replaces an attribute; `class` accumulates.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) -> &mut Self {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, Some(classes))) if name == "class" => {
                classes.push(' ');
                classes.push_str(&value);
            }
            Some((_, known)) => *known = Some(value),
            None => self.0.push((name, Some(value))),
        }
        self
    }

    /// Adds an attribute if there is a value.
    pub fn set_some(&mut self, name: &'static str, value: Option<impl Into<String>>) -> &mut Self {
        if let Some(value) = value {
            self.set(name, value);
        }
        self
    }

    /// Adds an attribute without value if it holds: `required`, `checked`.
    pub fn flag(&mut self, name: &'static str, holds: bool) -> &mut Self {
        if holds && !self.has(name) {
            self.0.push((name, None));
        }
        self
    }

    /// Adds all of these, over what is there.
    pub fn extend(&mut self, others: &Self) -> &mut Self {
        for (name, value) in &others.0 {
            match value {
                Some(value) => self.set(name, value.clone()),
                None => self.flag(name, true),
            };
        }
        self
    }

    /// Whether it is among them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| *known == name)
    }

    fn write(&self, out: &mut String) {
        for (name, value) in &self.0 {
            out.push(' ');
            out.push_str(name);
            if let Some(value) = value {
                out.push_str("=\"");
                value.render_to(out);
                out.push('"');
            }
        }
    }
}

/// An element with content.
pub(crate) fn element(tag: &'static str, attrs: &Attrs, content: &Markup) -> Markup {
    let mut out = String::with_capacity(content.0.len() + 64);
    out.push('<');
    out.push_str(tag);
    attrs.write(&mut out);
    out.push('>');
    out.push_str(&content.0);
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
    PreEscaped(out)
}

/// An element without content: `input`.
pub(crate) fn void(tag: &'static str, attrs: &Attrs) -> Markup {
    let mut out = String::from("<");
    out.push_str(tag);
    attrs.write(&mut out);
    out.push('>');
    PreEscaped(out)
}

/// A data block: `<script type="application/ld+json">`. Never executed, and cannot be closed from inside.
pub(crate) fn json_block(kind: &'static str, value: &serde_json::Value) -> Markup {
    let text = value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    PreEscaped(format!("<script type=\"{kind}\">{text}</script>"))
}

/// Gives a component `.attr(name, value)`, for htmx and data attributes.
macro_rules! extra_attributes {
    ($($component:ty),*) => {$(
        impl $component {
            /// Adds an attribute: htmx (`hx-post`), data (`data-…`), ARIA.
            #[must_use]
            pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
                self.attrs.set(name, value);
                self
            }
        }
    )*};
}
pub(crate) use extra_attributes;
