//! Loads the Fluent files: embedded in a release build, read from the source folder otherwise, so that editing a text
//! rebuilds nothing.

use std::sync::LazyLock;

use fluent_bundle::{FluentError, FluentResource, FluentValue, concurrent::FluentBundle};
use kernel::Locale;
use rust_embed::RustEmbed;

use super::typography;
use crate::format;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../../i18n"]
#[include = "*.ftl"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| Locale::ALL.map(load));

pub(super) fn of(locale: Locale) -> &'static Bundle {
    &BUNDLES[match locale {
        Locale::Fr => 0,
        Locale::En => 1,
    }]
}

fn load(locale: Locale) -> Bundle {
    let mut bundle = empty(locale);
    let folder = format!("{}/", locale.as_str());
    for path in Files::iter().filter(|path| path.starts_with(&folder)) {
        let Some(file) = Files::get(&path) else { continue };
        add(&mut bundle, &path, &String::from_utf8_lossy(&file.data));
    }
    bundle
}

/// The rules of a language, before any text.
pub(super) fn empty(locale: Locale) -> Bundle {
    let language = locale.as_str().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    match locale {
        Locale::Fr => {
            bundle.set_transform(Some(typography::french));
            bundle.set_formatter(Some(|value, _| grouped(value, Locale::Fr)));
        }
        Locale::En => {
            bundle.set_transform(Some(typography::english));
            bundle.set_formatter(Some(|value, _| grouped(value, Locale::En)));
        }
    }
    bundle
}

pub(super) fn add(bundle: &mut Bundle, path: &str, source: &str) {
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
        tracing::error!(path, ?errors, "a text file does not parse");
        resource
    });
    for error in bundle.add_resource(resource).err().into_iter().flatten() {
        if let FluentError::Overriding { id, .. } = error {
            tracing::error!(path, key = id, "a text is defined twice");
        }
    }
}

fn grouped(value: &FluentValue<'_>, locale: Locale) -> Option<String> {
    match value {
        #[expect(clippy::cast_possible_truncation, reason = "whole numbers below 2^53, as Value::Number is given")]
        FluentValue::Number(number) if number.value.fract() == 0.0 => Some(format::number(locale, number.value as i64)),
        _ => None,
    }
}
