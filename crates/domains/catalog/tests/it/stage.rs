//! A catalogue on a database of its own, with people who use it.

use catalog::{
    AttachAsset, Catalog, CreateFilm, CreditInput, CreditPerson, CreditRole, EditFilm, FilmInput, FilmPart, PublishFilm,
    SetCredits, StudioFilm,
};
use contracts::{catalog::FilmId, media::AssetId};
use kernel::{AccountId, Actor, Locale, Permission, PermissionSet, Role, SignedIn};
use platform::{Bus, Db};
use test_kit::TestDb;

/// A catalogue with its database.
pub(crate) struct Stage {
    pub(crate) catalog: Catalog,
    pub(crate) db: Db,
    test_db: TestDb,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let test_db = TestDb::new().await;
        let db = test_db.db();
        Self { catalog: Catalog::new(db.clone(), &Bus::start(&db)), db, test_db }
    }

    /// The same catalogue as another process sees it.
    pub(crate) async fn another_process(&self) -> (Catalog, Bus) {
        let db = self.test_db.another_pool().await;
        let bus = Bus::start(&db);
        bus.ready().await;
        (Catalog::new(db, &bus), bus)
    }

    /// The same catalogue with a single connection: whoever wants a second one while holding it waits in vain.
    pub(crate) async fn with_one_connection(&self) -> Catalog {
        let db = Db::connect(self.test_db.connect_options(), 1).await.unwrap();
        Catalog::new(db, &Bus::start(&self.db))
    }

    /// Somebody of this role, signed in.
    pub(crate) async fn account(&self, role: Role) -> Actor {
        let id = AccountId::generate();
        sqlx::query(
            "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
             VALUES ($1, $2, $3, 'fr', now(), now())",
        )
        .bind(id.as_uuid())
        .bind(format!("{id}@example.org"))
        .bind(format!("{role:?}"))
        .execute(self.db.pool())
        .await
        .unwrap();
        signed_in(id, role.permissions())
    }

    pub(crate) async fn director(&self) -> Actor {
        self.account(Role::Director).await
    }

    pub(crate) async fn viewer(&self) -> Actor {
        self.account(Role::Viewer).await
    }

    pub(crate) async fn moderator(&self) -> Actor {
        self.account(Role::Moderator).await
    }

    /// A video of this account, finished.
    pub(crate) async fn video(&self, owner: &Actor) -> AssetId {
        let id = self.asset(owner, "video", "ready").await;
        sqlx::query(
            "INSERT INTO media.renditions (id, asset_id, name, kind, codec, position, settings, ready, codecs, init_key, init_bytes,
                 timescale, peak_bps, average_bps, size_bytes)
             SELECT gen_random_uuid(), $1, r.name, r.kind, r.codec, r.position, '{}', true, 'x', 'k', 1, 1000, 1, 1, r.bytes
             FROM (VALUES ('av1-240', 'video', 'av1', 1, 60000000), ('avc-240', 'video', 'avc', 2, 90000000),
                          ('avc-720', 'video', 'avc', 3, 700000000), ('opus-48-t0', 'audio', 'opus', 4, 5000000),
                          ('aac-96-t0', 'audio', 'aac', 5, 10000000)) AS r (name, kind, codec, position, bytes)",
        )
        .bind(id.as_uuid())
        .execute(self.db.pool())
        .await
        .unwrap();
        id
    }

    /// An asset of this account in some state.
    pub(crate) async fn asset(&self, owner: &Actor, kind: &'static str, state: &'static str) -> AssetId {
        let id = AssetId::generate();
        sqlx::query(
            "INSERT INTO media.assets (id, owner_id, kind, state, filename, source_bytes, duration_ms, dominant_colour, created_at,
                 updated_at, playable_at)
             VALUES ($1, $2, $3, $4, 'film.mp4', 1, 5400000, '#9a3412', now(), now(), now())",
        )
        .bind(id.as_uuid())
        .bind(owner.account_id().unwrap().as_uuid())
        .bind(kind)
        .bind(state)
        .execute(self.db.pool())
        .await
        .unwrap();
        id
    }

    /// A draft of this title that lacks nothing.
    pub(crate) async fn draft(&self, owner: &Actor, title: &str) -> StudioFilm {
        self.complete(owner, FilmInput { title: title.to_owned(), ..details() }, "Aïcha Koffi").await
    }

    pub(crate) async fn complete(&self, owner: &Actor, details: FilmInput, director: &str) -> StudioFilm {
        let created =
            self.catalog.create_film(owner, CreateFilm { title: details.title.clone(), organisation_id: None }).await.unwrap();
        let film_id = created.page.card.id;
        self.catalog.edit_film(owner, EditFilm { film_id, version: None, details }).await.unwrap();
        let person = CreditPerson::Named(director.to_owned());
        let credits = vec![CreditInput { person, role: CreditRole::Director, detail: String::new() }];
        self.catalog.set_credits(owner, SetCredits { film_id, credits }).await.unwrap();
        let asset_id = Some(self.video(owner).await);
        self.catalog.attach_asset(owner, AttachAsset { film_id, part: FilmPart::Video, asset_id }).await.unwrap()
    }

    /// A published film of this title.
    pub(crate) async fn film(&self, title: &str) -> FilmId {
        let owner = self.director().await;
        let film = self.draft(&owner, title).await;
        self.publish(&owner, film.page.card.id).await
    }

    /// A published film with these details.
    pub(crate) async fn film_with(&self, details: FilmInput, director: &str) -> FilmId {
        let owner = self.director().await;
        let film = self.complete(&owner, details, director).await;
        self.publish(&owner, film.page.card.id).await
    }

    pub(crate) async fn publish(&self, owner: &Actor, film_id: FilmId) -> FilmId {
        self.catalog.submit_film(owner, film_id).await.unwrap();
        self.catalog.publish_film(&self.moderator().await, PublishFilm { film_id, version: None }).await.unwrap();
        film_id
    }
}

/// Details that lack nothing but a title.
pub(crate) fn details() -> FilmInput {
    FilmInput {
        synopsis_fr: "Une pêcheuse de Lomé refuse de vendre sa pirogue.".to_owned(),
        synopsis_en: "A fisherwoman of Lomé will not sell her canoe.".to_owned(),
        year: Some(2021),
        genres: vec!["drama".to_owned()],
        countries: vec!["TG".to_owned()],
        spoken_languages: vec!["ee".to_owned()],
        subtitle_languages: vec!["fr".to_owned(), "kbp".to_owned()],
        age_rating: "all".to_owned(),
        ..FilmInput::default()
    }
}

pub(crate) fn signed_in(id: AccountId, permissions: PermissionSet) -> Actor {
    Actor::signed_in(SignedIn { account_id: id, session_id: None, permissions }, Locale::Fr)
}

pub(crate) const fn nobody() -> Actor {
    Actor::anonymous(Locale::Fr)
}

/// The same account by a key that may only watch.
pub(crate) fn narrowed(actor: &Actor) -> Actor {
    signed_in(actor.account_id().unwrap(), PermissionSet::of(&[Permission::Watch]))
}
