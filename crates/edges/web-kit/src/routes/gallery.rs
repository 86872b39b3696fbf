//! `/_ui`: every component in every brand and mode. What developers look at, and what the accessibility tests walk through.
//!
//! Its words are samples and stand in `web-kit-gallery.ftl`; its figures are made up, and only here.

mod actions;
mod collections;
mod content;
mod data;
mod forms;
mod media;

use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    csrf::CsrfForm,
    form::FormErrors,
    preferences::Brand,
    routes::PREFERENCES,
    shell::Shell,
    ui::{self, Tone},
    visit::Visit,
};

/// Which look a link of the gallery asks for, so that tests and screenshots need no cookies.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Look {
    brand: Option<String>,
    mode: Option<String>,
    lite: Option<String>,
    tool: Option<String>,
}

/// The form of the gallery.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Sample {
    #[serde(default)]
    title: String,
}

/// `GET /_ui`.
pub(super) async fn page(mut visit: Visit, Query(look): Query<Look>) -> Response {
    visit.brand = look.brand.as_deref().and_then(Brand::parse).unwrap_or(visit.brand);
    visit.mode = look.mode.as_deref().and_then(crate::Mode::parse).unwrap_or(visit.mode);
    visit.lite = visit.lite || look.lite.is_some();
    let shell = Shell::new(&visit, visit.t.get("gallery-title")).no_index().script("islands/upload.ts");
    let shell = if look.tool.is_some() { shell.tool() } else { shell };
    shell.body(&components(&visit, &FormErrors::none(), &Sample::default()))
}

/// `POST /_ui/form`: refuses an empty title, as a real form would.
pub(super) async fn form(visit: Visit, CsrfForm(sample): CsrfForm<Sample>) -> Response {
    if sample.title.trim().is_empty() {
        let errors = FormErrors::none().and("title", visit.t.get("field-required"));
        let content = components(&visit, &errors, &sample);
        return Shell::new(&visit, visit.t.get("gallery-title")).invalid().body(&content);
    }
    visit.redirect("/_ui").saying("kit-saved").into_response()
}

/// `POST /_ui/toast`.
pub(super) async fn toast(visit: Visit) -> Response {
    ui::Toast::new(Tone::Ok, visit.t.get("kit-saved")).out_of_band().into_response()
}

/// `GET /_ui/options`: what a combobox asks for.
pub(super) async fn options() -> Response {
    html! { @for title in ["Yaaba", "Yeelen", "Moolaadé"] { option value=(title) {} } }.into_response()
}

fn components(visit: &Visit, errors: &FormErrors, sample: &Sample) -> Markup {
    html! {
        (ui::PageHeader::new(visit.t.get("gallery-title")).text(visit.t.get("gallery-lead")).actions(brands(visit)))
        (actions::show(visit))
        (forms::show(visit, errors, &sample.title))
        (media::show(visit))
        (content::show(visit))
        (collections::show(visit))
        (data::show(visit))
    }
}

fn brands(visit: &Visit) -> Markup {
    html! {
        form.actions method="post" action=(PREFERENCES) {
            input type="hidden" name="back" value=(visit.url("/_ui"));
            @for brand in Brand::ALL {
                button.btn.btn-small type="submit" name="brand" value=(brand.as_str()) aria-pressed=((brand == visit.brand).to_string()) {
                    (brand.name())
                }
            }
        }
    }
}
