//! Names of countries, languages, genres and roles in the visitor's language.

use catalog::{CreditRole, FilmState, FilterOptions, Language};
use crowdfunding::{FundingMode, ProjectState, Source};
pub(crate) use web_kit::names::{all_countries, country, language, rail};
use web_kit::{Translator, by_name, ui::Tone};

/// The name of a genre by its code.
pub(crate) fn genre(t: Translator, options: &FilterOptions, code: &str) -> String {
    options.genre(code).map_or_else(|| code.to_owned(), |genre| genre.name(t.locale()).to_owned())
}

/// What somebody did on a film.
pub(crate) fn role(t: Translator, role: CreditRole) -> String {
    t.get(&format!("film-role-{}", role.as_str()))
}

/// Where a film stands, and how that is coloured.
pub(crate) fn state(t: Translator, state: FilmState) -> (Tone, String) {
    let tone = match state {
        FilmState::Draft => Tone::Info,
        FilmState::Submitted => Tone::Warn,
        FilmState::Published => Tone::Ok,
        FilmState::Refused => Tone::Bad,
    };
    (tone, t.get(&format!("film-state-{}", state.as_str())))
}

/// Where a project stands, and how that is coloured.
pub(crate) fn project_state(t: Translator, state: ProjectState) -> (Tone, String) {
    let tone = match state {
        ProjectState::Draft | ProjectState::Cancelled | ProjectState::Settled => Tone::Info,
        ProjectState::Submitted | ProjectState::Waiting => Tone::Warn,
        ProjectState::Online | ProjectState::Successful => Tone::Ok,
        ProjectState::Failed => Tone::Bad,
    };
    (tone, t.get(&format!("project-state-{}", state.as_str())))
}

/// When the creator of a project is paid.
pub(crate) fn funding_mode(t: Translator, mode: FundingMode) -> String {
    t.get(&format!("project-mode-{}", mode.as_str()))
}

/// A way to a project: the name of a site, or what kind of way it is.
pub(crate) fn source(t: Translator, source: Option<&Source>) -> String {
    match source {
        Some(Source::Site(site)) => site.as_str().to_owned(),
        Some(named) => t.get(&format!("source-{}", named.kind())),
        None => t.get("source-unknown"),
    }
}

/// Languages that a form offers, by name.
pub(crate) fn all_languages(t: Translator) -> Vec<(String, String)> {
    by_name(Language::OFFERED.iter().map(|tag| ((*tag).to_owned(), language(t, tag))).collect())
}
