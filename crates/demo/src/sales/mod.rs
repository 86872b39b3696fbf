//! The affiliate market of the demo: a merchant with a shop, an influencer who recommends it, and what they begin with. What an earlier start
//! did is left as it is.

use std::{fs, path::Path};

use affiliate::{
    Admission, Affiliate, Answer, Audience, InfluencerDraft, LinkDraft, Listing, MerchantDraft, Network, ProductDraft,
    ProgramDraft, ProgramState, Terms,
    attribution::Policy,
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use anyhow::{Context as _, Result};
use contracts::{affiliate::ProgramId, identity::OrganisationId};
use identity::{Client, ClientKind, CreateApiKey, CreateOrganisation, Identity, OrganisationKind, SignIn, SignInOutcome};
use kernel::{Actor, Locale, Money, Permission};
use payments::{Rail, StartPayment};
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{Cast, Person},
    shop::{CURRENCY, HOST, Shop, WARES},
    story::Story,
};

/// Who sells, and who recommends.
pub(crate) const MERCHANT: &str = "adjoa@demo.griot.example";
pub(crate) const INFLUENCER: &str = "awa@demo.griot.example";
/// What the wallet begins with.
const DEPOSIT: Money = Money::new(500_000, CURRENCY);
/// The wallet of the merchant's phone.
const PHONE: &str = "90112233";
const COUNTRY: &str = "TG";

/// Makes what is missing, and gives the shop its key.
pub(crate) async fn tell(story: &Story, cast: &Cast) -> Result<()> {
    let (merchant, influencer) = (cast.person(MERCHANT)?, cast.person(INFLUENCER)?);
    let affiliate = &story.services.affiliate;
    let org = merchant_of(&story.services.identity, merchant).await.context("found the merchant")?;
    let program = match affiliate.program_of(&merchant.actor(), org).await? {
        Some(program) => program.id,
        None => open(story, &merchant.actor(), org).await.context("open the program")?,
    };
    if affiliate.my_influencer(&influencer.actor()).await?.is_none() {
        recommend(affiliate, (&merchant.actor(), &influencer.actor()), program, &story.shop)
            .await
            .context("recommend the shop")?;
    }
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

/// The merchant's page, its products, its program, and a wallet that is filled.
async fn open(story: &Story, merchant: &Actor, org: OrganisationId) -> Result<ProgramId> {
    let affiliate = &story.services.affiliate;
    let about = "Tissus, soins et café du Togo, choisis chez celles et ceux qui les font.";
    let draft = MerchantDraft {
        name: "Maison Adjoa".into(),
        about: about.into(),
        country: COUNTRY.into(),
        countries: ["TG", "BJ", "GH", "CI", "FR"].map(str::to_owned).to_vec(),
        categories: ["fashion", "beauty", "food"].map(str::to_owned).to_vec(),
        ..MerchantDraft::default()
    };
    affiliate.save_merchant(merchant, org, None, &draft).await?;
    affiliate.set_merchant_listed(merchant, org, Listing::Listed).await?;
    for ware in &WARES {
        let draft = ProductDraft {
            title: ware.title.into(),
            description: ware.about.into(),
            category: ware.category.into(),
            currency: CURRENCY,
            price_minor: ware.price_minor,
            sku: Some(ware.sku.into()),
            stock_note: String::new(),
            landing_url: story.shop.page_of(ware)?.into(),
            pictures: Vec::new(),
            variants: Vec::new(),
        };
        let id = affiliate.create_product(merchant, org, &draft).await.with_context(|| format!("the product {}", ware.sku))?;
        affiliate.list_product(merchant, id).await?;
    }
    let program = affiliate.create_program(merchant, org, &program(), &Policy::default(), &terms(14, 1_000)?).await?;
    affiliate.add_group(merchant, program, "Ambassadrices", &terms(0, 1_500)?).await?;
    affiliate.set_program_state(merchant, program, ProgramState::Open).await?;
    fill(story, merchant, org).await.context("fill the wallet")?;
    Ok(program)
}

fn program() -> ProgramDraft {
    ProgramDraft {
        title: "Les amis de Maison Adjoa".into(),
        pitch: "Recommandez ce que vous aimez : 10 % sur chaque première commande.".into(),
        conditions: "Dites que c’est de la publicité. N’achetez pas de mots-clés à notre nom.".into(),
        currency: CURRENCY,
        hosts: vec![HOST.into()],
        admission: Admission::default(),
    }
}

/// So many days held, so much of every order.
fn terms(holding_days: u16, percent_bp: u32) -> Result<Terms> {
    let rule = Rule { scope: Scope::Everything, pay: Pay::Percent(percent_bp), repeat: Repeat::Always };
    Ok(Terms {
        sales: Some(Rules::try_new(CURRENCY, vec![rule])?),
        lead: None,
        window_days: 30,
        holding_days,
        minimum_payout: Money::new(1_000, CURRENCY),
        cap: None,
    })
}

/// Pays in by a simulated phone.
async fn fill(story: &Story, merchant: &Actor, org: OrganisationId) -> Result<()> {
    let opened = story.services.affiliate.deposit(merchant, org, DEPOSIT).await?;
    let pay = StartPayment {
        intent_id: opened.intent_id,
        key: opened.key,
        rail: Rail::Mixx,
        country: COUNTRY.into(),
        phone: Some(PHONE.into()),
    };
    let intent = story.services.payments.start(merchant, &pay).await?;
    let references: Vec<String> = intent.attempts.iter().map(|attempt| attempt.id.to_string()).collect();
    story.simulator.accept(&references);
    Ok(())
}

/// An influencer with a page, a partnership and a first link.
async fn recommend(
    affiliate: &Affiliate,
    (merchant, influencer): (&Actor, &Actor),
    program: ProgramId,
    shop: &Shop,
) -> Result<()> {
    let draft = InfluencerDraft {
        name: "Awa Diallo".into(),
        about: "Mode et cuisine d’Afrique de l’Ouest, une recette ou une tenue par jour.".into(),
        country: COUNTRY.into(),
        countries: ["TG", "SN", "FR"].map(str::to_owned).to_vec(),
        languages: vec!["fr".into(), "ee".into()],
        categories: vec!["fashion".into(), "food".into()],
        picture: None,
        audiences: vec![
            Audience { network: Network::Tiktok, handle: "@awa.cuisine".into(), followers: 48_200 },
            Audience { network: Network::Instagram, handle: "@awa.tenues".into(), followers: 21_700 },
        ],
    };
    affiliate.save_influencer(influencer, None, &draft).await?;
    affiliate.set_influencer_listed(influencer, Listing::Listed).await?;
    let id = affiliate.ask(influencer, program, "Bonjour ! Je porte vos pagnes depuis des années.").await?;
    let groups = affiliate.program_of(merchant, affiliate.partnership(merchant, id).await?.organisation_id).await?;
    let best = groups.as_ref().and_then(|program| program.groups.iter().find(|group| !group.is_default)).map(|group| group.id);
    affiliate.answer(merchant, id, Answer::Accept(best), "Bienvenue, Awa.").await?;
    let draft = LinkDraft { label: "Bio TikTok".into(), destination: shop.page_of(&WARES[0])?.into(), ..LinkDraft::default() };
    affiliate.create_link(influencer, id, Some("awa-pagne"), None, &draft).await?;
    Ok(())
}

/// What the shop keeps beside the data of the demo.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    key: String,
}

/// The shop's key: made by its owner as anybody makes one, and kept where only they read it.
async fn key(story: &Story, merchant: &Person) -> Result<String> {
    let path = story.folder.join("shop.json");
    if path.exists() {
        return Ok(serde_json::from_str::<Kept>(&fs::read_to_string(&path)?)?.key);
    }
    let identity = &story.services.identity;
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
