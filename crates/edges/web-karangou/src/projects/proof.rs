//! `GET /projets/{slug}/preuve`: the published totals of a project, and where a proof is checked; `POST` checks one. 200; 404 before the
//! project is online; 422 with what was sent when it cannot be read.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use crowdfunding::{Crowdfunding, CrowdfundingError, PledgeProof, ProjectView, ProofFault, TreeHead};
use kernel::Page;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    CsrfForm, Shell, Visit, WebError, format,
    ui::{self, When},
};

use super::{
    PATH, path,
    refused::{self, Refused},
};
use crate::{
    KarangouState,
    parts::next::{self, After},
};

const ROWS: u16 = 20;
/// What fits into a form.
const LONGEST: u16 = 20_000;

/// A proof as it was pasted.
#[derive(Debug, Deserialize)]
pub(crate) struct Pasted {
    #[serde(default)]
    proof: String,
}

/// What came of a proof.
enum Checked {
    Holds(Box<PledgeProof>),
    Fault(ProofFault),
    OtherProject,
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let proven = Proven::load(&visit, &state, &slug, &after).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(proven.rows().into_response());
    }
    Ok(proven.shell().body(&proven.content(None, None)))
}

pub(crate) async fn check(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    CsrfForm(pasted): CsrfForm<Pasted>,
) -> Result<Response, WebError> {
    let proven = Proven::load(&visit, &state, &slug, &After::default()).await?;
    let read = Crowdfunding::read_proof(&pasted.proof);
    match read {
        Ok(proof) => {
            let fault = state.crowdfunding.check_proof(&proof).await?;
            let checked = match fault {
                _ if proof.head.project_id != proven.view.id => Checked::OtherProject,
                Some(fault) => Checked::Fault(fault),
                None => Checked::Holds(Box::new(proof)),
            };
            Ok(proven.shell().body(&proven.content(Some(&checked), None)))
        }
        Err(error @ CrowdfundingError::Invalid(_)) => {
            let refused = Refused::of(error, pasted.proof, visit.t)?;
            Ok(refused.shell(proven.shell()).body(&proven.content(None, Some(&refused))))
        }
        Err(error) => Err(error.into()),
    }
}

struct Proven<'v> {
    visit: &'v Visit,
    view: ProjectView,
    heads: Page<TreeHead>,
    key: String,
}

impl<'v> Proven<'v> {
    async fn load(visit: &'v Visit, state: &KarangouState, slug: &str, after: &After) -> Result<Self, WebError> {
        let view = state.crowdfunding.project_by_slug(&visit.actor, slug).await?;
        let heads = state.crowdfunding.tree_heads(view.id, &after.page(ROWS)).await?;
        Ok(Self { visit, view, heads, key: state.crowdfunding.proof_key() })
    }

    fn here(&self) -> String {
        format!("{}/preuve", path(&self.view.slug))
    }

    fn shell(&self) -> Shell<'v> {
        let title = self.visit.t.with("proof-title", &[("title", (&self.view.title).into())]);
        Shell::new(self.visit, title).no_index().script("islands/proof.ts")
    }

    fn content(&self, checked: Option<&Checked>, refused: Option<&Refused>) -> Markup {
        let (visit, view, t) = (self.visit, &self.view, self.visit.t);
        let breadcrumb = ui::Breadcrumb::to(t, t.get("proof-short"))
            .step(t.get("projects-title"), visit.url(PATH))
            .step(&view.title, visit.url(&path(&view.slug)));
        html! {
            (breadcrumb)
            div class="grid max-w-[75ch] gap-6" {
                h1 class="text-3xl break-words" { (t.with("proof-title", &[("title", (&view.title).into())])) }
                p { (t.get("proof-intro")) }
                (self.newest())
                (self.form(checked, refused))
                @if !self.heads.items.is_empty() { (ui::Section::new(t.get("proof-history"), html! { div class="grid" { (self.rows()) } }).id("releves")) }
                (self.how())
            }
        }
    }

    fn newest(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let Some(head) = self.heads.items.first() else {
            return html! { (ui::Banner::new(ui::Tone::Info, t.get("proof-none"))) };
        };
        let list = ui::DescriptionList::new()
            .fact(t.get("proof-total"), html! { strong { (format::money(visit.locale, head.total)) } })
            .fact(t.get("proof-size"), format::number(visit.locale, head.size.into()))
            .fact(t.get("proof-at"), When::minute(visit.locale, head.at))
            .fact(t.get("proof-root"), long(&head.root))
            .fact(t.get("proof-signature"), long(&head.signature))
            .fact(t.get("proof-key"), long(&self.key));
        let title = if head.is_final { "proof-last" } else { "proof-newest" };
        html! { div data-head { (ui::Card::new(html! { (list) }).title(t.get(title))) } }
    }

    fn form(&self, checked: Option<&Checked>, refused: Option<&Refused>) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let fields = html! {
            (refused::text_area("proof", &t.get("proof-paste"), LONGEST, refused))
            p class="text-sm text-muted" { (t.get("proof-paste-help")) }
            p class="mt-2" { (ui::Button::primary(t.get("proof-check"))) }
        };
        let content = html! {
            @if let Some(checked) = checked { div role="status" data-checked { (self.said(checked)) } }
            griot-proof class="grid gap-3" data-broken=(t.get("proof-broken")) data-holds=(t.get("proof-holds-here")) data-unreadable=(t.get("proof-unreadable-here")) {
                (ui::Form::post(visit, visit.url(&self.here()), fields))
            }
        };
        html! { (ui::Section::new(t.get("proof-check-title"), content).id("verifier")) }
    }

    fn said(&self, checked: &Checked) -> Markup {
        let (locale, t) = (self.visit.locale, self.visit.t);
        match checked {
            Checked::Holds(proof) => {
                let values = [
                    ("amount", format::money(locale, proof.amount).into()),
                    ("total", format::money(locale, proof.head.total).into()),
                    ("at", format::date_time(locale, proof.head.at).into()),
                ];
                html! { (ui::Banner::new(ui::Tone::Ok, t.with("proof-holds", &values))) }
            }
            Checked::Fault(ProofFault::Broken) => html! { (ui::Banner::new(ui::Tone::Bad, t.get("proof-broken"))) },
            Checked::Fault(ProofFault::Unknown) => html! { (ui::Banner::new(ui::Tone::Bad, t.get("proof-unknown"))) },
            Checked::OtherProject => html! { (ui::Banner::new(ui::Tone::Warn, t.get("proof-other-project"))) },
        }
    }

    fn rows(&self) -> Markup {
        let visit = self.visit;
        let more = next::url(visit, &self.here(), &[], self.heads.next.as_ref());
        html! {
            @for head in &self.heads.items {
                div class="grid gap-1 border-b border-line py-2" data-row {
                    p class="flex flex-wrap items-baseline justify-between gap-x-4" {
                        span { (ui::When::minute(visit.locale, head.at)) " · " (visit.t.with("proof-pledges", &[("count", head.size.into())])) }
                        strong class="tabular-nums" { (format::money(visit.locale, head.total)) }
                    }
                    p class="text-sm text-muted" { (long(&head.root)) }
                }
            }
            (ui::Pagination::new(visit.t, more).appending_to("#releves"))
        }
    }

    fn how(&self) -> Markup {
        let t = self.visit.t;
        let content = html! {
            ol class="grid list-decimal gap-2 pl-5" {
                li { (t.get("proof-how-leaf")) }
                li { (t.get("proof-how-node")) }
                li { (t.get("proof-how-root")) }
                li { (t.get("proof-how-signature")) }
            }
            p class="mt-3 text-sm text-muted" { (t.get("proof-how-standard")) }
        };
        html! { (ui::Section::new(t.get("proof-how"), content).id("comment")) }
    }
}

/// A hash: broken anywhere.
fn long(words: &str) -> Markup {
    html! { code class="text-sm break-all" { (words) } }
}
