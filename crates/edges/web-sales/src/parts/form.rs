//! What forms have in common: errors on rows, the status of a refusal, a picture, one input of a row.

use contracts::media::AssetId;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use kernel::ErrorKind;
use maud::{Markup, html};
use web_kit::{FormErrors, Visit, ui, ui::Icon};

/// The status of a form that came back.
pub(crate) const fn refused(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The end of the last day that was typed into `until`, in universal time; none when the field is empty.
pub(crate) fn end_of_day(visit: &Visit, until: &str) -> Result<Option<Timestamp>, FormErrors> {
    if until.trim().is_empty() {
        return Ok(None);
    }
    let end = until.parse::<Date>().and_then(|day| Ok(day.tomorrow()?.to_zoned(TimeZone::UTC)?.timestamp()));
    end.map(Some).map_err(|_no_day| FormErrors::none().and("until", visit.t.get("sales-day-wrong")))
}

/// The last day that is before this end, in universal time.
pub(crate) fn last_day(end: Timestamp) -> Date {
    (end - SignedDuration::from_nanos(1)).to_zoned(TimeZone::UTC).date()
}

/// The same errors, on the fields that these are called on the page.
pub(crate) fn renamed(errors: &FormErrors, name: impl Fn(&str) -> String) -> FormErrors {
    if let Some(text) = errors.summary() {
        return FormErrors::general(text);
    }
    errors.fields().fold(FormErrors::none(), |kept, (field, text)| kept.and(&name(field), text))
}

/// The same errors: those of the service's names on the fields that the page calls otherwise.
pub(crate) fn named(errors: &FormErrors, names: &[(&str, &str)]) -> FormErrors {
    renamed(errors, |name| names.iter().find(|(known, _)| *known == name).map_or(name, |(_, own)| *own).to_owned())
}

/// `variants.2.price` as `variant_price-4`, where the third row that says something is the fifth of the form.
pub(crate) fn on_row(field: &str, list: &str, prefix: &str, rows: &[usize]) -> Option<String> {
    let (place, part) = field.strip_prefix(list)?.strip_prefix('.')?.split_once('.')?;
    let at = rows.get(place.parse::<usize>().ok()?)?;
    Some(format!("{prefix}_{part}-{at}"))
}

/// The same errors: those of a row of a list stand at the list, and name the row as the page numbers it. `rows` are the rows that say
/// something, from nought.
pub(crate) fn in_list(errors: &FormErrors, list: &str, rows: &[usize], said: impl Fn(i64, &str) -> String) -> FormErrors {
    if let Some(text) = errors.summary() {
        return FormErrors::general(text);
    }
    let row = |field: &str| {
        let place = field.strip_prefix(list)?.strip_prefix('.')?.split('.').next()?;
        let at = rows.get(place.parse::<usize>().ok()?)?;
        i64::try_from(at + 1).ok()
    };
    errors.fields().fold(FormErrors::none(), |kept, (field, text)| match row(field) {
        Some(at) => kept.and(list, said(at, text)),
        None => kept.and(field, text),
    })
}

/// What is wrong with a part of a form that is no single field.
pub(crate) fn error_on(name: &str, errors: &FormErrors) -> Markup {
    html! {
        @if let Some(error) = errors.on(name) { p class="field-error" id={ "error-" (name) } { (Icon::Alert) span { (error) } } }
    }
}

/// One input of a row.
pub(crate) struct Cell<'c> {
    pub(crate) name: &'static str,
    pub(crate) at: usize,
    pub(crate) label: String,
    pub(crate) value: &'c str,
    pub(crate) mode: &'static str,
    pub(crate) max_length: u16,
}

impl Cell<'_> {
    /// The input with its label and what is wrong with it.
    pub(crate) fn show(&self, errors: &FormErrors) -> Markup {
        let key = format!("{}-{}", self.name, self.at);
        let error = errors.on(&key);
        html! {
            div class="field" {
                label for={ "f-" (key) } { (self.label) }
                input class="input" id={ "f-" (key) } name=(self.name) type="text" inputmode=(self.mode) value=(self.value)
                    maxlength=(self.max_length) autocomplete="off" aria-invalid=[error.map(|_| "true")]
                    aria-describedby=[error.map(|_| format!("error-{key}"))];
                @if let Some(error) = error { p class="field-error" id={ "error-" (key) } { (Icon::Alert) span { (error) } } }
            }
        }
    }
}

/// A button that asks the server for one more row, or a script at once; what was typed stays.
pub(crate) fn one_more(action: &str, step: &'static str, label: String) -> Markup {
    let button = ui::Button::secondary(label)
        .small()
        .icon(Icon::Add)
        .value("do", step)
        .attr("formaction", action)
        .attr("formnovalidate", "")
        .attr("data-add", "");
    html! { p { (button) } }
}

/// One picture: what is there, whether it goes, and an upload in its place. Without scripts what is there stays.
pub(crate) fn picture(visit: &Visit, label: String, given: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let shown = given.parse::<AssetId>().ok();
    let upload = ui::Upload::new(visit, "picture", label, "image/jpeg,image/png,image/webp")
        .hint(t.get("sales-profile-picture-hint"))
        .asset(given);
    html! {
        div class="grid gap-3" id="f-picture" {
            @if let Some(url) = super::picture::unless_lite(visit, shown, 160) {
                img class="size-24 rounded-lg border border-line object-cover" src=(url) alt=(t.get("sales-profile-picture-now")) width="96" height="96";
            }
            (upload)
            noscript {
                input type="hidden" name="picture" value=(given);
                p class="text-sm text-muted" { (t.get("sales-profile-picture-scripts")) }
            }
            @if shown.is_some() { (ui::Checkbox::new("without_picture", html! { (t.get("sales-profile-picture-remove")) })) }
            (error_on("picture", errors))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_in_it() {
        for (end, day) in [("2026-12-01T00:00:00Z", "2026-11-30"), ("2026-12-01T10:30:00Z", "2026-12-01")] {
            assert_eq!(last_day(end.parse().unwrap()).to_string(), day);
        }
    }

    #[test]
    fn an_error_of_a_list_names_its_row() {
        let errors = FormErrors::none().and("targets.1.url", "wrong").and("label", "long");
        let named = in_list(&errors, "targets", &[0, 3], |at, text| format!("{at}: {text}"));
        assert_eq!(named.fields().collect::<Vec<_>>(), [("targets", "4: wrong"), ("label", "long")]);
    }

    #[test]
    fn an_error_stands_on_the_row_that_was_typed() {
        let named = |field| on_row(field, "variants", "variant", &[0, 3]);
        assert_eq!(named("variants.1.price").as_deref(), Some("variant_price-3"));
        for other in ["variants", "variants.2.price", "variants.x.price", "title"] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
