//! The pages of ShareYourSales on a database of tests, to look at them:
//! `GRIOT_TEST_DATABASE_URL=… cargo run -p web-sales --example site -- 4322`, then `/marche`; `/_moi/aicha`, `/_moi/driss` and `/_moi/equipe` sign in.
//! What is sold here is made up, and its pictures are drawn.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a tool to look at pages, on the site of the tests")]

#[expect(dead_code, reason = "tests use the rest")]
#[path = "../tests/it/site.rs"]
mod site;

use std::{collections::HashMap, error::Error, net::Ipv4Addr, sync::Arc};

use affiliate::{
    Admission, Cap, CapPeriod, ProductDraft, ProgramDraft, Terms, VariantDraft,
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse, Redirect},
    routing::get,
};
use kernel::{Currency, Money, Role};

use site::{Shop, Site, merchant, product, program, terms};

const GOODS: [(&str, &str, i64, bool); 9] = [
    ("Théière martelée en cuivre de Fès", "home", 48_000, true),
    ("Tapis berbère d’Azilal", "home", 320_000, true),
    ("Huile d’argan pressée à froid, 100 ml", "beauty", 12_900, false),
    ("Babouches en cuir souple", "fashion", 25_000, true),
    ("Savon noir à l’eucalyptus", "beauty", 4_500, true),
    ("Plateau en laiton ciselé et ses six verres à thé de la médina", "home", 65_000, false),
    ("Ras el hanout de la maison", "food", 6_000, true),
    ("Djellaba brodée à la main", "fashion", 89_000, true),
    ("Tajine en terre de Salé", "crafts", 18_000, false),
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = std::env::args().nth(1).map_or(Ok(4322), |text| text.parse())?;
    let site = Site::at(&format!("http://localhost:{port}")).await;
    let cookies = Arc::new(fill(&site).await);
    let sign_in = move |Path(who): Path<String>| {
        let cookie = cookies.get(&who).map(|cookie| format!("{cookie}; Path=/; HttpOnly")).unwrap_or_default();
        async move { ([(header::SET_COOKIE, cookie)], Redirect::to("/marche")).into_response() }
    };
    let app = Router::new().route("/_moi/{who}", get(sign_in)).route("/media/images/{id}/{variant}", get(drawn));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    Ok(axum::serve(listener, app.merge(site.router.clone())).await?)
}

/// A picture of two colours that follow its id.
async fn drawn(Path((id, _variant)): Path<(String, String)>) -> impl IntoResponse {
    let hue = id.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 360;
    let body = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'><rect width='4' height='3' fill='hsl({hue} 35% 78%)'/>\
         <circle cx='2' cy='1.6' r='.9' fill='hsl({hue} 45% 42%)'/></svg>"
    );
    ([(header::CONTENT_TYPE, "image/svg+xml")], body)
}

/// Merchants, products, a program, influencers; the cookies of two of them.
async fn fill(site: &Site) -> HashMap<String, String> {
    let shop = site.merchant("Souk de Fès").await;
    for (title, category, price_minor, pictured) in GOODS {
        let pictures = if pictured { vec![site.picture(&shop.owner).await, site.picture(&shop.owner).await] } else { vec![] };
        let draft = ProductDraft {
            category: category.into(),
            price_minor,
            pictures,
            sku: Some(title.chars().take(8).collect()),
            ..product(title)
        };
        site.product(&shop, &draft).await;
    }
    site.affiliate.create_product(&shop.owner.actor, shop.id, &product("Lanterne en brouillon")).await.unwrap();
    dakar(site).await;
    open_program(site, &shop).await;
    let aicha = site.influencer("Aïcha Benali", 128_000).await;
    site.influencer("Kofi raconte la cuisine de sa grand-mère", 5_400).await;
    let sena = site.person("Sena").await;
    let staff = site.person_of("Equipe", Role::Admin).await;
    println!("/marchand/{}/profil", shop.id);
    [("aicha", aicha.cookie), ("driss", shop.owner.cookie), ("sena", sena.cookie), ("equipe", staff.cookie)]
        .map(|(name, cookie)| (name.to_owned(), cookie))
        .into()
}

async fn dakar(site: &Site) {
    let shop = site.organisation(site.person("Fatou").await).await;
    let profile = affiliate::MerchantDraft {
        country: "SN".into(),
        countries: ["SN", "CI", "ML", "FR", "BE"].map(str::to_owned).into(),
        ..merchant("Pagnes de Dakar")
    };
    site.affiliate.save_merchant(&shop.owner.actor, shop.id, None, &profile).await.unwrap();
    site.affiliate.set_merchant_listed(&shop.owner.actor, shop.id, affiliate::Listing::Listed).await.unwrap();
    let small = VariantDraft { id: None, title: "Six mètres".into(), sku: None, price_minor: 28_000 };
    let draft = ProductDraft {
        currency: Currency::Xof,
        price_minor: 15_000,
        category: "fashion".into(),
        variants: vec![small],
        ..product("Pagne wax, deux mètres")
    };
    site.product(&shop, &draft).await;
}

async fn open_program(site: &Site, shop: &Shop) {
    let everything = Rule { scope: Scope::Everything, pay: Pay::Percent(1250), repeat: Repeat::First };
    let crafts = site.affiliate.category_ids().await.unwrap().into_iter().find(|(_, word)| word == "crafts").unwrap().0;
    let part = Rule { scope: Scope::Category(crafts), pay: Pay::Percent(2000), repeat: Repeat::Months(6) };
    let whole = Terms {
        sales: Some(Rules::try_new(Currency::Mad, vec![everything, part]).unwrap()),
        lead: Some(Money::new(500, Currency::Mad)),
        cap: Some(Cap { amount: Money::new(5_000_000, Currency::Mad), per: CapPeriod::Month }),
        ..terms()
    };
    let admission = Admission { automatic: true, followers: Some(200_000), countries: vec!["MA".into()] };
    let conditions = "Parlez de ce que vous avez **essayé**.\n\n- Dites que le lien est rémunéré\n- Pas d’annonces sur notre nom\n- Pas de faux codes";
    let id = site.program_with(shop, &ProgramDraft { admission, conditions: conditions.into(), ..program() }, &whole).await;
    println!("/marche/programmes/{id}");
}
