//! The assets of a film, and what media tells of them: length, weight, colour.

use contracts::{catalog::FilmId, media::AssetId};
use kernel::{Actor, Permission};
use platform::Tx;
use sqlx::PgExecutor;

use super::{
    AttachAsset, FilmPart, StudioFilm,
    model::{AssetFacts, AssetKind, weights},
    queries, store,
};
use crate::{Catalog, CatalogError};

impl Catalog {
    /// Gives a film its video, poster or trailer, or takes it away. The video that moderators decide on, or decided on, stays:
    /// a submitted or published film is taken back before it gets another one.
    pub async fn attach_asset(&self, actor: &Actor, cmd: AttachAsset) -> Result<StudioFilm, CatalogError> {
        let (mut tx, film) = self.open_for_edit(actor, cmd.film_id).await?;
        if cmd.part == FilmPart::Video && film.state.locks_video() {
            return Err(CatalogError::VideoLocked);
        }
        let facts = match cmd.asset_id {
            Some(asset_id) => Some(usable(&mut tx, actor, cmd.part, asset_id).await?),
            None => None,
        };
        let playable = facts.as_ref().is_some_and(AssetFacts::is_playable);
        let at = tx.now();
        let part = store::NewPart { part: cmd.part, asset_id: cmd.asset_id, playable };
        store::set_part(tx.conn(), film.id, part).await?;
        store::touch(tx.conn(), film.id, at).await?;
        if let (Some(asset_id), Some(facts)) = (cmd.asset_id, facts) {
            write_facts(&mut tx, asset_id, &facts).await?;
        }
        self.finish(tx, &film).await?;
        self.get_studio_film(actor, film.id).await
    }

    /// Writes what media now knows of an asset on the films that show it. Safe to repeat.
    pub(crate) async fn refresh_asset(&self, asset_id: AssetId) -> Result<(), CatalogError> {
        let mut tx = self.db().begin(&Actor::system("catalog.media")).await?;
        let Some(facts) = queries::asset_facts(tx.conn(), asset_id).await? else { return Ok(()) };
        let films = write_facts(&mut tx, asset_id, &facts).await?;
        let mut slugs = Vec::with_capacity(films.len());
        for film_id in films {
            store::refresh(tx.conn(), film_id).await?;
            slugs.extend(queries::find_slug(tx.conn(), film_id).await?);
        }
        let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
        self.commit_change(tx, &slugs).await
    }

    /// Refuses an asset that is not an image of the actor's.
    pub(crate) async fn require_image(
        &self,
        db: impl PgExecutor<'_>,
        actor: &Actor,
        asset_id: AssetId,
    ) -> Result<(), CatalogError> {
        let facts = queries::asset_facts(db, asset_id).await?;
        match facts {
            Some(facts) if facts.kind == AssetKind::Image && may_use(actor, &facts) => Ok(()),
            _ => Err(CatalogError::AssetUnfit),
        }
    }
}

fn may_use(actor: &Actor, facts: &AssetFacts) -> bool {
    actor.is(facts.owner_id) || actor.may(Permission::FilmModerate)
}

async fn usable(tx: &mut Tx, actor: &Actor, part: FilmPart, asset_id: AssetId) -> Result<AssetFacts, CatalogError> {
    let wanted = match part {
        FilmPart::Video | FilmPart::Trailer => AssetKind::Video,
        FilmPart::Poster => AssetKind::Image,
    };
    let facts = queries::asset_facts(tx.conn(), asset_id).await?;
    let fits = facts.filter(|facts| facts.kind == wanted && !facts.is_lost() && may_use(actor, facts));
    fits.ok_or(CatalogError::AssetUnfit)
}

async fn write_facts(tx: &mut Tx, asset_id: AssetId, facts: &AssetFacts) -> Result<Vec<FilmId>, CatalogError> {
    if facts.kind == AssetKind::Image {
        // A picture cut out of a video becomes the poster of a film that has none.
        let mut films = match facts.parent_id {
            Some(video) if facts.is_playable() => store::set_missing_poster(tx.conn(), video, asset_id).await?,
            _ => Vec::new(),
        };
        if let Some(colour) = &facts.colour {
            films.extend(store::set_poster_colour(tx.conn(), asset_id, colour).await?);
        }
        films.sort_unstable();
        films.dedup();
        return Ok(films);
    }
    let weights = weights(&queries::renditions(tx.conn(), asset_id).await?);
    let poster = queries::first_picture(tx.conn(), asset_id).await?;
    let facts = store::VideoFacts {
        asset_id,
        playable: facts.is_playable(),
        duration_ms: Some(facts.duration_ms).filter(|duration_ms| *duration_ms > 0),
        weights: &weights,
        poster,
    };
    Ok(store::set_video_facts(tx.conn(), facts).await?)
}
