//! The pictures of a product: which stay, which one lists show, and one more.

use maud::{Markup, html};
use web_kit::{FormErrors, Visit, ui};

use super::typed::Typed;
use crate::parts::{form, picture};

pub(super) fn show(visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let upload = ui::Upload::new(visit, "picture", t.get("sales-product-picture-add"), "image/jpeg,image/png,image/webp")
        .hint(t.get("sales-profile-picture-hint"))
        .asset(&typed.picture);
    let kept = typed.pictures.iter().filter_map(|text| Some((text, text.parse().ok()?)));
    let content = html! {
        @if !typed.pictures.is_empty() {
            p class="hint" { (t.get("sales-product-pictures-hint")) }
            ul class="grid gap-4 sm:grid-cols-2" {
                @for (at, (text, id)) in kept.enumerate() {
                    @let number = at + 1;
                    li class="flex items-center gap-3" {
                        @if let Some(url) = picture::unless_lite(visit, Some(id), 160) {
                            img class="size-20 flex-none rounded-lg border border-line object-cover" src=(url) alt=(t.with("sales-product-picture-number", &[("n", number.into())])) width="80" height="80" loading="lazy";
                        }
                        div {
                            label class="choice" { input type="checkbox" name="pictures" value=(text) checked; span { (t.with("sales-product-picture-keep", &[("n", number.into())])) } }
                            label class="choice" { input type="radio" name="first_picture" value=(text) checked[*text == typed.first_picture]; span { (t.get("sales-product-picture-first")) } }
                        }
                    }
                }
            }
        }
        (upload)
        noscript { p class="text-sm text-muted" { (t.get("sales-profile-picture-scripts")) } }
        (form::error_on("pictures", errors))
    };
    html! { div id="f-pictures" { (ui::FieldSet::new(t.get("sales-product-pictures"), content)) } }
}
