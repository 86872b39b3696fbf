//! The affiliate market of the demo: two merchants with a shop, three influencers who recommend it, and what they begin with. Every step looks
//! for its own result and makes what is missing, so that a start that was cut off is made up for; what people changed is left as it is.
//!
//! Adjoa's house and Awa begin today. The cooperative and its partners have worked together for weeks ([`past`]).

mod looks;
mod merchant;
mod partner;
mod past;
mod people;
mod wallet;

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use contracts::identity::OrganisationId;
use identity::{Client, ClientKind, CreateApiKey, CreateOrganisation, Identity, OrganisationKind, SignIn, SignInOutcome};
use kernel::{Actor, Locale, Permission};
use serde::{Deserialize, Serialize};
use url::Url;

pub(crate) use self::people::{AWA, IDRISS, SALMA};
use self::{
    merchant::Stand,
    past::{Hands, Past},
    people::{STARS, Star},
};
use crate::{
    accounts::{Cast, Person},
    making,
    shop::House,
    story::Story,
};

/// Who sells.
pub(crate) const ADJOA: &str = "adjoa@demo.griot.example";
pub(crate) const HAFIDA: &str = "hafida@demo.griot.example";

/// Whether this is somebody who sells, or recommends.
pub(crate) fn part_of(email: &str) -> Option<&'static str> {
    if [ADJOA, HAFIDA].contains(&email) {
        return Some("merchant");
    }
    STARS.iter().any(|star| star.email == email).then_some("influencer")
}

const fn merchant_of(house: House) -> &'static str {
    match house {
        House::Adjoa => ADJOA,
        House::Tamounte => HAFIDA,
    }
}

/// Makes what is missing, and gives the shop its keys.
pub(crate) async fn tell(story: &Story, cast: &Cast) -> Result<()> {
    let affiliate = &story.services.affiliate;
    for star in &STARS {
        partner::present(affiliate, &cast.person(star.email)?.actor(), star).await.with_context(|| star.name)?;
    }
    for house in House::ALL {
        let person = cast.person(merchant_of(house))?;
        let org = organisation(&story.services.identity, person, house).await.context("found the merchant")?;
        let past = past(story, house, (&person.actor(), org)).await?;
        let stand = stand(story, cast, house, past.as_ref(), org)?;
        settle(&stand, cast).await.with_context(|| format!("settle {}", house.name()))?;
        wallet::fill(story, &stand).await.context("fill the wallet")?;
        story.shop.connect(house, &key(story, person, house).await.context("the key of the shop")?);
    }
    Ok(())
}

/// What does not have to be there at once: the past of the cooperative, then pictures, after the first film.
pub(crate) async fn enliven(story: &Story, cast: &Cast) -> Result<()> {
    // Who wants few films wants a quick start: six weeks of sales keep the jobs busy for a while.
    if story.films.is_none() {
        remember(story, cast).await.context("the past of the market")?;
    }
    making::wait_for_first(&story.services, cast).await?;
    for house in House::ALL {
        let org = organisation(&story.services.identity, cast.person(merchant_of(house))?, house).await?;
        looks::of_house(story, cast.person(merchant_of(house))?, &stand(story, cast, house, None, org)?).await?;
    }
    for star in &STARS {
        looks::of_star(story, cast.person(star.email)?, star).await.with_context(|| star.name)?;
    }
    Ok(())
}

async fn settle(stand: &Stand<'_>, cast: &Cast) -> Result<()> {
    merchant::settle(stand).await?;
    for star in &STARS {
        if let Some(deal) = star.deal(stand.house) {
            let influencer = cast.person(star.email)?.actor();
            partner::settle(stand, &influencer, deal).await.with_context(|| star.name)?;
        }
    }
    Ok(())
}

fn stand<'s>(story: &'s Story, cast: &Cast, house: House, past: Option<&'s Past>, org: OrganisationId) -> Result<Stand<'s>> {
    let affiliate = past.map_or(&story.services.affiliate, |past| &past.affiliate);
    let merchant = cast.person(merchant_of(house))?.actor();
    Ok(Stand { affiliate, house, merchant, org, shop: story.shop.url() })
}

/// Services whose clock stands where the cooperative began; none for a house that begins today.
async fn past(story: &Story, house: House, (merchant, org): (&Actor, OrganisationId)) -> Result<Option<Past>> {
    if house == House::Adjoa {
        return Ok(None);
    }
    let began = past::began(&story.services.affiliate, merchant, org, story.services.db.now()).await?;
    Ok(Some(Past::at(&story.services, began)))
}

/// Tells the past of the cooperative, unless it was told; what it earned its partners is stated and paid out.
async fn remember(story: &Story, cast: &Cast) -> Result<()> {
    let house = House::Tamounte;
    let person = cast.person(merchant_of(house))?;
    let org = organisation(&story.services.identity, person, house).await?;
    let Some(past) = past(story, house, (&person.actor(), org)).await? else { return Ok(()) };
    let stand = stand(story, cast, house, Some(&past), org)?;
    let star = |star: &Star| cast.person(star.email).map(Person::actor);
    let hands = Hands { stand: &stand, salma: star(&SALMA)?, idriss: star(&IDRISS)? };
    if !past::is_told(&past, &hands).await? {
        wallet::wait(story, &stand).await?;
        past::say_less(&story.services.notifications, &hands).await?;
        past::tell(&past, &hands).await?;
    }
    past::pay_out(&past, &story.services.payments, &hands).await.context("the payout")
}

async fn organisation(identity: &Identity, merchant: &Person, house: House) -> Result<OrganisationId> {
    let known = identity.list_organisations(&merchant.actor()).await?;
    if let Some(card) = known.iter().find(|card| card.kind == OrganisationKind::Merchant) {
        return Ok(card.id);
    }
    let owner = signed_in(identity, merchant).await?;
    let command = CreateOrganisation { name: house.name().into(), kind: OrganisationKind::Merchant };
    let id = identity.create_organisation(&owner, command).await?;
    identity.sign_out(&owner).await?;
    Ok(id)
}

/// The merchant with a session, as organisations and keys want it.
async fn signed_in(identity: &Identity, merchant: &Person) -> Result<Actor> {
    let client = Client { kind: ClientKind::Browser, user_agent: "Griot demo".into() };
    let cmd = SignIn { email: merchant.email().into(), password: merchant.password().into(), client };
    let SignInOutcome::Open(grant) = identity.sign_in(&Actor::anonymous(Locale::Fr), cmd).await? else {
        anyhow::bail!("the merchant of the demo has a second factor");
    };
    let known = identity.authenticate_session(&grant.secret, None).await?.context("a session that was just opened")?;
    Ok(Actor::signed_in(known.signed_in, Locale::Fr))
}

/// What the shop keeps beside the data of the demo.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    key: String,
}

/// The file of a house's key.
const fn file(house: House) -> &'static str {
    match house {
        House::Adjoa => "shop.json",
        House::Tamounte => "shop-tamounte.json",
    }
}

/// The shop's key: made by its owner as anybody makes one, and kept where only they read it. One that is refused now is made anew.
async fn key(story: &Story, merchant: &Person, house: House) -> Result<String> {
    let (path, identity) = (story.folder.join(file(house)), &story.services.identity);
    if path.exists() {
        let kept: Kept = serde_json::from_str(&fs::read_to_string(&path)?)?;
        if identity.authenticate_bearer(&kept.key).await?.is_some() {
            return Ok(kept.key);
        }
    }
    let owner = signed_in(identity, merchant).await?;
    let wanted = CreateApiKey { name: house.name().into(), scopes: vec![Permission::SaleTrack], lifetime_days: None };
    let made = identity.create_api_key(&owner, wanted).await?;
    identity.sign_out(&owner).await?;
    keep(&path, &Kept { key: made.key.clone() })?;
    Ok(made.key)
}

fn keep(path: &Path, kept: &Kept) -> Result<()> {
    crate::accounts::write_private(path, &serde_json::to_string_pretty(kept)?)
}

/// An address in the shop of the demo, if it leads to another port than the shop has now; none of what is right or leads elsewhere.
fn moved(shop: &Url, address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok()?;
    url.host_str().and_then(House::of_host)?;
    if url.port() == shop.port() {
        return None;
    }
    url.set_port(shop.port()).ok()?;
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_the_shop_to_its_port_and_no_others_do() {
        let shop = Url::parse("http://boutique.localhost:8081/").unwrap();
        let followed = moved(&shop, "http://boutique.localhost:40123/produits/CAFE-500?a=1");
        assert_eq!(followed.as_deref(), Some("http://boutique.localhost:8081/produits/CAFE-500?a=1"));
        let other = moved(&shop, "http://tamounte.localhost:40123/");
        assert_eq!(other.as_deref(), Some("http://tamounte.localhost:8081/"));
        assert_eq!(moved(&shop, "http://boutique.localhost:8081/produits/CAFE-500"), None);
        assert_eq!(moved(&shop, "https://boutique.example/produits/CAFE-500"), None);
    }
}
