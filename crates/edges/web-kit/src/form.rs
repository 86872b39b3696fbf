//! A form that comes back: what was typed, and what is wrong with it.

use kernel::{AppError, ErrorKind};

use crate::i18n::Translator;

/// The translated errors of a form. Empty on the first showing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors {
    general: Option<String>,
    fields: Vec<(String, String)>,
}

impl FormErrors {
    /// No errors: the first showing.
    pub fn none() -> Self {
        Self::default()
    }

    /// The errors to show with the form again (status 422, [`Shell::invalid`](crate::Shell::invalid)), or the error itself if
    /// the form cannot do anything about it: `Err(error) => FormErrors::of(error, &visit.t)?`.
    pub fn of<E: AppError>(error: E, t: Translator) -> Result<Self, E> {
        if !matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::RateLimited | ErrorKind::TooLarge) {
            return Err(error);
        }
        let fields: Vec<_> =
            error.fields().iter().map(|field| (field.field.clone().into_owned(), t.field_error(field))).collect();
        let general = fields.is_empty().then(|| t.error(&error));
        Ok(Self { general, fields })
    }

    /// The error of one field, for what only the edge can see (two passwords that differ).
    #[must_use]
    pub fn and(mut self, field: &str, text: impl Into<String>) -> Self {
        self.fields.push((field.to_owned(), text.into()));
        self
    }

    /// An error that concerns no field.
    pub fn general(text: impl Into<String>) -> Self {
        Self { general: Some(text.into()), fields: Vec::new() }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.general.is_none() && self.fields.is_empty()
    }

    /// What is wrong with this field.
    pub fn on(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    /// What is wrong with the form as a whole.
    pub fn summary(&self) -> Option<&str> {
        self.general.as_deref()
    }

    /// Every field error, in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}
