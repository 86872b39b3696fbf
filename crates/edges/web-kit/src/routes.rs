//! The routes of the kit itself: built files, preferences, the parts of the installable app, the gallery.

mod gallery;
mod preferences;
mod pwa;

use axum::{
    Router,
    routing::{get, post},
};

/// Where the switches of the look send their forms.
pub const PREFERENCES: &str = "/_prefs";

/// The routes of the kit: `/assets/*`, `/sw.js`, `/manifest.webmanifest`, `/hors-ligne`, `/robots.txt`, `/_prefs`, `/_ui`.
pub fn router() -> Router {
    Router::new()
        .route("/assets/{*name}", get(crate::assets::get))
        .route("/sw.js", get(pwa::service_worker))
        .route("/favicon.ico", get(pwa::favicon))
        .route("/apple-touch-icon.png", get(pwa::touch_icon))
        .route("/og.png", get(pwa::share_image))
        .route("/manifest.webmanifest", get(pwa::manifest))
        .route("/hors-ligne", get(pwa::offline))
        .route("/robots.txt", get(pwa::robots))
        .route(PREFERENCES, post(preferences::choose))
        .route("/_ui", get(gallery::page))
        .route("/_ui/toast", post(gallery::toast))
        .route("/_ui/form", post(gallery::form))
        .route("/_ui/options", get(gallery::options))
}

#[cfg(test)]
mod tests;
