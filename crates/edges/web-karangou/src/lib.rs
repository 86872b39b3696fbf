//! The pages of Karangou: watch films, keep and discuss them, publish and moderate them, and be found by search engines.
//!
//! A page asks a service and renders a view; no decision is taken here, and no SQL is written. Invariants: every form works
//! without scripts; every page exists in French and English; data-saver shows no picture; what people wrote is escaped.
//! One file a page; see README.md for the list of routes with their status and cache policy.

mod config;
mod drawing;
mod film;
mod lists;
mod moderation;
mod pages;
mod parts;
pub mod poster;
mod projects;
mod sharing;
mod state;
mod studio;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

pub use config::{KarangouConfig, KarangouConfigError};
pub use state::KarangouState;

/// The most a subtitle file may weigh on its way in, with the rest of its form.
const SUBTITLE_FORM_BYTES: usize = 3 * 1024 * 1024;

/// The routes of Karangou.
pub fn router(state: KarangouState) -> Router {
    public().merge(personal()).merge(studio_projects()).merge(staff()).with_state(state::Site::new(state))
}

fn public() -> Router<state::Site> {
    Router::new()
        .route("/", get(pages::home::show))
        .route("/films", get(pages::films::show))
        .route("/recherche", get(pages::search::show))
        .route("/films/{slug}", get(film::show))
        .route("/films/{slug}/regarder", post(film::watch::open))
        .route("/films/{slug}/partage.png", get(sharing::show_picture))
        .route("/films/{slug}/qr.svg", get(sharing::qr::show))
        .route("/commentaires/{id}/reponses", get(film::comments::replies))
        .route("/personnes/{slug}", get(pages::person::show))
        .route("/sitemap.xml", get(sharing::sitemap::index))
        .route("/sitemap/pages.xml", get(sharing::sitemap::pages))
        .route("/sitemap/films.xml", get(sharing::sitemap::films))
        .route("/sitemap/personnes.xml", get(sharing::sitemap::people))
        .route("/sitemap/projets.xml", get(sharing::sitemap::projects))
        .route("/projets", get(projects::list))
        .route("/projets/{slug}", get(projects::show))
        .route("/projets/{slug}/etat", get(projects::fragment))
        .route("/projets/{slug}/direct", get(projects::stream))
        .route("/projets/{slug}/nouvelles", get(projects::updates::list))
        .route("/projets/{slug}/nouvelles/{id}", get(projects::updates::show))
        .route("/projets/{slug}/questions/{id}", get(projects::questions::show_thread))
        .route("/projets/{slug}/preuve", get(projects::proof::show).post(projects::proof::check))
        .route("/projets/{slug}/documents/{id}", get(projects::documents::download))
        .route("/projets/{slug}/regarder", post(projects::trailer::open))
        .route("/projets/{slug}/partage.png", get(projects::picture))
        .route("/projets/{slug}/qr.svg", get(projects::qr))
        .route("/flux/films.rss", get(sharing::feed::show))
        .route("/oembed", get(sharing::oembed::show))
}

fn personal() -> Router<state::Site> {
    Router::new()
        .route("/films/{slug}/note", post(film::rating::rate))
        .route("/films/{slug}/favori", post(film::keep::favourite))
        .route("/films/{slug}/listes", post(film::keep::on_list))
        .route("/films/{slug}/commentaires", post(film::comments::add))
        .route("/films/{slug}/signaler", post(film::report::film))
        .route("/commentaires/{id}/modifier", post(film::comments::edit))
        .route("/commentaires/{id}/supprimer", post(film::comments::delete))
        .route("/commentaires/{id}/signaler", get(film::report::ask).post(film::report::comment))
        .route("/projets/{slug}/questions", get(projects::questions::list).post(projects::questions::add))
        .route("/projets/{slug}/questions/{id}/supprimer", post(projects::questions::delete))
        .route("/ma-liste", get(lists::show_mine))
        .route("/listes", get(lists::lead_to_mine).post(lists::create))
        .route("/listes/{id}", get(lists::show_one).post(lists::edit))
        .route("/listes/{id}/supprimer", post(lists::delete))
        .route("/listes/{id}/films/{film}/deplacer", post(lists::move_film))
        .route("/listes/{id}/films/{film}/retirer", post(lists::take_off))
        .route("/historique", get(pages::history::show))
        .route("/historique/effacer", post(pages::history::forget))
}

fn studio_projects() -> Router<state::Site> {
    Router::new()
        .route("/studio/projets", get(studio::projects::list))
        .route("/studio/projets/nouveau", get(studio::projects::ask_new).post(studio::projects::create))
        .route("/studio/projets/{id}", get(studio::projects::show).post(studio::projects::save))
        .route("/studio/projets/{id}/documents", get(studio::projects::documents).post(studio::projects::add_document))
        .route("/studio/projets/{id}/documents/{document}/retirer", post(studio::projects::remove_document))
        .route("/studio/projets/{id}/bande-annonce", get(studio::projects::trailer).post(studio::projects::set_trailer))
        .route("/studio/projets/{id}/bande-annonce/retirer", post(studio::projects::remove_trailer))
        .route("/studio/projets/{id}/bande-annonce/etat", get(studio::projects::trailer_fragment))
        .route("/studio/projets/{id}/bande-annonce/direct", get(studio::projects::trailer_stream))
        .route("/studio/projets/{id}/soumettre", post(studio::projects::submit))
        .route("/studio/projets/{id}/tableau", get(studio::projects::dashboard))
        .route("/studio/projets/{id}/contributions.csv", get(studio::projects::export_pledges))
        .route("/studio/projets/{id}/visites.csv", get(studio::projects::export_visits))
        .route("/studio/projets/{id}/livraisons/clore", post(studio::projects::close_deliveries))
        .route("/studio/projets/{id}/livraisons/rouvrir", post(studio::projects::reopen_deliveries))
        .route("/studio/projets/{id}/versement", post(studio::projects::pay_out))
        .route("/studio/projets/{id}/nouvelles", get(studio::projects::updates).post(studio::projects::post_update))
        .route("/studio/projets/{id}/nouvelles/{update}/supprimer", post(studio::projects::delete_update))
}

fn staff() -> Router<state::Site> {
    let subtitles = post(studio::add_subtitles).layer(DefaultBodyLimit::max(SUBTITLE_FORM_BYTES));
    Router::new()
        .route("/studio", get(studio::list))
        .route("/studio/personnes", get(studio::people_options))
        .route("/studio/films/nouveau", get(studio::ask_new).post(studio::create))
        .route("/studio/films/{id}", get(studio::show).post(studio::save_details))
        .route("/studio/films/{id}/equipe", post(studio::save_people))
        .route("/studio/films/{id}/video", post(studio::set_video))
        .route("/studio/films/{id}/affiche", post(studio::set_poster))
        .route("/studio/films/{id}/sous-titres", subtitles)
        .route("/studio/films/{id}/sous-titres/{subtitle}/retirer", post(studio::remove_subtitles))
        .route("/studio/films/{id}/etat", get(studio::progress_fragment))
        .route("/studio/films/{id}/direct", get(studio::progress_stream))
        .route("/studio/films/{id}/soumettre", post(studio::submit))
        .route("/studio/films/{id}/reprendre", post(studio::withdraw))
        .route("/studio/films/{id}/depublier", post(studio::unpublish))
        .route("/studio/films/{id}/supprimer", post(studio::delete))
        .route("/projets/{slug}/bande-annonce/masquer", post(projects::trailer::hide))
        .route("/projets/{slug}/documents/{id}/masquer", post(projects::documents::hide))
        .route("/projets/{slug}/nouvelles/{id}/retirer", post(projects::updates::remove))
        .route("/projets/{slug}/questions/{id}/masquer", post(projects::questions::hide))
        .route("/projets/{slug}/questions/{id}/montrer", post(projects::questions::show_again))
        .route("/moderation/films", get(moderation::queue))
        .route("/moderation/films/{id}/publier", post(moderation::publish))
        .route("/moderation/films/{id}/refuser", post(moderation::refuse))
        .route("/moderation/projets", get(moderation::projects::queue))
        .route("/moderation/projets/{id}", get(moderation::projects::show))
        .route("/moderation/projets/{id}/publier", post(moderation::projects::publish))
        .route("/moderation/projets/{id}/renvoyer", post(moderation::projects::send_back))
        .route("/moderation/signalements", get(moderation::list_reports).post(moderation::decide))
}
