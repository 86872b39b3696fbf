//! A field that proposes what the server knows.

use maud::{Markup, Render, html};

use super::Field;
use crate::form::FormErrors;

/// Free text with proposals of the server; without JavaScript a plain field.
///
/// The server answers `GET {source}?q=…` with `<option value="…">…</option>` lines.
#[derive(Debug, Clone)]
pub struct Combobox {
    field: Field,
    name: &'static str,
    source: String,
}

impl Combobox {
    /// A field that proposes what `source` answers.
    pub fn new(name: &'static str, label: impl Into<String>, source: impl Into<String>) -> Self {
        let field = Field::text(name, label).autocomplete("off").attr("list", format!("list-{name}"));
        Self { field, name, source: source.into() }
    }

    /// What stands in the field.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.field = self.field.value(value);
        self
    }

    /// A sentence of help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.field = self.field.hint(hint);
        self
    }

    /// What is wrong, if this field is among the errors.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        self.field = self.field.errors(errors);
        self
    }
}

impl Render for Combobox {
    fn render(&self) -> Markup {
        html! {
            griot-combobox source=(self.source) {
                (self.field)
                datalist id={ "list-" (self.name) } {}
            }
        }
    }
}
