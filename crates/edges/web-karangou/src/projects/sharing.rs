//! What other programs read of a project: `GET /projets/{slug}/partage.png`, the picture of a shared link, `GET /projets/{slug}/qr.svg`,
//! and structured data. 200, a day for everybody; 404 for a project that is not public.

use axum::{
    extract::{Path, State},
    response::Response,
};
use crowdfunding::{ProjectState, ProjectView, Source};
use kernel::Actor;
use serde_json::{Value, json};
use web_kit::{Visit, WebError, format};

use super::{PATH, by_way, contribute_path, films, path};
use crate::{
    KarangouState,
    parts::names,
    sharing::{self, Pictures, Shared},
};

pub(crate) async fn picture(
    visit: Visit,
    State(state): State<KarangouState>,
    State(pictures): State<Pictures>,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&Actor::anonymous(visit.locale), &slug).await?;
    let films = films::of(&Actor::anonymous(visit.locale), &state, &view.films).await?;
    let poster = films.iter().find_map(|film| film.card.poster);
    pictures.answer(&visit, &state, (view.id.as_uuid(), view.version), poster, words(&visit, &view)).await
}

pub(crate) async fn qr(visit: Visit, State(state): State<KarangouState>, Path(slug): Path<String>) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&Actor::anonymous(visit.locale), &slug).await?;
    sharing::qr::code(&visit.absolute_url(&by_way(&path(&view.slug), &Source::Qr)))
}

/// What does not change while it is kept: never what is raised.
fn words(visit: &Visit, view: &ProjectView) -> Shared {
    let t = visit.t;
    let goal = t.with("project-picture-goal", &[("goal", format::money(visit.locale, view.goal).into())]);
    let by =
        if view.creator_name.is_empty() { String::new() } else { t.with("project-by", &[("name", (&view.creator_name).into())]) };
    let (_, seed) = view.id.as_uuid().as_u64_pair();
    Shared { title: view.title.clone(), by, facts: format!("{goal} · {}", names::country(t, &view.country)), seed, poster: None }
}

/// The project with the way to give (schema.org), and the way to it.
pub(super) fn json_ld(visit: &Visit, view: &ProjectView) -> Vec<Value> {
    let address = visit.absolute_url(&path(&view.slug));
    let mut project = json!({
        "@context": "https://schema.org",
        "@type": "Project",
        "name": view.title,
        "description": view.pitch,
        "url": address,
        "image": format!("{address}/partage.png"),
        "areaServed": { "@type": "Country", "name": names::country(visit.t, &view.country) },
    });
    if !view.creator_name.is_empty() {
        project["founder"] = json!({ "@type": "Person", "name": view.creator_name });
    }
    if view.state == ProjectState::Online {
        project["potentialAction"] =
            json!({ "@type": "DonateAction", "target": visit.absolute_url(&contribute_path(&view.slug)) });
    }
    let step = |position: u8, name: &str, path: &str| json!({ "@type": "ListItem", "position": position, "name": name, "item": visit.absolute_url(path) });
    let way = json!({
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            step(1, &visit.t.get("home-title"), "/"),
            step(2, &visit.t.get("projects-title"), PATH),
            step(3, &view.title, &path(&view.slug)),
        ],
    });
    vec![project, way]
}
