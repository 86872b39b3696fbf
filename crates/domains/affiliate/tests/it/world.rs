//! Merchants with their members, influencers, and people who are neither.

use affiliate::{
    Affiliate, AffiliateError, Audience, InfluencerDraft, Listing, MerchantDraft, Network, ProductDraft, VariantDraft,
};
use contracts::{affiliate::ProductId, identity::OrganisationId, media::AssetId};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, AppError as _, Currency, FixedClock, Locale, Role, SessionId, SignedIn};
use std::sync::Arc;
use test_kit::TestDb;

pub(crate) struct World {
    pub(crate) db: TestDb,
    pub(crate) affiliate: Affiliate,
    clock: FixedClock,
}

/// A merchant and who owns it.
pub(crate) struct Shop {
    pub(crate) id: OrganisationId,
    pub(crate) owner: Actor,
}

impl World {
    pub(crate) async fn new() -> Self {
        let now: Timestamp = "2026-11-25T10:00:00Z".parse().unwrap();
        let clock = FixedClock::at(now);
        let db = TestDb::with(Arc::new(clock.clone())).await;
        let affiliate = crate::trade::affiliate_on(&db.db());
        Self { db, affiliate, clock }
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Somebody signed in, with the rights of a role.
    pub(crate) async fn account(&self, role: Role) -> Actor {
        let account_id = AccountId::generate();
        sqlx::query(
            "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
             VALUES ($1, $2, 'Afi', 'fr', now(), now())",
        )
        .bind(account_id.as_uuid())
        .bind(format!("{account_id}@example.org"))
        .execute(self.db.db().pool())
        .await
        .unwrap();
        Actor::signed_in(
            SignedIn { account_id, session_id: Some(SessionId::generate()), permissions: role.permissions() },
            Locale::Fr,
        )
    }

    pub(crate) async fn person(&self) -> Actor {
        self.account(Role::Viewer).await
    }

    pub(crate) async fn moderator(&self) -> Actor {
        self.account(Role::Moderator).await
    }

    /// An organisation of a kind, with an owner.
    pub(crate) async fn organisation(&self, kind: &str) -> Shop {
        let (id, owner) = (OrganisationId::generate(), self.person().await);
        sqlx::query("INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ($1, 'Souk', $2, now())")
            .bind(id.as_uuid())
            .bind(kind)
            .execute(self.db.db().pool())
            .await
            .unwrap();
        self.join(id, &owner, "owner").await;
        Shop { id, owner }
    }

    /// Somebody becomes `owner`, `admin` or `member`.
    pub(crate) async fn join(&self, id: OrganisationId, who: &Actor, role: &str) {
        sqlx::query(
            "INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at) VALUES ($1, $2, $3, now())",
        )
        .bind(id.as_uuid())
        .bind(who.account_id().unwrap().as_uuid())
        .bind(role)
        .execute(self.db.db().pool())
        .await
        .unwrap();
    }

    pub(crate) async fn member(&self, id: OrganisationId, role: &str) -> Actor {
        let who = self.person().await;
        self.join(id, &who, role).await;
        who
    }

    /// A merchant with a profile that nobody sees yet.
    pub(crate) async fn shop(&self) -> Shop {
        self.shop_as(&merchant("Souk de Fès")).await
    }

    pub(crate) async fn shop_as(&self, draft: &MerchantDraft) -> Shop {
        let shop = self.organisation("merchant").await;
        self.affiliate.save_merchant(&shop.owner, shop.id, None, draft).await.unwrap();
        shop
    }

    /// A merchant that everybody sees.
    pub(crate) async fn listed_shop(&self, draft: &MerchantDraft) -> Shop {
        let shop = self.shop_as(draft).await;
        self.affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed).await.unwrap();
        shop
    }

    pub(crate) async fn product(&self, shop: &Shop, draft: &ProductDraft) -> ProductId {
        self.affiliate.create_product(&shop.owner, shop.id, draft).await.unwrap()
    }

    pub(crate) async fn listed_product(&self, shop: &Shop, draft: &ProductDraft) -> ProductId {
        let id = self.product(shop, draft).await;
        self.affiliate.list_product(&shop.owner, id).await.unwrap();
        id
    }

    /// An influencer whom everybody sees.
    pub(crate) async fn listed_influencer(&self, draft: &InfluencerDraft) -> Actor {
        let who = self.person().await;
        self.affiliate.save_influencer(&who, None, draft).await.unwrap();
        self.affiliate.set_influencer_listed(&who, Listing::Listed).await.unwrap();
        who
    }

    /// An asset of somebody's.
    pub(crate) async fn asset(&self, owner: &Actor, kind: &str, state: &str) -> AssetId {
        let id = AssetId::generate();
        sqlx::query(
            "INSERT INTO media.assets (id, owner_id, kind, state, filename, source_bytes, created_at, updated_at)
             VALUES ($1, $2, $3, $4, 'a.jpg', 1, now(), now())",
        )
        .bind(id.as_uuid())
        .bind(owner.account_id().unwrap().as_uuid())
        .bind(kind)
        .bind(state)
        .execute(self.db.db().pool())
        .await
        .unwrap();
        id
    }

    pub(crate) async fn picture(&self, owner: &Actor) -> AssetId {
        self.asset(owner, "image", "ready").await
    }

    /// A number that SQL counts.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.db().pool()).await.unwrap()
    }
}

pub(crate) fn visitor() -> Actor {
    Actor::anonymous(Locale::Fr)
}

/// A whole profile of a merchant of Morocco that delivers there and to France.
pub(crate) fn merchant(name: &str) -> MerchantDraft {
    MerchantDraft {
        name: name.into(),
        about: "Cuir, cuivre et laine de la médina.".into(),
        website: Some("https://souk.ma/".into()),
        country: "MA".into(),
        countries: vec!["MA".into(), "FR".into()],
        categories: vec!["home".into(), "fashion".into()],
        picture: None,
    }
}

/// A whole product of 250 dirhams, without a SKU.
pub(crate) fn product(title: &str) -> ProductDraft {
    ProductDraft {
        title: title.into(),
        description: "Fait main.".into(),
        category: "home".into(),
        currency: Currency::Mad,
        price_minor: 25_000,
        sku: None,
        stock_note: "Sur commande".into(),
        landing_url: "https://souk.ma/p/1".into(),
        pictures: vec![],
        variants: vec![],
    }
}

pub(crate) fn variant(title: &str, sku: Option<&str>) -> VariantDraft {
    VariantDraft { id: None, title: title.into(), sku: sku.map(str::to_owned), price_minor: 30_000 }
}

/// A whole profile of somebody whom so many follow on `TikTok`.
pub(crate) fn influencer(name: &str, followers: i32) -> InfluencerDraft {
    InfluencerDraft {
        name: name.into(),
        about: "Recettes de famille.".into(),
        country: "MA".into(),
        countries: vec!["MA".into(), "BE".into()],
        languages: vec!["fr".into(), "ar".into()],
        categories: vec!["food".into()],
        picture: None,
        audiences: vec![Audience { network: Network::Tiktok, handle: "@moi".into(), followers }],
    }
}

/// The fields of a refusal, with their codes.
pub(crate) fn wrong(error: &AffiliateError) -> Vec<(&str, &str)> {
    error.fields().iter().map(|error| (error.field.as_ref(), error.code)).collect()
}
