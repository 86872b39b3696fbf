//! What somebody wrote and could not send: it comes back where it was written, with what is wrong.

use axum::http::StatusCode;
use crowdfunding::CrowdfundingError;
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Translator, WebError, ui::Icon};

/// A text that was refused.
#[derive(Debug)]
pub(super) struct Refused {
    text: String,
    errors: FormErrors,
    status: StatusCode,
}

impl Refused {
    /// The error itself when the form can do nothing about it.
    pub(super) fn of(error: CrowdfundingError, text: String, t: Translator) -> Result<Self, WebError> {
        let status = match error.kind() {
            ErrorKind::Conflict => StatusCode::CONFLICT,
            ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Ok(Self { text, errors: FormErrors::of(error, t)?, status })
    }

    /// The page that says so.
    pub(super) fn shell<'v>(&self, shell: Shell<'v>) -> Shell<'v> {
        shell.invalid().status(self.status)
    }
}

/// A labelled text area. It has no id of its own, for there are several on a page; the one that was refused is the only one with an error.
pub(super) fn text_area(name: &str, label: &str, most: u16, refused: Option<&Refused>) -> Markup {
    let wrong = refused.and_then(|refused| refused.errors.on(name).or(refused.errors.summary()));
    let error_id = format!("error-{name}");
    html! {
        label class="grid gap-1" {
            span class="text-sm font-semibold" { (label) }
            textarea class="input" name=(name) rows="3" maxlength=(most) required aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| error_id.as_str())] data-autofocus[wrong.is_some()] {
                @if let Some(refused) = refused { (refused.text) }
            }
        }
        @if let Some(wrong) = wrong { p class="field-error" id=(error_id) { (Icon::Alert) span { (wrong) } } }
    }
}
