//! Where else a link leads, by country and device, in its form.

use maud::{Markup, html};
use platform::agent::Device;
use web_kit::{FormErrors, Visit, names, ui::Icon};

use super::builder::{Typed, folded};

/// The most rows of other destinations that are read: more than a link may have, so that it is its rule that refuses them.
pub(super) const ROWS_MAX: usize = 30;

/// Other destinations by country and device, with one empty row.
pub(super) fn fields(visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let rows = typed.target_url.len().min(ROWS_MAX) + 1;
    let cell = |column: &[String], at: usize| column.get(at).cloned().unwrap_or_default();
    let countries = names::all_countries(t);
    let label = |key: &str, at: usize| t.with(key, &[("n", (at + 1).into())]);
    let error = errors.on("targets");
    let content = html! {
        p class="hint" { (t.get("sales-link-targets-hint")) }
        @if let Some(error) = error { p class="field-error" id="error-targets" { (Icon::Alert) span { (error) } } }
        @for at in 0..rows {
            @let (country, device) = (cell(&typed.target_country, at), cell(&typed.target_device, at));
            div class="grid gap-2 sm:grid-cols-[1fr_1fr_2fr]" {
                select class="input select" name="target_country" aria-label=(label("sales-target-country", at)) {
                    option value="" { (t.get("sales-target-any-country")) }
                    @for (code, name) in &countries { option value=(code) selected[*code == country] { (name) } }
                }
                select class="input select" name="target_device" aria-label=(label("sales-target-device", at)) {
                    option value="" { (t.get("sales-target-any-device")) }
                    @for one in Device::ALL { option value=(one.as_str()) selected[one.as_str() == device] { (t.get(&format!("sales-device-{}", one.as_str()))) } }
                }
                input class="input" type="url" name="target_url" maxlength="2000" value=(cell(&typed.target_url, at)) aria-label=(label("sales-target-url", at));
            }
        }
    };
    folded(t.get("sales-link-targets"), (Some("f-targets"), rows > 1 || error.is_some()), &content)
}
