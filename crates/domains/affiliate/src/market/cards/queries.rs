//! Reading what is on cards, in the order that the rows were found in. What was taken from the marketplace meanwhile is left out.

use std::collections::HashMap;

use contracts::{affiliate::ProductId, identity::OrganisationId, media::AssetId};
use kernel::{AccountId, Currency, Money};
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{InfluencerCard, MerchantCard, ProductCard};
use crate::{Audience, AudienceView, Network};

/// The cards of these ids, in their order.
fn ordered<C>(ids: &[Uuid], mut cards: HashMap<Uuid, C>) -> Vec<C> {
    ids.iter().filter_map(|id| cards.remove(id)).collect()
}

fn unknown(what: &'static str) -> DbError {
    sqlx::Error::Decode(what.into()).into()
}

pub(crate) async fn products(conn: &mut PgConnection, ids: &[ProductId]) -> Result<Vec<ProductCard>, DbError> {
    let ids: Vec<_> = ids.iter().map(ProductId::as_uuid).collect();
    let rows = sqlx::query!(
        "SELECT p.id, p.slug, p.title, p.organisation_id, m.name AS merchant_name, m.slug AS merchant_slug, c.word AS category, p.currency,
                p.price_minor, p.stock_note, p.landing_url, p.pictures, p.listed_at AS \"listed_at!: jiff_sqlx::Timestamp\",
                (SELECT count(*) FROM affiliate.product_variants v WHERE v.product_id = p.id) AS \"variants!\"
         FROM affiliate.products p
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.categories c ON c.id = p.category_id
         WHERE p.id = ANY ($1) AND p.state = 'listed' AND m.state = 'listed'
         ORDER BY p.id LIMIT 200",
        &ids
    );
    let cards = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let card = ProductCard {
            id: row.id.into(),
            slug: row.slug,
            title: row.title,
            organisation_id: row.organisation_id.into(),
            merchant_name: row.merchant_name,
            merchant_slug: row.merchant_slug,
            category: row.category,
            price: Money::new(row.price_minor, Currency::parse(&row.currency)?),
            stock_note: row.stock_note,
            landing_url: row.landing_url,
            picture: row.pictures.first().copied().map(AssetId::from_uuid),
            variants: row.variants,
            listed_at: row.listed_at.to_jiff(),
        };
        Some((row.id, card))
    });
    let cards = cards.collect::<Option<_>>().ok_or_else(|| unknown("a product of an unknown currency"))?;
    Ok(ordered(&ids, cards))
}

pub(crate) async fn merchants(conn: &mut PgConnection, ids: &[OrganisationId]) -> Result<Vec<MerchantCard>, DbError> {
    let ids: Vec<_> = ids.iter().map(OrganisationId::as_uuid).collect();
    let rows = sqlx::query!(
        "SELECT m.organisation_id, m.slug, m.name, m.country, m.countries, m.picture,
                m.listed_at AS \"listed_at!: jiff_sqlx::Timestamp\",
                ARRAY(SELECT c.word FROM unnest(m.categories) WITH ORDINALITY AS chosen (id, place)
                      JOIN affiliate.categories c ON c.id = chosen.id ORDER BY chosen.place) AS \"categories!\",
                (SELECT count(*) FROM affiliate.market_products p WHERE p.organisation_id = m.organisation_id) AS \"products!\"
         FROM affiliate.merchants m
         WHERE m.organisation_id = ANY ($1) AND m.state = 'listed'
         ORDER BY m.organisation_id LIMIT 200",
        &ids
    );
    let cards = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let card = MerchantCard {
            organisation_id: row.organisation_id.into(),
            slug: row.slug,
            name: row.name,
            country: row.country,
            countries: row.countries,
            categories: row.categories,
            picture: row.picture.map(AssetId::from_uuid),
            products: row.products,
            listed_at: row.listed_at.to_jiff(),
        };
        (row.organisation_id, card)
    });
    Ok(ordered(&ids, cards.collect()))
}

pub(crate) async fn influencers(conn: &mut PgConnection, ids: &[AccountId]) -> Result<Vec<InfluencerCard>, DbError> {
    let ids: Vec<_> = ids.iter().map(AccountId::as_uuid).collect();
    let mut audiences = audiences(&mut *conn, &ids).await?;
    let rows = sqlx::query!(
        "SELECT i.account_id, i.slug, i.name, i.country, i.countries, i.languages, i.picture, i.followers,
                i.listed_at AS \"listed_at!: jiff_sqlx::Timestamp\",
                ARRAY(SELECT c.word FROM unnest(i.categories) WITH ORDINALITY AS chosen (id, place)
                      JOIN affiliate.categories c ON c.id = chosen.id ORDER BY chosen.place) AS \"categories!\"
         FROM affiliate.influencers i
         WHERE i.account_id = ANY ($1) AND i.state = 'listed'
         ORDER BY i.account_id LIMIT 200",
        &ids
    );
    let cards = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let card = InfluencerCard {
            account_id: row.account_id.into(),
            slug: row.slug,
            name: row.name,
            country: row.country,
            countries: row.countries,
            languages: row.languages,
            categories: row.categories,
            picture: row.picture.map(AssetId::from_uuid),
            audiences: audiences.remove(&row.account_id).unwrap_or_default(),
            followers: row.followers,
            listed_at: row.listed_at.to_jiff(),
        };
        (row.account_id, card)
    });
    Ok(ordered(&ids, cards.collect()))
}

async fn audiences(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<AudienceView>>, DbError> {
    let rows = sqlx::query!(
        "SELECT account_id, network, handle, followers FROM affiliate.audiences
         WHERE account_id = ANY ($1) ORDER BY account_id, position LIMIT 2000",
        ids
    );
    let mut audiences: HashMap<Uuid, Vec<AudienceView>> = HashMap::new();
    for row in rows.fetch_all(conn).await? {
        let network = Network::parse(&row.network).ok_or_else(|| unknown("an audience of an unknown network"))?;
        let audience = AudienceView::declared(Audience { network, handle: row.handle, followers: row.followers });
        audiences.entry(row.account_id).or_default().push(audience);
    }
    Ok(audiences)
}
