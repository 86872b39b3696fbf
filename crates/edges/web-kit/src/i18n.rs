//! Texts of the interface, from `i18n/{fr,en}/*.ftl` (Fluent). French is the reference and the fallback.
//!
//! Invariants: every key exists in both languages (`cargo xtask i18n` checks it); French typography is applied here, so
//! that the files hold plain spaces and apostrophes; numbers are grouped as the language wants. No isolation marks.

mod bundle;
mod typography;

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentValue};
use kernel::{AppError, FieldError, Locale};

pub use typography::french;

/// A value that a text names.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number: grouped when shown, and it selects the plural.
    Number(i64),
    /// Text, shown as it is.
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<Cow<'_, str>> for Value {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Text(text.into_owned())
    }
}
macro_rules! number_values {
    ($($number:ty),*) => {$(
        impl From<$number> for Value {
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
number_values!(i16, i32, isize, u8, u16, u32, u64, usize);

/// The texts in one language. Cheap to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Translator {
    locale: Locale,
}

impl Translator {
    /// The texts in this language.
    pub const fn new(locale: Locale) -> Self {
        Self { locale }
    }

    /// The language.
    pub const fn locale(self) -> Locale {
        self.locale
    }

    /// The text of a key; the key itself when it is missing, which a test notices.
    pub fn get(self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of a key with values in it: `t.with("films-count", &[("n", 3.into())])`.
    pub fn with(self, key: &str, values: &[(&str, Value)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set((*name).to_owned(), fluent_value(value));
        }
        self.format(key, Some(&args))
    }

    /// Whether the key exists in this language.
    pub fn has(self, key: &str) -> bool {
        bundle::of(self.locale).has_message(key)
    }

    /// What to tell a person about an error of a service.
    pub fn error<E: AppError + ?Sized>(self, error: &E) -> String {
        self.coded(error.code(), &error.args())
    }

    /// What to tell a person about one wrong field.
    pub fn field_error(self, error: &FieldError) -> String {
        self.coded(error.code, &error.args)
    }

    pub(crate) fn coded(self, code: &str, args: &[(&'static str, String)]) -> String {
        let values: Vec<_> = args.iter().map(|(name, text)| (*name, argument(text))).collect();
        self.with(code, &values)
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = bundle::of(self.locale);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            if self.locale != Locale::Fr {
                return Self::new(Locale::Fr).format(key, args);
            }
            tracing::warn!(key, "a text is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(key, ?errors, "a text lacks a value");
        }
        text
    }
}

/// The value of an error: a number where the text may choose its plural. Four digits stay text, for they are mostly years.
fn argument(text: &str) -> Value {
    match text.parse::<i64>() {
        Ok(number) if !(1_000..10_000).contains(&number) => Value::Number(number),
        _ => Value::Text(text.to_owned()),
    }
}

fn fluent_value(value: &Value) -> FluentValue<'static> {
    match value {
        Value::Number(number) => FluentValue::from(*number),
        Value::Text(text) => FluentValue::from(text.clone()),
    }
}

#[cfg(test)]
mod tests;
