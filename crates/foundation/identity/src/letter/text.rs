//! The words of the letters (`i18n/{fr,en}/identity.ftl`) and their HTML frame.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use kernel::Locale;
use unic_langid::LanguageIdentifier;

static FRENCH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Locale::Fr, include_str!("../../../../../i18n/fr/identity.ftl")));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Locale::En, include_str!("../../../../../i18n/en/identity.ftl")));

fn bundle(locale: Locale, source: &str) -> FluentBundle<FluentResource> {
    // Our two tags parse; the default (`und`) would only lose plural rules, which the letters do not use.
    let language: LanguageIdentifier = locale.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    // A wrong line loses only itself; the test that composes every letter in both languages finds it.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _errors)| partial);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The texts of one letter.
pub(super) struct Texts {
    bundle: &'static FluentBundle<FluentResource>,
    args: FluentArgs<'static>,
}

impl Texts {
    pub(super) fn new(locale: Locale, product: &str, values: Vec<(&'static str, String)>) -> Self {
        let mut args = FluentArgs::new();
        args.set("product", product.to_owned());
        for (name, value) in values {
            args.set(name, FluentValue::from(value));
        }
        let bundle = match locale {
            Locale::Fr => &*FRENCH,
            Locale::En => &*ENGLISH,
        };
        Self { bundle, args }
    }

    /// The text, or its key where it is missing.
    pub(super) fn get(&self, key: &'static str) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&self.args), &mut errors).into_owned()
    }
}

/// The link as a button.
pub(super) fn html_button(label: &str, url: &str) -> String {
    format!(
        "<p style=\"margin:0 0 24px\"><a href=\"{}\" style=\"display:inline-block;padding:12px 20px;border-radius:10px;\
         background:#9a3412;color:#ffffff;text-decoration:none\">{}</a></p>",
        escape(url),
        escape(label)
    )
}

/// The whole letter. `action` is markup already.
pub(super) fn html_page(locale: Locale, subject: &str, body: &str, action: &str, note: &str, signature: &str) -> String {
    let values = [
        ("[lang]", Cow::Borrowed(locale.as_str())),
        ("[subject]", escape(subject).into()),
        ("[action]", Cow::Borrowed(action)),
        ("[note]", escape(note).into()),
        ("[signature]", escape(signature).into()),
        ("[body]", escape(body).into()),
    ];
    fill(include_str!("letter.html"), &values)
}

/// Puts the values at their places in one pass, so that a value which looks like a place stays text.
fn fill(template: &str, values: &[(&str, Cow<'_, str>)]) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some(start) = rest.find('[') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let place = values.iter().find(|(name, _)| from.starts_with(name));
        let taken = place.map_or(1, |(name, _)| name.len());
        out.push_str(place.map_or("[", |(_, value)| value));
        rest = &from[taken..];
    }
    out.push_str(rest);
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_looks_like_a_place_stays_text() {
        let page = html_page(Locale::Fr, "[body]", "corps [note]", "", "note", "nous");
        assert!(page.contains("<title>[body]</title>"));
        assert!(page.contains("corps [note]"));
    }
}
