//! Sharing a page: its address to copy, a QR code for those beside one; of a project also links to messengers and networks.

use catalog::FilmPage;
use crowdfunding::Source;
use maud::{Markup, html};
use web_kit::{Visit, ui, ui::Icon};

use super::encoded;
use crate::{
    parts::{card, names},
    projects,
};

/// A page that is shared.
struct Shared<'s> {
    /// Without language; its QR code is below it.
    path: &'s str,
    title: &'s str,
    /// What is copied.
    address: String,
}

/// The block of a film's page.
pub(super) fn section(visit: &Visit, film: &FilmPage) -> Markup {
    let path = card::path(&film.card.slug);
    let address = visit.absolute_url(&path);
    block(visit, &Shared { path: &path, title: &film.card.title, address }, &html! {})
}

/// The block of a project's page. Each link says by which way who follows it comes.
pub(crate) fn project(visit: &Visit, slug: &str, title: &str) -> Markup {
    let t = visit.t;
    let path = projects::path(slug);
    let links = html! {
        ul class="mt-3 flex flex-wrap gap-2" aria-label=(t.get("project-share-by")) {
            @for (source, href) in ways(visit, &path, title) {
                li { (ui::Button::secondary(names::source(t, Some(&source))).small().href(href).attr("target", "_blank").attr("rel", "noopener noreferrer")) }
            }
        }
    };
    let address = visit.absolute_url(&projects::by_way(&path, &Source::Link));
    block(visit, &Shared { path: &path, title, address }, &links)
}

/// Where messengers and networks take what is to be shared. Nothing of theirs is on our pages: these are links.
fn ways(visit: &Visit, path: &str, title: &str) -> Vec<(Source, String)> {
    // Messages and letters show a plus as it is.
    let part = |text: &str| encoded(text).replace('+', "%20");
    let title = part(title);
    let linked = [Source::Whatsapp, Source::Facebook, Source::X, Source::Telegram, Source::Email].into_iter().map(|source| {
        let url = part(&visit.absolute_url(&projects::by_way(path, &source)));
        let href = match source {
            Source::Whatsapp => format!("https://wa.me/?text={title}%20{url}"),
            Source::Facebook => format!("https://www.facebook.com/sharer/sharer.php?u={url}"),
            Source::X => format!("https://x.com/intent/post?text={title}&url={url}"),
            Source::Telegram => format!("https://t.me/share/url?url={url}&text={title}"),
            _ => format!("mailto:?subject={title}&body={url}"),
        };
        (source, href)
    });
    linked.collect()
}

/// The block itself. The button copies or opens the device's own sharing when scripts run.
fn block(visit: &Visit, shared: &Shared<'_>, links: &Markup) -> Markup {
    let t = visit.t;
    html! {
        section id="partager" {
            h2 class="mb-2 text-lg" { (t.get("film-share")) }
            griot-share class="grid gap-2" title=(shared.title) copied=(t.get("film-share-copied")) {
                label class="grid gap-1 text-sm" {
                    span class="text-muted" { (t.get("film-share-address")) }
                    input class="input" type="text" readonly value=(shared.address);
                }
                button class="btn" type="button" hidden { (Icon::Share) span { (t.get("film-share-button")) } }
            }
            (links)
            details class="mt-2" {
                summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("film-share-qr")) }
                img class="rounded-[10px] bg-white p-2" src={ (visit.url(shared.path)) "/qr.svg" } width="180" height="180" loading="lazy"
                    alt=(t.with("film-share-qr-alt", &[("title", shared.title.into())]));
            }
        }
    }
}
