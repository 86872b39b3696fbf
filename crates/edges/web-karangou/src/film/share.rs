//! Sharing a page: its address to copy, a QR code for those beside one.

use catalog::FilmPage;
use maud::{Markup, html};
use web_kit::{Visit, ui::Icon};

use crate::parts::card;

/// The block of a film's page.
pub(super) fn section(visit: &Visit, film: &FilmPage) -> Markup {
    block(visit, &card::path(&film.card.slug), &film.card.title)
}

/// The block of the page at this path, which has its QR code below it. The button copies or opens the device's own sharing when
/// scripts run.
pub(crate) fn block(visit: &Visit, path: &str, title: &str) -> Markup {
    let t = visit.t;
    let address = visit.absolute_url(path);
    html! {
        section id="partager" {
            h2 class="mb-2 text-lg" { (t.get("film-share")) }
            griot-share class="grid gap-2" title=(title) copied=(t.get("film-share-copied")) {
                label class="grid gap-1 text-sm" {
                    span class="text-muted" { (t.get("film-share-address")) }
                    input class="input" type="text" readonly value=(address);
                }
                button class="btn" type="button" hidden { (Icon::Share) span { (t.get("film-share-button")) } }
            }
            details class="mt-2" {
                summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("film-share-qr")) }
                img class="rounded-[10px] bg-white p-2" src={ (visit.url(path)) "/qr.svg" } width="180" height="180" loading="lazy"
                    alt=(t.with("film-share-qr-alt", &[("title", title.into())]));
            }
        }
    }
}
