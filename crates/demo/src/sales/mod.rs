//! The affiliate market of the demo: a merchant with a shop, an influencer who recommends it, and what they begin with. Every step looks
//! for its own result and makes what is missing, so that a start that was cut off is made up for; what people changed is left as it is.

mod merchant;
mod partner;

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use contracts::identity::OrganisationId;
use identity::{Client, ClientKind, CreateApiKey, CreateOrganisation, Identity, OrganisationKind, SignIn, SignInOutcome};
use kernel::{Actor, Locale, Permission};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    accounts::{Cast, Person},
    shop::HOST,
    story::Story,
};

/// Who sells, and who recommends.
pub(crate) const MERCHANT: &str = "adjoa@demo.griot.example";
pub(crate) const INFLUENCER: &str = "awa@demo.griot.example";
/// Where both are.
const COUNTRY: &str = "TG";

/// Makes what is missing, and gives the shop its key.
pub(crate) async fn tell(story: &Story, cast: &Cast) -> Result<()> {
    let (merchant, influencer) = (cast.person(MERCHANT)?, cast.person(INFLUENCER)?);
    let org = merchant_of(&story.services.identity, merchant).await.context("found the merchant")?;
    let program = merchant::settle(story, &merchant.actor(), org).await.context("settle the merchant")?;
    partner::settle(story, (&merchant.actor(), &influencer.actor()), &program).await.context("recommend the shop")?;
    story.shop.connect(&key(story, merchant).await.context("the key of the shop")?);
    Ok(())
}

async fn merchant_of(identity: &Identity, merchant: &Person) -> Result<OrganisationId> {
    let known = identity.list_organisations(&merchant.actor()).await?;
    if let Some(card) = known.iter().find(|card| card.kind == OrganisationKind::Merchant) {
        return Ok(card.id);
    }
    let owner = signed_in(identity, merchant).await?;
    let command = CreateOrganisation { name: "Maison Adjoa".into(), kind: OrganisationKind::Merchant };
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

/// The shop's key: made by its owner as anybody makes one, and kept where only they read it. One that is refused now is made anew.
async fn key(story: &Story, merchant: &Person) -> Result<String> {
    let (path, identity) = (story.folder.join("shop.json"), &story.services.identity);
    if path.exists() {
        let kept: Kept = serde_json::from_str(&fs::read_to_string(&path)?)?;
        if identity.authenticate_bearer(&kept.key).await?.is_some() {
            return Ok(kept.key);
        }
    }
    let owner = signed_in(identity, merchant).await?;
    let wanted = CreateApiKey { name: "Maison Adjoa".into(), scopes: vec![Permission::SaleTrack], lifetime_days: None };
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
    if url.host_str() != Some(HOST) || url.port() == shop.port() {
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
        assert_eq!(moved(&shop, "http://boutique.localhost:8081/produits/CAFE-500"), None);
        assert_eq!(moved(&shop, "https://boutique.example/produits/CAFE-500"), None);
    }
}
