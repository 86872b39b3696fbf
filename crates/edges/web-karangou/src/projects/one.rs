//! `GET /projets/{slug}`: one project, with what it has raised. 200 for everybody once it is online, before for its creator and the
//! staff; 404 for others.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalog::FilmPage;
use crowdfunding::{Backer, DocumentView, ProjectThread, ProjectView, Source, UpdateView};
use kernel::{Page, PageRequest};
use maud::{Markup, html};
use web_kit::{Arrival, Shell, Visit, WebError, ui, ui::Icon};

use super::{
    PATH, backers, by_way, contribute_path, documents, films,
    funding::{self, Funding},
    how, path, questions, sharing,
    trailer::Trailer,
    updates, visits, whole,
};
use crate::{
    KarangouState,
    film::{share, shortened},
    parts::{names, next::After, picture},
};

const BACKERS: u16 = 12;

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    Query(after): Query<After>,
    arrival: Arrival,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let funding = Funding::load(&state, &view).await?;
    let backers = match &funding {
        Some(_) => state.crowdfunding.backers(view.id, &after.page(BACKERS)).await?,
        None => Page { items: Vec::new(), next: None },
    };
    if visit.htmx && after.after.is_some() {
        return Ok(backers::rows(&visit, &view, &backers).into_response());
    }
    let films = films::of(&visit.actor, &state, &view.films).await?;
    let voices = if funding.is_some() { Some(Voices::load(&visit, &state, &view).await?) } else { None };
    let documents = state.crowdfunding.documents(&visit.actor, view.id).await?;
    let trailer = Trailer::load(&visit, &state, &view).await?;
    let source = visits::count((&visit, &state), arrival, &view, &films).await?;
    let page = Whole { visit: &visit, state: &state, view, trailer, funding, backers, films, documents, voices, source };
    Ok(page.shell().body(&page.content()))
}

/// The newest of what its creator tells and people ask.
struct Voices {
    updates: Page<UpdateView>,
    threads: Page<ProjectThread>,
}

impl Voices {
    async fn load(visit: &Visit, state: &KarangouState, view: &ProjectView) -> Result<Self, WebError> {
        let newest = |rows| PageRequest::new(Some(rows), None);
        let (funding, actor) = (&state.crowdfunding, &visit.actor);
        Ok(Self {
            updates: funding.updates(actor, view.id, None, &newest(updates::NEWEST)).await?,
            threads: funding.discussion(actor, view.id, &newest(questions::NEWEST)).await?,
        })
    }
}

struct Whole<'v> {
    visit: &'v Visit,
    state: &'v KarangouState,
    view: ProjectView,
    trailer: Option<Trailer>,
    /// None before it is online.
    funding: Option<Funding>,
    backers: Page<Backer>,
    films: Vec<FilmPage>,
    documents: Vec<DocumentView>,
    /// None before it is online.
    voices: Option<Voices>,
    /// By which way its reader came.
    source: Source,
}

impl<'v> Whole<'v> {
    fn shell(&self) -> Shell<'v> {
        let (visit, view) = (self.visit, &self.view);
        let here = path(&view.slug);
        let shell = Shell::new(visit, view.title.clone())
            .description(shortened(&view.pitch, 155))
            .canonical(&here)
            .script("islands/live-fragment.ts")
            .script("islands/share.ts");
        let shell = if self.trailer.is_some() { shell.script("islands/player.ts") } else { shell };
        if self.funding.is_none() {
            return shell.no_index();
        }
        let shell = shell.og_image(format!("{}/partage.png", visit.url(&here)));
        sharing::json_ld(visit, view).into_iter().fold(shell, Shell::json_ld)
    }

    fn content(&self) -> Markup {
        let (visit, view, t) = (self.visit, &self.view, self.visit.t);
        html! {
            (ui::Breadcrumb::to(t, &view.title).step(t.get("projects-title"), visit.url(PATH)))
            (funding::simulation(visit, self.state))
            @if self.funding.is_none() { div class="mb-4" { (ui::Banner::new(ui::Tone::Warn, t.get("project-preview-only"))) } }
            div class="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_21rem] lg:grid-rows-[auto_1fr]" {
                div class="grid min-w-0 content-start gap-4" { (self.header()) (self.moving()) }
                aside class="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1" aria-label=(t.get("project-support")) {
                    div class="lg:sticky lg:top-4" {
                        @if let Some(funding) = &self.funding { (funding::card(visit, view, funding, &self.source)) }
                    }
                }
                div class="min-w-0 lg:col-start-1" { (self.parts()) }
            }
            @if funding::is_open(visit, view) {
                div class="sticky bottom-0 z-10 -mx-4 border-t border-line bg-bg px-4 py-3 lg:hidden" { (funding::contribute(visit, view, &self.source)) }
            }
        }
    }

    fn header(&self) -> Markup {
        let (view, t) = (&self.view, self.visit.t);
        let (tone, state) = names::project_state(t, view.state);
        html! {
            header class="grid gap-3" {
                p class="flex flex-wrap items-center gap-2" {
                    (ui::Badge::new(tone, state))
                    span class="text-sm text-muted" { (names::country(t, &view.country)) " · " (names::funding_mode(t, view.mode)) }
                }
                h1 class="text-3xl leading-tight font-bold break-words sm:text-4xl" { (view.title) }
                @if !view.pitch.is_empty() { p class="max-w-[65ch] text-lg break-words" { (view.pitch) } }
                @if !view.creator_name.is_empty() {
                    p class="text-muted" { (t.with("project-by", &[("name", (&view.creator_name).into())])) }
                }
            }
        }
    }

    /// Its trailer; without one a picture of each of its films.
    fn moving(&self) -> Markup {
        match &self.trailer {
            Some(trailer) => trailer.show(self.visit, self.state, &self.view),
            None => self.pictures(),
        }
    }

    /// A picture of each of its films; in data-saver none.
    fn pictures(&self) -> Markup {
        let stills: Vec<_> =
            self.films.iter().filter_map(|film| picture::unless_lite(self.visit, film.still.or(film.card.poster), 640)).collect();
        html! {
            @for (at, url) in stills.iter().take(1).enumerate() {
                img class="aspect-video w-full rounded-[10px] bg-stage object-cover" src=(url) alt="" width="640" height="360" decoding="async"
                    fetchpriority=[(at == 0).then_some("high")];
            }
            @if stills.len() > 1 {
                div class="grid grid-cols-3 gap-3" {
                    @for url in stills.iter().skip(1).take(3) {
                        img class="aspect-video w-full rounded-[10px] bg-stage object-cover" src=(url) alt="" width="640" height="360" loading="lazy" decoding="async";
                    }
                }
            }
        }
    }

    fn tiers(&self) -> Markup {
        let (visit, view, t) = (self.visit, &self.view, self.visit.t);
        html! {
            @if !view.tiers.is_empty() {
                @let tiers = html! {
                    div class="grid gap-3 md:grid-cols-2" { @for tier in &view.tiers { (whole::tier(visit, tier, self.choose(tier))) } }
                };
                (ui::Section::new(t.get("project-tiers"), tiers).id("contreparties"))
            }
        }
    }

    fn choose(&self, tier: &crowdfunding::TierView) -> Option<Markup> {
        let (visit, view) = (self.visit, &self.view);
        let open = funding::is_open(visit, view) && tier.left.is_none_or(|left| left > 0);
        let href = format!("{}&palier={}", visit.url(&by_way(&contribute_path(&view.slug), &self.source)), tier.id);
        let label = visit.t.get("project-choose");
        let name = visit.t.with("project-choose-this", &[("title", (&tier.title).into())]);
        open.then(|| html! { (ui::Button::secondary(label).icon(Icon::Heart).href(href).attr("aria-label", name)) })
    }

    fn parts(&self) -> Markup {
        let (visit, view, t) = (self.visit, &self.view, self.visit.t);
        html! {
            (whole::story(visit, view))
            (self.tiers())
            @if let Some(voices) = &self.voices { (updates::section(visit, view, &voices.updates)) }
            @if !view.budget.is_empty() { (ui::Section::new(t.get("project-budget"), whole::budget(visit, view)).id("budget")) }
            (whole::risks(visit, view))
            (documents::section(visit, view, &self.documents))
            (films::section(visit, &self.films))
            (how::section(visit, view, self.state.crowdfunding.fee_bp(), self.state.payments.collects_on_success()))
            @if let Some(voices) = &self.voices { (questions::section(visit, view, &voices.threads)) }
            @if self.funding.is_some() {
                (backers::section(visit, view, &self.backers))
                div class="mt-8" { (share::project(visit, &view.slug, &view.title)) }
            }
        }
    }
}
