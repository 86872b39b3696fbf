//! The merchant: its page, its products, its program, and a wallet that is filled.

use affiliate::{
    Admission, Affiliate, AffiliateError, Listing, MerchantDraft, OwnProduct, ProductDraft, ProductState, ProductView,
    ProgramDraft, ProgramState, ProgramView, Terms, VariantDraft,
    attribution::Policy,
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use anyhow::{Context as _, Result};
use contracts::{affiliate::ProductId, identity::OrganisationId};
use kernel::{Actor, Money, PageRequest};
use payments::{Rail, StartPayment};

use super::{COUNTRY, moved};
use crate::{
    shop::{CURRENCY, HOST, Shop, WARES, Ware},
    story::Story,
};

/// What the wallet begins with.
const DEPOSIT: Money = Money::new(500_000, CURRENCY);
/// The wallet of the merchant's phone.
const PHONE: &str = "90112233";

/// Makes what is missing of the merchant, and gives its program.
pub(super) async fn settle(story: &Story, merchant: &Actor, org: OrganisationId) -> Result<ProgramView> {
    let affiliate = &story.services.affiliate;
    present(affiliate, merchant, org).await.context("the page of the merchant")?;
    offer(affiliate, merchant, org, &story.shop).await?;
    let program = open(affiliate, merchant, org).await.context("open the program")?;
    let wallet = affiliate.wallet(merchant, org).await?;
    if wallet.balance.amount_minor == 0 && affiliate.deposits(merchant, org).await?.is_empty() {
        fill(story, merchant, org).await.context("fill the wallet")?;
    }
    Ok(program)
}

/// The page of the merchant; one that was ever shown is theirs to take back.
async fn present(affiliate: &Affiliate, merchant: &Actor, org: OrganisationId) -> Result<()> {
    let shown = match affiliate.merchant(merchant, org).await {
        Ok(view) => view.listed_at.is_some(),
        Err(AffiliateError::NotFound) => {
            affiliate.save_merchant(merchant, org, None, &page()).await?;
            false
        }
        Err(error) => return Err(error.into()),
    };
    if !shown {
        affiliate.set_merchant_listed(merchant, org, Listing::Listed).await?;
    }
    Ok(())
}

fn page() -> MerchantDraft {
    MerchantDraft {
        name: "Maison Adjoa".into(),
        about: "Tissus, soins et café du Togo, choisis chez celles et ceux qui les font.".into(),
        country: COUNTRY.into(),
        countries: ["TG", "BJ", "GH", "CI", "FR"].map(str::to_owned).to_vec(),
        categories: ["fashion", "beauty", "food"].map(str::to_owned).to_vec(),
        ..MerchantDraft::default()
    }
}

/// Every ware of the shop, listed; its page is where the shop is now.
async fn offer(affiliate: &Affiliate, merchant: &Actor, org: OrganisationId, shop: &Shop) -> Result<()> {
    let known = products(affiliate, merchant, org).await?;
    for ware in &WARES {
        let before = known.iter().find(|product| product.sku.as_deref() == Some(ware.sku));
        put(affiliate, merchant, org, (ware, before), shop).await.with_context(|| format!("the product {}", ware.sku))?;
    }
    Ok(())
}

async fn products(affiliate: &Affiliate, merchant: &Actor, org: OrganisationId) -> Result<Vec<OwnProduct>> {
    let mut known = Vec::new();
    let mut page = PageRequest::new(Some(PageRequest::MAX_LIMIT), None);
    loop {
        let found = affiliate.merchant_products(merchant, org, None, &page).await?;
        known.extend(found.items);
        if found.next.is_none() {
            return Ok(known);
        }
        page.after = found.next;
    }
}

async fn put(
    affiliate: &Affiliate,
    merchant: &Actor,
    org: OrganisationId,
    (ware, before): (&Ware, Option<&OwnProduct>),
    shop: &Shop,
) -> Result<()> {
    let id = match before {
        Some(product) => {
            follow(affiliate, merchant, product.id, shop).await?;
            product.id
        }
        None => affiliate.create_product(merchant, org, &draft_of(ware, shop)?).await?,
    };
    if before.is_none_or(|product| product.state == ProductState::Draft) {
        affiliate.list_product(merchant, id).await?;
    }
    Ok(())
}

fn draft_of(ware: &Ware, shop: &Shop) -> Result<ProductDraft> {
    Ok(ProductDraft {
        title: ware.title.into(),
        description: ware.about.into(),
        category: ware.category.into(),
        currency: CURRENCY,
        price_minor: ware.price_minor,
        sku: Some(ware.sku.into()),
        stock_note: String::new(),
        landing_url: shop.page_of(ware)?.into(),
        pictures: Vec::new(),
        variants: Vec::new(),
    })
}

/// The page of a product follows the shop to another port.
async fn follow(affiliate: &Affiliate, merchant: &Actor, id: ProductId, shop: &Shop) -> Result<()> {
    let view = affiliate.product(merchant, id).await?;
    if let Some(landing_url) = moved(shop.url(), &view.landing_url) {
        let version = view.version;
        affiliate.edit_product(merchant, id, version, &draft_at(view, landing_url)).await?;
    }
    Ok(())
}

/// The product as it is, with another page.
fn draft_at(view: ProductView, landing_url: String) -> ProductDraft {
    let variants = view.variants.into_iter().map(|variant| VariantDraft {
        id: Some(variant.id),
        title: variant.title,
        sku: variant.sku,
        price_minor: variant.price.amount_minor,
    });
    ProductDraft {
        title: view.title,
        description: view.description,
        category: view.category,
        currency: view.price.currency,
        price_minor: view.price.amount_minor,
        sku: view.sku,
        stock_note: view.stock_note,
        landing_url,
        pictures: view.pictures,
        variants: variants.collect(),
    }
}

/// The program with its two groups, open; one that was ever open is left in its state.
async fn open(affiliate: &Affiliate, merchant: &Actor, org: OrganisationId) -> Result<ProgramView> {
    let before = affiliate.program_of(merchant, org).await?;
    let id = match &before {
        Some(program) => program.id,
        None => affiliate.create_program(merchant, org, &program(), &Policy::default(), &terms(14, 1_000)?).await?,
    };
    if before.as_ref().is_none_or(|program| program.groups.len() < 2) {
        affiliate.add_group(merchant, id, "Ambassadrices", &terms(0, 1_500)?).await?;
    }
    if before.is_none_or(|program| program.state == ProgramState::Draft) {
        affiliate.set_program_state(merchant, id, ProgramState::Open).await?;
    }
    affiliate.program_of(merchant, org).await?.context("a program that was just opened")
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
        click: None,
        bonuses: Vec::new(),
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
