//! Making a film the way its director would: draw or find the file, upload, describe, submit; then a moderator publishes.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use catalog::{
    AttachAsset, CreateFilm, CreditInput, CreditPerson, CreditRole, EditFilm, FilmInput, FilmPart, FilmState, PublishFilm,
    SetCredits,
};
use contracts::media::AssetId;
use kernel::{Actor, PageRequest, Role};
use media::{Append, AssetView, AttachSubtitle, CreateUpload, SubtitlePurpose};

use web_karangou::poster::Poster;

use crate::{
    accounts::Cast,
    films::{DemoFilm, FILMS, Source, Subtitles},
    render,
    scenes::Scene,
    story::{DemoServices, Story},
};

const LOOK_EVERY: Duration = Duration::from_millis(400);
const PLAYABLE_WITHIN: Duration = Duration::from_secs(15 * 60);

/// The films that are not published yet; what an earlier start left half-made is removed.
pub(crate) async fn missing(services: &DemoServices, cast: &Cast) -> Result<Vec<&'static DemoFilm>> {
    let director = cast.actor(Role::Director)?;
    let mut published = Vec::new();
    let films = services.catalog.list_studio_films(&director, &PageRequest::new(Some(100), None)).await?;
    for film in films.items {
        if film.page.state == FilmState::Published {
            published.push(film.page.card.title.clone());
        } else if FILMS.iter().any(|known| known.title == film.page.card.title) {
            services.catalog.delete_film(&director, film.page.card.id).await?;
        }
    }
    Ok(FILMS.iter().filter(|film| !published.iter().any(|title| title == film.title)).collect())
}

/// The title of the film that is made first, which projects are about.
pub(crate) const FIRST: &str = FILMS[0].title;

/// Waits until the first film is published.
pub(crate) async fn wait_for_first(services: &DemoServices, cast: &Cast) -> Result<()> {
    while missing_titles(services, cast).await?.contains(&FIRST) {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

async fn missing_titles(services: &DemoServices, cast: &Cast) -> Result<Vec<&'static str>> {
    let films = services.catalog.list_studio_films(&cast.actor(Role::Director)?, &PageRequest::new(Some(100), None)).await?;
    let is_there =
        |title: &str| films.items.iter().any(|film| film.page.state == FilmState::Published && film.page.card.title == title);
    Ok(FILMS.iter().map(|film| film.title).filter(|title| !is_there(title)).collect())
}

/// Makes one film and publishes it as soon as its first quality can be watched.
pub(crate) async fn make(story: &Story, cast: &Cast, film: &'static DemoFilm) -> Result<()> {
    let (services, director) = (&story.services, cast.actor(Role::Director)?);
    let catalog = &services.catalog;
    let (source, seconds) = source_file(story, film).await?;
    let video = upload(services, &director, &source, "video/mp4").await.context("upload the film")?;
    let poster = upload(services, &director, &poster_file(story, film).await?, "image/png").await.context("upload the poster")?;
    let made = catalog.create_film(&director, CreateFilm { title: film.title.into(), organisation_id: None }).await?;
    let film_id = made.page.card.id;
    catalog.edit_film(&director, EditFilm { film_id, version: None, details: details(film) }).await?;
    let credits = film.credits.iter().map(credit).collect::<Result<_>>()?;
    catalog.set_credits(&director, SetCredits { film_id, credits }).await?;
    for (part, asset_id) in [(FilmPart::Video, video), (FilmPart::Poster, poster)] {
        catalog.attach_asset(&director, AttachAsset { film_id, part, asset_id: Some(asset_id) }).await?;
    }
    wait(services, &director, poster, |asset| !asset.images.is_empty()).await?;
    wait(services, &director, video, |asset| asset.state.is_watchable()).await?;
    for (language, subtitles) in [("fr", Subtitles::French), ("en", Subtitles::English)] {
        let content = film.subtitles(subtitles, seconds).into_bytes();
        let cmd = AttachSubtitle::try_new(video, language, "", SubtitlePurpose::Subtitles, &content)?;
        services.media.attach_subtitle(&director, cmd).await?;
    }
    catalog.submit_film(&director, film_id).await?;
    catalog.publish_film(&cast.actor(Role::Moderator)?, PublishFilm { film_id, version: None }).await?;
    Ok(())
}

/// Waits until every quality of every film exists.
pub(crate) async fn wait_for_rest(services: &DemoServices, cast: &Cast) -> Result<()> {
    let director = cast.actor(Role::Director)?;
    for asset in services.media.list_assets(&director, &PageRequest::new(Some(100), None)).await?.items {
        wait(services, &director, asset.id, |asset| asset.state.is_final()).await?;
    }
    Ok(())
}

fn details(film: &DemoFilm) -> FilmInput {
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    FilmInput {
        title: film.title.into(),
        original_title: String::new(),
        synopsis_fr: film.synopsis_fr.into(),
        synopsis_en: film.synopsis_en.into(),
        year: Some(film.year),
        genres: list(film.genres),
        countries: list(film.countries),
        spoken_languages: list(film.languages),
        subtitle_languages: list(&["fr", "en"]),
        age_rating: "all".into(),
    }
}

fn credit(credit: &crate::films::Credit) -> Result<CreditInput> {
    // A role that the catalogue does not name is a technician's.
    let role = CreditRole::parse(credit.role).or_else(|| CreditRole::parse("technician")).context("a role")?;
    let job = if role.as_str() == credit.role { "" } else { credit.role };
    let detail = credit.character.unwrap_or(job).to_owned();
    Ok(CreditInput { person: CreditPerson::Named(credit.name.into()), role, detail })
}

async fn source_file(story: &Story, film: &DemoFilm) -> Result<(PathBuf, u32)> {
    let (scene, seconds) = match film.source {
        Source::File(name, scene, drawn_seconds) => match story.material.as_ref().map(|folder| folder.join(name)) {
            Some(path) if path.is_file() => return Ok((path, 55)),
            _ => (scene, drawn_seconds),
        },
        Source::Drawn(scene, seconds) => (scene, seconds),
    };
    Ok((drawn(story, &format!("{scene:?}.mp4").to_lowercase(), (scene, seconds), film.languages).await?, seconds))
}

/// A film that is drawn here, once.
pub(crate) async fn drawn(
    story: &Story,
    name: &str,
    (scene, seconds): (Scene, u32),
    languages: &'static [&'static str],
) -> Result<PathBuf> {
    let folder = story.folder.join("demo");
    tokio::fs::create_dir_all(&folder).await?;
    let path = folder.join(name);
    if !path.is_file() {
        let (draft, place) = (path.with_extension("new.mp4"), path.clone());
        tokio::task::spawn_blocking(move || -> Result<()> {
            render::film(scene, seconds, languages, &draft)?;
            Ok(std::fs::rename(&draft, &place)?)
        })
        .await??;
    }
    Ok(path)
}

async fn poster_file(story: &Story, film: &'static DemoFilm) -> Result<PathBuf> {
    let folder = story.folder.join("demo");
    tokio::fs::create_dir_all(&folder).await?;
    let seed = FILMS.iter().position(|other| other.title == film.title).unwrap_or_default();
    let path = folder.join(format!("poster-{seed}.png"));
    let picture = tokio::task::spawn_blocking(move || {
        let director = film.credits.iter().find(|credit| credit.role == "director").map_or("", |credit| credit.name);
        let (byline, seed) = (format!("{director} · {}", film.year), u64::try_from(seed).unwrap_or_default());
        web_karangou::poster::draw(&Poster { title: film.title, byline: &byline, seed })
    })
    .await??;
    tokio::fs::write(&path, picture).await?;
    Ok(path)
}

/// The way of a browser, without its HTTP.
pub(crate) async fn upload(services: &DemoServices, actor: &Actor, path: &std::path::Path, kind: &str) -> Result<AssetId> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let bytes = Bytes::from(tokio::fs::read(path).await?);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("film");
    let metadata = format!("filename {},filetype {}", STANDARD.encode(name), STANDARD.encode(kind));
    let announced = services.media.create_upload(actor, CreateUpload::try_new(u64::try_from(bytes.len())?, &metadata)?).await?;
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(bytes)]);
    let append = Append { upload_id: announced.id, offset_bytes: 0, checksum: None };
    let complete = services.media.append(actor, append, pieces).await?;
    complete.asset_id.context("a complete upload is an asset")
}

pub(crate) async fn wait(
    services: &DemoServices,
    actor: &Actor,
    asset_id: AssetId,
    done: impl Fn(&AssetView) -> bool,
) -> Result<()> {
    let waiting = async {
        loop {
            let asset = services.media.asset(actor, asset_id).await?;
            if done(&asset) {
                return Ok(());
            }
            if let Some(code) = &asset.code {
                bail!("{} was refused: {code}", asset.filename);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(PLAYABLE_WITHIN, waiting).await.context("the film does not become playable")?
}
