//! A project in lists: on its shelf, on the home page, on the page of a film that it helps.

use catalog::FilmPage;
use crowdfunding::{ProjectCard, ProjectState, Source};
use kernel::Actor;
use maud::{Markup, html};
use web_kit::{Visit, WebError, ui, ui::Icon};

use super::{by_way, contribute_path, figures, films, path};
use crate::{
    KarangouState,
    parts::{names, picture},
};

/// How many projects the page of a film shows; the others are on the shelves.
const HELPED: usize = 3;

/// A project and the film that stands for it.
pub(super) struct Shown {
    project: ProjectCard,
    film: Option<FilmPage>,
}

/// Finds a published film for each; films come from a cache.
pub(super) async fn with_films(visit: &Visit, state: &KarangouState, projects: Vec<ProjectCard>) -> Result<Vec<Shown>, WebError> {
    let nobody = Actor::anonymous(visit.locale);
    let mut shown = Vec::new();
    for project in projects {
        let mut found = Vec::new();
        if !visit.lite {
            found = films::of(&nobody, state, &project.films).await?;
        }
        let film = found.into_iter().find(|film| film.still.or(film.card.poster).is_some());
        shown.push(Shown { project, film });
    }
    Ok(shown)
}

/// The card of a project: picture, title, one sentence, how far it is.
pub(super) fn card(visit: &Visit, shown: &Shown) -> Markup {
    let project = &shown.project;
    let still = shown.film.as_ref().and_then(|film| film.still.or(film.card.poster));
    html! {
        article class="relative flex h-full flex-col overflow-hidden rounded-[10px] border border-line bg-surface" {
            @match picture::in_card(visit, still) {
                Some(picture) => (picture),
                None => div class="strip" aria-hidden="true" {},
            }
            div class="flex grow flex-col gap-3 p-4" {
                h3 class="text-lg leading-snug font-semibold break-words" {
                    a class="after:absolute after:inset-0" href=(visit.url(&path(&project.slug))) { (project.title) }
                }
                @if !project.pitch.is_empty() { p class="break-words text-muted" { (project.pitch) } }
                div class="mt-auto grid gap-2" { (figures::bar(visit, project.pledged(), project.goal)) (line(visit, project)) }
            }
        }
    }
}

/// How many gave, and how long is left or how it ended.
fn line(visit: &Visit, project: &ProjectCard) -> Markup {
    let t = visit.t;
    let left = project.deadline_at.filter(|_| project.state == ProjectState::Online);
    let left = left.and_then(|deadline_at| figures::left(t, visit.now(), deadline_at));
    let (tone, state) = names::project_state(t, project.state);
    html! {
        p class="flex flex-wrap items-center justify-between gap-2 text-sm text-muted" {
            span { (figures::backers(t, project.backers)) }
            @match left {
                Some(left) => span { (left) },
                None => (ui::Badge::new(tone, state)),
            }
        }
    }
}

/// The row of the home page: open projects, the nearest deadline first. Nothing when none is open.
pub(crate) async fn rail(visit: &Visit, state: &KarangouState, projects: Vec<ProjectCard>) -> Result<Markup, WebError> {
    let t = visit.t;
    let shown = with_films(visit, state, projects).await?;
    Ok(html! {
        @if !shown.is_empty() {
            section {
                div class="section-head" {
                    h2 { (t.get("project-rail")) }
                    a class="rail-all" href=(visit.url(super::PATH)) { (t.get("home-rail-all")) (Icon::ArrowRight) }
                }
                ul class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3" { @for one in &shown { li { (card(visit, one)) } } }
            }
        }
    })
}

/// On the page of a film: the projects that it is about, each with its progress and the way to contribute.
pub(crate) fn helping(visit: &Visit, projects: &[ProjectCard]) -> Markup {
    let t = visit.t;
    html! {
        @if !projects.is_empty() {
            section id="projets" class="grid gap-4" {
                h2 class="text-lg" { (t.get("project-helping")) }
                @for project in projects.iter().take(HELPED) {
                    div class="grid gap-3 rounded-[10px] border border-line p-4" {
                        h3 class="font-semibold break-words" { a class="link" href=(visit.url(&by_way(&path(&project.slug), &Source::Film))) { (project.title) } }
                        (figures::bar(visit, project.pledged(), project.goal))
                        (line(visit, project))
                        @if project.state == ProjectState::Online {
                            (ui::Button::primary(t.get("project-contribute")).icon(Icon::Heart).wide().href(visit.url(&by_way(&contribute_path(&project.slug), &Source::Film))))
                        }
                    }
                }
            }
        }
    }
}
