//! A merchant: its page, its products, its program.

use affiliate::{
    Admission, Affiliate, AffiliateError, Listing, MerchantDraft, OwnProduct, ProductDraft, ProductState, ProductView,
    ProgramDraft, ProgramState, ProgramView, Terms, VariantDraft,
    attribution::{CouponRule, Model, Policy, Shares},
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use anyhow::{Context as _, Result};
use contracts::{affiliate::ProductId, identity::OrganisationId};
use kernel::{Actor, Money, PageRequest};
use url::Url;

use super::moved;
use crate::shop::{House, Ware};

/// A house with whoever sets it up, and by which service.
#[derive(Debug)]
pub(super) struct Stand<'s> {
    pub(super) affiliate: &'s Affiliate,
    pub(super) house: House,
    pub(super) merchant: Actor,
    pub(super) org: OrganisationId,
    pub(super) shop: &'s Url,
}

impl Stand<'_> {
    pub(super) async fn program(&self) -> Result<ProgramView> {
        self.affiliate.program_of(&self.merchant, self.org).await?.context("a program that was just opened")
    }
}

/// Makes what is missing of the merchant.
pub(super) async fn settle(stand: &Stand<'_>) -> Result<()> {
    present(stand).await.context("the page of the merchant")?;
    offer(stand).await?;
    open(stand).await.context("open the program")
}

/// The page of the merchant; one that was ever shown is theirs to take back.
async fn present(stand: &Stand<'_>) -> Result<()> {
    let Stand { affiliate, merchant, org, .. } = stand;
    let shown = match affiliate.merchant(merchant, *org).await {
        Ok(view) => view.listed_at.is_some(),
        Err(AffiliateError::NotFound) => {
            affiliate.save_merchant(merchant, *org, None, &page(stand.house)).await?;
            false
        }
        Err(error) => return Err(error.into()),
    };
    if !shown {
        affiliate.set_merchant_listed(merchant, *org, Listing::Listed).await?;
    }
    Ok(())
}

fn page(house: House) -> MerchantDraft {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let (about, country, countries, categories): (_, _, &[&str], &[&str]) = match house {
        House::Adjoa => (
            "Tissus, soins et café du Togo, choisis chez celles et ceux qui les font.",
            "TG",
            &["TG", "BJ", "GH", "CI", "FR"],
            &["fashion", "beauty", "food", "crafts"],
        ),
        House::Tamounte => (
            "Quarante-deux femmes du Haouz et de l’Atlas. Nous cassons, pressons et distillons à Marrakech, et chacune a sa part.",
            "MA",
            &["MA", "FR", "BE", "SN", "CI"],
            &["beauty", "food", "home"],
        ),
    };
    MerchantDraft {
        name: house.name().into(),
        about: about.into(),
        country: country.into(),
        countries: words(countries),
        categories: words(categories),
        ..MerchantDraft::default()
    }
}

/// Every ware of the house, listed; its page is where the shop is now.
async fn offer(stand: &Stand<'_>) -> Result<()> {
    let known = products(stand).await?;
    for ware in stand.house.wares() {
        let before = known.iter().find(|product| product.sku.as_deref() == Some(ware.sku));
        put(stand, ware, before).await.with_context(|| format!("the product {}", ware.sku))?;
    }
    Ok(())
}

/// Every product of the merchant.
pub(super) async fn products(stand: &Stand<'_>) -> Result<Vec<OwnProduct>> {
    let mut known = Vec::new();
    let mut page = PageRequest::new(Some(PageRequest::MAX_LIMIT), None);
    loop {
        let found = stand.affiliate.merchant_products(&stand.merchant, stand.org, None, &page).await?;
        known.extend(found.items);
        if found.next.is_none() {
            return Ok(known);
        }
        page.after = found.next;
    }
}

async fn put(stand: &Stand<'_>, ware: &Ware, before: Option<&OwnProduct>) -> Result<()> {
    let (affiliate, merchant) = (stand.affiliate, &stand.merchant);
    let id = match before {
        Some(product) => {
            follow(stand, product.id).await?;
            product.id
        }
        None => affiliate.create_product(merchant, stand.org, &draft_of(ware, stand.shop)?).await?,
    };
    if before.is_none_or(|product| product.state == ProductState::Draft) {
        affiliate.list_product(merchant, id).await?;
    }
    Ok(())
}

fn draft_of(ware: &Ware, shop: &Url) -> Result<ProductDraft> {
    Ok(ProductDraft {
        title: ware.title.into(),
        description: ware.about.into(),
        category: ware.category.into(),
        currency: ware.house.currency(),
        price_minor: ware.price_minor,
        sku: Some(ware.sku.into()),
        stock_note: String::new(),
        landing_url: ware.page(shop)?.into(),
        pictures: Vec::new(),
        variants: Vec::new(),
    })
}

/// The page of a product follows the shop to another port.
async fn follow(stand: &Stand<'_>, id: ProductId) -> Result<()> {
    let view = stand.affiliate.product(&stand.merchant, id).await?;
    if let Some(landing_url) = moved(stand.shop, &view.landing_url) {
        let version = view.version;
        let draft = ProductDraft { landing_url, ..draft_again(view) };
        stand.affiliate.edit_product(&stand.merchant, id, version, &draft).await?;
    }
    Ok(())
}

/// The product as it is.
pub(super) fn draft_again(view: ProductView) -> ProductDraft {
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
        landing_url: view.landing_url,
        pictures: view.pictures,
        variants: variants.collect(),
    }
}

/// The program with its two groups, open; one that was ever open is left in its state.
async fn open(stand: &Stand<'_>) -> Result<()> {
    let Stand { affiliate, merchant, org, house, .. } = stand;
    let (usual, favoured, name) = deal(*house)?;
    let before = affiliate.program_of(merchant, *org).await?;
    let id = match &before {
        Some(program) => program.id,
        None => affiliate.create_program(merchant, *org, &program(*house), &policy(*house), &usual).await?,
    };
    if before.as_ref().is_none_or(|program| program.groups.len() < 2) {
        affiliate.add_group(merchant, id, name, &favoured).await?;
    }
    if before.is_none_or(|program| program.state == ProgramState::Draft) {
        affiliate.set_program_state(merchant, id, ProgramState::Open).await?;
    }
    Ok(())
}

fn program(house: House) -> ProgramDraft {
    let (title, pitch, conditions) = match house {
        House::Adjoa => (
            "Les amis de Maison Adjoa",
            "Recommandez ce que vous aimez : 10 % sur chaque première commande.",
            "Dites que c’est de la publicité. N’achetez pas de mots-clés à notre nom.",
        ),
        House::Tamounte => (
            "Les voix de Tamounte",
            "10 à 14 % de chaque vente, 5 DH par inscription. Qui fait découvrir et qui convainc se partagent la commission.",
            "Montrez nos gestes, pas de promesses de santé. Dites que c’est un partenariat. Pas d’annonces sur notre nom.",
        ),
    };
    ProgramDraft {
        title: title.into(),
        pitch: pitch.into(),
        conditions: conditions.into(),
        currency: house.currency(),
        hosts: vec![house.host().into()],
        admission: Admission::default(),
    }
}

/// Adjoa pays whoever was last; the cooperative shares between the first and the last, and a code is a touch like any other.
fn policy(house: House) -> Policy {
    match house {
        House::Adjoa => Policy::default(),
        House::Tamounte => Policy { model: Model::Position(Shares::USUAL), coupon: CouponRule::Touches },
    }
}

/// What partners earn, what the favoured ones do, and what their group is called.
fn deal(house: House) -> Result<(Terms, Terms, &'static str)> {
    Ok(match house {
        House::Adjoa => (terms(house, 14, 1_000, 1_000)?, terms(house, 0, 1_500, 1_000)?, "Ambassadrices"),
        House::Tamounte => {
            let lead = Some(Money::new(500, house.currency()));
            let (usual, favoured) = (terms(house, 7, 1_000, 20_000)?, terms(house, 7, 1_400, 20_000)?);
            (Terms { lead, ..usual }, Terms { lead, ..favoured }, "Ambassadeurs")
        }
    })
}

/// So many days held, so much of every order, and the least that is paid out.
fn terms(house: House, holding_days: u16, percent_bp: u32, minimum_minor: i64) -> Result<Terms> {
    let rule = Rule { scope: Scope::Everything, pay: Pay::Percent(percent_bp), repeat: Repeat::Always };
    Ok(Terms {
        sales: Some(Rules::try_new(house.currency(), vec![rule])?),
        lead: None,
        click: None,
        bonuses: Vec::new(),
        window_days: 30,
        holding_days,
        minimum_payout: Money::new(minimum_minor, house.currency()),
        cap: None,
    })
}
