//! A CSV table that is tried before it is kept: its form, what would happen, what is wrong in which line.

use affiliate::{ImportMode, ImportReport, RowError};
use axum::extract::{Multipart, multipart::MultipartError};
use maud::{Markup, html};
use web_kit::{FormErrors, Visit, WebError, ui, ui::Icon};

/// The largest table that waits in the page between the trial and the keeping; a larger one is chosen again.
const CARRIED_MAX_BYTES: usize = 256 * 1024;

/// What the multipart form holds.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) file: Vec<u8>,
    step: String,
}

impl Sent {
    /// A file, or the table that waited in the page.
    pub(crate) async fn read(mut multipart: Multipart) -> Result<Self, WebError> {
        let unreadable = |error: MultipartError| WebError::status(error.status());
        let mut sent = Self::default();
        while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
            match field.name().unwrap_or_default() {
                "file" | "table" => {
                    let bytes = field.bytes().await.map_err(unreadable)?;
                    if !bytes.is_empty() {
                        sent.file = bytes.to_vec();
                    }
                }
                "do" => sent.step = field.text().await.map_err(unreadable)?,
                _ => {}
            }
        }
        Ok(sent)
    }

    /// What is wrong with a form without a file.
    pub(crate) fn missing(&self, visit: &Visit) -> Option<FormErrors> {
        self.file.is_empty().then(|| FormErrors::none().and("file", visit.t.get("field-required")))
    }

    /// Only tried, unless it was said.
    pub(crate) fn mode(&self) -> ImportMode {
        if self.step == "keep" { ImportMode::Keep } else { ImportMode::DryRun }
    }

    /// The table as text, where it is small enough to wait in the page.
    fn carried(&self) -> Option<&str> {
        std::str::from_utf8(&self.file).ok().filter(|text| text.len() <= CARRIED_MAX_BYTES)
    }
}

/// The form of a table.
#[derive(Debug)]
pub(crate) struct Import {
    /// Where it is sent.
    pub(crate) address: String,
    /// How large a table may be, in words.
    pub(crate) limits: String,
    /// What would happen, in words with numbers.
    pub(crate) would: &'static str,
}

impl Import {
    pub(crate) fn form(&self, visit: &Visit, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            (ui::FileDrop::new(t, "file", t.get("sales-import-file"), ".csv,text/csv").hint(&self.limits).errors(errors))
            p class="flex flex-wrap gap-2" {
                (ui::Button::primary(t.get("sales-import-try")).icon(Icon::Eye).value("do", "try"))
                (ui::Button::secondary(t.get("sales-import-keep")).value("do", "keep"))
            }
        };
        html! { (ui::Form::post(visit, &self.address, fields).stacked().attr("enctype", "multipart/form-data")) }
    }

    /// What would happen, or which lines are wrong.
    pub(crate) fn report(&self, visit: &Visit, report: &ImportReport, sent: &Sent) -> Markup {
        let t = visit.t;
        if report.errors_count > 0 {
            return wrong(visit, report);
        }
        let text = t.with(
            self.would,
            &[
                ("rows", report.rows.into()),
                ("created", report.created.into()),
                ("updated", report.updated.into()),
                ("unchanged", report.unchanged.into()),
            ],
        );
        let fields = |table: &str| {
            html! {
                textarea class="hidden" name="table" readonly aria-hidden="true" tabindex="-1" { "\n" (table) }
                (ui::Button::primary(t.get("sales-import-keep-this")).value("do", "keep"))
            }
        };
        html! {
            div data-report {
                (ui::Banner::new(ui::Tone::Ok, text))
                @match sent.carried() {
                    Some(table) => div class="mt-3" { (ui::Form::post(visit, &self.address, fields(table)).attr("enctype", "multipart/form-data")) },
                    None => p class="mt-3 text-muted" { (t.get("sales-import-again")) },
                }
            }
        }
    }
}

fn wrong(visit: &Visit, report: &ImportReport) -> Markup {
    let t = visit.t;
    let columns = vec![
        ui::Column::number(t.get("sales-import-line")),
        ui::Column::new(t.get("sales-import-column")),
        ui::Column::new(t.get("sales-import-error")),
    ];
    let row = |wrong: &RowError| {
        let text = t.field_error(&wrong.error);
        ui::Row::new(vec![html! { (wrong.line) }.into(), html! { code { (wrong.error.field) } }.into(), html! { (text) }.into()])
    };
    let rows = report.errors.iter().map(row).collect();
    let text = t.with("sales-import-wrong", &[("n", report.errors_count.into()), ("rows", report.rows.into())]);
    html! {
        div class="grid gap-4" data-wrong {
            (ui::Banner::new(ui::Tone::Bad, text).attr("tabindex", "-1").attr("data-autofocus", ""))
            (ui::Table::new(t.get("sales-import-errors"), columns, rows))
        }
    }
}

/// Lines of a table, to begin with.
pub(crate) fn sample(lines: &str) -> Markup {
    html! { pre class="mt-3 overflow-x-auto rounded-lg border border-line bg-surface p-3 text-sm" tabindex="0" { code translate="no" { (lines) } } }
}
