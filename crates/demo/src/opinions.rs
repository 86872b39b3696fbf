//! What the demo's people think of the films, so that pages do not look abandoned.

use anyhow::{Context as _, Result};
use catalog::{AddComment, Rate, Stars};
use kernel::{PageRequest, Role};

use crate::{accounts::Cast, story::DemoServices};

const COMMENTS: [&str; 3] = [
    "On entend le fleuve avant de le voir. Quelle première image !",
    "Vu à Sokodé sur un téléphone en 240p : tout y est, même le vent.",
    "La dernière scène m’a fait appeler ma grand-mère.",
];

/// Ratings by everybody and a few comments, given once.
pub(crate) async fn give(services: &DemoServices, cast: &Cast) -> Result<()> {
    let viewer = cast.actor(Role::Viewer)?;
    let films = services.catalog.list_films(&viewer, &catalog::FilmFilter::default(), &PageRequest::first()).await?;
    for (number, film) in films.items.iter().enumerate() {
        for (person, actor) in cast.actors().enumerate() {
            let stars = Stars::try_new(i16::try_from(3 + (number + person) % 3)?).context("one to five stars")?;
            services.catalog.rate(&actor, Rate { film_id: film.id, stars }).await?;
        }
        if let Some(text) = COMMENTS.get(number) {
            let cmd = AddComment { film_id: film.id, parent_id: None, text: (*text).to_owned() };
            services.catalog.add_comment(&viewer, cmd).await?;
        }
    }
    Ok(())
}
