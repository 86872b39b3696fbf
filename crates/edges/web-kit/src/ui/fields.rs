//! One field of a form: label, hint, control, error — always in this order, always linked for assistive technology.

use kernel::{Currency, Money};
use maud::{Markup, Render, html};

use super::attrs::{Attrs, element, extra_attributes, void};
use crate::{form::FormErrors, format, i18n::Translator};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Control {
    Input(&'static str),
    Textarea,
    Money(Currency),
}

/// A labelled field.
#[derive(Debug, Clone)]
pub struct Field {
    name: &'static str,
    label: String,
    control: Control,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    optional: Option<String>,
    attrs: Attrs,
}

impl Field {
    fn new(control: Control, name: &'static str, label: impl Into<String>) -> Self {
        Self {
            name,
            label: label.into(),
            control,
            value: String::new(),
            hint: None,
            error: None,
            optional: None,
            attrs: Attrs::new(),
        }
    }

    /// One line of text.
    pub fn text(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("text"), name, label)
    }

    /// Several lines of text.
    pub fn textarea(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Textarea, name, label)
    }

    /// An e-mail address.
    pub fn email(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("email"), name, label).autocomplete("email")
    }

    /// A secret. Pasting is allowed, and it is never sent back to the page.
    pub fn password(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("password"), name, label)
    }

    /// A whole number.
    pub fn number(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("number"), name, label).attr("inputmode", "numeric")
    }

    /// A one-time code of digits.
    pub fn code(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("text"), name, label).attr("inputmode", "numeric").autocomplete("one-time-code")
    }

    /// Words to search for.
    pub fn search(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("search"), name, label)
    }

    /// A web address.
    pub fn url(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("url"), name, label)
    }

    /// A telephone number.
    pub fn phone(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("tel"), name, label).autocomplete("tel")
    }

    /// A day; the value is `2026-11-21`.
    pub fn date(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(Control::Input("date"), name, label)
    }

    /// An amount, typed in whole units of the currency.
    pub fn money(name: &'static str, label: impl Into<String>, currency: Currency) -> Self {
        let mode = if currency.decimals() == 0 { "numeric" } else { "decimal" };
        Self::new(Control::Money(currency), name, label).attr("inputmode", mode).autocomplete("off")
    }

    /// What stands in the field.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The amount that stands in a money field.
    #[must_use]
    pub fn amount(self, t: Translator, amount: Money) -> Self {
        let text = format::decimal(t.locale(), amount.amount_minor, amount.currency.decimals());
        self.value(text)
    }

    /// A sentence of help, before the control.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if this field is among the errors.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        self.error = errors.on(self.name).map(str::to_owned);
        self
    }

    /// Must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.attrs.flag("required", true);
        self
    }

    /// May stay empty, and says so: "facultatif".
    #[must_use]
    pub fn optional(mut self, t: Translator) -> Self {
        self.optional = Some(t.get("kit-field-optional"));
        self
    }

    /// What the browser may fill in (`new-password`, `username` …).
    #[must_use]
    pub fn autocomplete(self, purpose: &'static str) -> Self {
        self.attr("autocomplete", purpose)
    }

    /// The most characters it takes.
    #[must_use]
    pub fn max_length(self, characters: u32) -> Self {
        self.attr("maxlength", characters.to_string())
    }

    /// The lines that a text area shows at first.
    #[must_use]
    pub fn rows(self, lines: u8) -> Self {
        self.attr("rows", lines.to_string())
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        let mut attrs = Attrs::new();
        attrs.set("id", format!("f-{}", self.name)).set("name", self.name).set("class", "input").extend(&self.attrs);
        describe(&mut attrs, self.name, self.hint.is_some(), self.error.is_some());
        let control = match self.control {
            Control::Textarea => element("textarea", &attrs, &html! { (self.value) }),
            Control::Input(kind) => {
                attrs.set("type", kind);
                if kind != "password" && !self.value.is_empty() {
                    attrs.set("value", &self.value);
                }
                void("input", &attrs)
            }
            Control::Money(currency) => {
                attrs.set("type", "text").set("value", &self.value);
                html! { span.input-affix { (void("input", &attrs)) span.affix { (symbol(currency)) } } }
            }
        };
        let label = html! {
            label for={ "f-" (self.name) } {
                (self.label)
                @if let Some(word) = &self.optional { " " span.optional { (word) } }
            }
        };
        labelled(self.name, &label, self.hint.as_deref(), &control, self.error.as_deref())
    }
}

const fn symbol(currency: Currency) -> &'static str {
    match currency {
        Currency::Xof => "FCFA",
        Currency::Mad => "DH",
        Currency::Eur => "€",
    }
}

/// Links a control to its hint and its error.
pub(super) fn describe(attrs: &mut Attrs, name: &str, has_hint: bool, has_error: bool) {
    let parts: Vec<String> = [(has_hint, "hint"), (has_error, "error")]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{part}-{name}"))
        .collect();
    if !parts.is_empty() {
        attrs.set("aria-describedby", parts.join(" "));
    }
    if has_error {
        attrs.set("aria-invalid", "true");
    }
}

/// Label, hint, control, error.
pub(super) fn labelled(name: &str, label: &Markup, hint: Option<&str>, control: &Markup, error: Option<&str>) -> Markup {
    html! {
        div.field {
            (label)
            @if let Some(hint) = hint { p.hint id={ "hint-" (name) } { (hint) } }
            (control)
            @if let Some(error) = error { p.field-error id={ "error-" (name) } { (super::Icon::Alert) span { (error) } } }
        }
    }
}

/// Fields that belong together, under one title.
#[derive(Debug, Clone)]
pub struct FieldSet {
    legend: String,
    content: Markup,
}

impl FieldSet {
    /// A titled group of fields.
    pub fn new(legend: impl Into<String>, content: Markup) -> Self {
        Self { legend: legend.into(), content }
    }
}

impl Render for FieldSet {
    fn render(&self) -> Markup {
        html! { fieldset.fieldset { legend { (self.legend) } (self.content) } }
    }
}

/// A file to choose or drop. The form around it needs `.attr("enctype", "multipart/form-data")`.
#[derive(Debug, Clone)]
pub struct FileDrop {
    name: &'static str,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    prompt: String,
    attrs: Attrs,
}

impl FileDrop {
    /// A place for a file; `accept` as the HTML attribute: `image/jpeg,image/png`.
    pub fn new(t: Translator, name: &'static str, label: impl Into<String>, accept: &'static str) -> Self {
        let mut attrs = Attrs::new();
        attrs.set("accept", accept);
        Self { name, label: label.into(), hint: None, error: None, prompt: t.get("kit-drop-prompt"), attrs }
    }

    /// A sentence of help: formats and limits.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if this field is among the errors.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        self.error = errors.on(self.name).map(str::to_owned);
        self
    }
}

impl Render for FileDrop {
    fn render(&self) -> Markup {
        let mut attrs = Attrs::new();
        attrs.set("id", format!("f-{}", self.name)).set("name", self.name).set("type", "file").extend(&self.attrs);
        describe(&mut attrs, self.name, self.hint.is_some(), self.error.is_some());
        let control = html! {
            griot-drop.drop {
                (super::Icon::Upload)
                span.drop-prompt { (self.prompt) }
                (void("input", &attrs))
                output.drop-chosen {}
            }
        };
        let label = html! { label for={ "f-" (self.name) } { (self.label) } };
        labelled(self.name, &label, self.hint.as_deref(), &control, self.error.as_deref())
    }
}

extra_attributes!(Field, FileDrop);
