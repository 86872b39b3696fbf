//! The pictures of the market: drawn here, uploaded as anybody uploads one, and put where there is none yet.

use affiliate::{Affiliate, Audience, InfluencerDraft, InfluencerView, MerchantDraft, MerchantView, ProductDraft};
use anyhow::{Context as _, Result};
use contracts::{affiliate::ProductId, media::AssetId};
use kernel::Actor;

use super::{
    merchant::{self, Stand},
    people::Star,
};
use crate::{
    accounts::Person,
    making,
    pictures::Picture,
    shop::{House, Ware},
    story::Story,
};

const fn mark_of(house: House) -> Picture {
    match house {
        House::Adjoa => Picture::AdjoasMark,
        House::Tamounte => Picture::TamountesMark,
    }
}

/// The mark of a house, and a picture of each of its wares.
pub(super) async fn of_house(story: &Story, person: &Person, stand: &Stand<'_>) -> Result<()> {
    let Stand { affiliate, merchant, org, .. } = stand;
    let view = affiliate.merchant(merchant, *org).await?;
    if view.picture.is_none() {
        let mark = upload(story, person, mark_of(stand.house)).await?;
        ready(story, person, mark).await?;
        let version = view.version;
        affiliate.save_merchant(merchant, *org, Some(version), &merchant_with(view, mark)).await?;
    }
    let mut sent = Vec::new();
    for product in merchant::products(stand).await?.into_iter().filter(|product| product.picture.is_none()) {
        if let Some(ware) = product.sku.as_deref().and_then(Ware::of) {
            let asset = upload(story, person, ware.picture).await.with_context(|| format!("the picture of {}", ware.sku))?;
            sent.push((product.id, asset));
        }
    }
    for (product, asset) in sent {
        ready(story, person, asset).await?;
        show(affiliate, merchant, product, asset).await?;
    }
    Ok(())
}

/// The portrait of an influencer.
pub(super) async fn of_star(story: &Story, person: &Person, star: &Star) -> Result<()> {
    let (affiliate, influencer) = (&story.services.affiliate, person.actor());
    let Some(view) = affiliate.my_influencer(&influencer).await?.filter(|view| view.picture.is_none()) else { return Ok(()) };
    let portrait = upload(story, person, star.portrait).await?;
    ready(story, person, portrait).await?;
    let version = view.version;
    affiliate.save_influencer(&influencer, Some(version), &influencer_with(view, portrait)).await?;
    Ok(())
}

async fn show(affiliate: &Affiliate, merchant: &Actor, id: ProductId, asset: AssetId) -> Result<()> {
    let view = affiliate.product(merchant, id).await?;
    let version = view.version;
    let draft = ProductDraft { pictures: vec![asset], ..merchant::draft_again(view) };
    affiliate.edit_product(merchant, id, version, &draft).await?;
    Ok(())
}

/// Draws it and sends it.
async fn upload(story: &Story, person: &Person, picture: Picture) -> Result<AssetId> {
    let folder = story.folder.join("demo");
    tokio::fs::create_dir_all(&folder).await?;
    let path = folder.join(format!("{picture:?}.png").to_lowercase());
    let drawn = tokio::task::spawn_blocking(move || picture.png()).await??;
    tokio::fs::write(&path, drawn).await?;
    making::upload(&story.services, &person.uploader(), &path, "image/png").await
}

async fn ready(story: &Story, person: &Person, asset: AssetId) -> Result<()> {
    making::wait(&story.services, &person.uploader(), asset, |asset| asset.state.is_final()).await
}

fn merchant_with(view: MerchantView, mark: AssetId) -> MerchantDraft {
    let MerchantView { name, about, website, country, countries, categories, .. } = view;
    MerchantDraft { name, about, website, country, countries, categories, picture: Some(mark) }
}

fn influencer_with(view: InfluencerView, portrait: AssetId) -> InfluencerDraft {
    let InfluencerView { name, about, country, countries, languages, categories, audiences, .. } = view;
    let audiences = audiences.into_iter().map(|audience| Audience {
        network: audience.network,
        handle: audience.handle,
        followers: audience.followers,
    });
    let audiences = audiences.collect();
    InfluencerDraft { name, about, country, countries, languages, categories, picture: Some(portrait), audiences }
}
