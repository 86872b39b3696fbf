//! A program, and asking to take part in it.

use affiliate::{Admission, Cap, CapPeriod, Listing, PartnershipState, ProgramState, Terms, earning::*};
use axum::http::StatusCode;
use kernel::{Currency, Money, PageRequest};

use crate::site::{Site, product, program, terms};

fn dirham(minor: i64) -> Money {
    Money::new(minor, Currency::Mad)
}

#[tokio::test]
async fn what_a_program_pays_is_said_in_words() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let (product_id, _) = site.product(&shop, &product("Théière")).await;
    let crafts = site.affiliate.category_ids().await.unwrap().into_iter().find(|(_, word)| word == "crafts").unwrap().0;
    let rule = |scope, pay, repeat| Rule { scope, pay, repeat };
    let rules = vec![
        rule(Scope::Everything, Pay::Percent(1250), Repeat::First),
        rule(Scope::Category(crafts), Pay::Percent(2000), Repeat::Months(6)),
        rule(Scope::Product(product_id), Pay::Flat(dirham(1500), Per::Piece), Repeat::Always),
    ];
    let whole = Terms {
        sales: Some(Rules::try_new(Currency::Mad, rules).unwrap()),
        lead: Some(dirham(500)),
        click: Some(dirham(25)),
        cap: Some(Cap { amount: dirham(500_000), per: CapPeriod::Month }),
        ..terms()
    };
    let admission = Admission { automatic: true, followers: Some(1000), countries: vec!["MA".into()] };
    let id = site.program_with(&shop, &affiliate::ProgramDraft { admission, ..program() }, &whole).await;
    let page = site.get(&format!("/marche/programmes/{id}")).await;
    for text in [
        "12,5 % du prix payé sur tout",
        "La première commande de chaque client.",
        "20 % du prix payé en Artisanat",
        "Toutes les commandes du client pendant 6 mois.",
        "15,00 DH par pièce sur « Théière »",
        "5,00 DH",
        "0,25 DH une fois par jour et par visiteur, quel que soit le lien",
        "30 jours",
        "14 jours après la commande",
        "100,00 DH",
        "5 000,00 DH par mois",
        "Si un code est utilisé, la vente est au partenaire de ce code.",
        "Aussitôt à partir de 1 000 abonnés déclarés et depuis ces pays : Maroc",
        "souk.ma",
        "notre nom",
    ] {
        assert!(page.shows(text), "{text}");
    }
    assert_eq!(page.texts("main strong").iter().filter(|text| *text == "notre nom").count(), 1, "conditions are Markdown");
    let english = site.get(&format!("/en/marche/programmes/{id}")).await;
    for text in ["12.5% of the price paid on everything", "MAD 15.00 per item on “Théière”", "MAD 5,000.00 a month"] {
        assert!(english.shows(text), "{text}");
    }
    assert_eq!(
        english.attribute("aside a.btn", "href").unwrap(),
        format!("/en/connexion?suite=%2Fen%2Fmarche%2Fprogrammes%2F{id}")
    );
}

#[tokio::test]
async fn somebody_asks_and_then_sees_where_they_stand() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let path = format!("/marche/programmes/{}", site.program(&shop).await);
    let person = site.person("Afi").await;
    let without = site.get_as(&person, &path).await;
    assert!(without.has("aside a[href='/influenceur/profil']") && !without.has("aside form"));
    let refused = site.post_as(&person, &path, &[("message", "Bonjour")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.shows("Publiez d’abord votre profil"));

    let aicha = site.influencer("Aïcha", 5000).await;
    assert!(site.get_as(&aicha, &path).await.has("aside form textarea[name=message]"));
    let long = site.post_as(&aicha, &path, &[("message", &"x".repeat(2001))]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(long.texts("textarea[name=message]"), ["x".repeat(2001)], "what was typed stays");
    assert!(long.has("#error-message"));
    let asked = site.post_as(&aicha, &path, &[("message", "Je parle <i>cuisine</i>.")]).await;
    assert_eq!((asked.status, asked.location()), (StatusCode::SEE_OTHER, path.as_str()));
    let waiting = site.get_as(&aicha, &path).await;
    assert!(waiting.has("[data-standing=requested]") && !waiting.has("aside form"));
    assert_eq!(site.post_as(&aicha, &path, &[]).await.status, StatusCode::CONFLICT, "once is enough");

    let mine = site.affiliate.my_partnerships(&aicha.actor, &PageRequest::first()).await.unwrap().items.remove(0);
    assert_eq!((mine.state, mine.message.as_str()), (PartnershipState::Requested, "Je parle <i>cuisine</i>."));
    site.affiliate.answer(&shop.owner.actor, mine.id, affiliate::Answer::Refuse, "Pas <b>cette</b> fois").await.unwrap();
    let said = site.get_as(&aicha, &path).await;
    assert!(said.has("[data-standing=refused]") && said.shows("Pas <b>cette</b> fois") && !said.has("aside blockquote b"));
}

#[tokio::test]
async fn who_fits_is_taken_at_once_and_a_program_that_takes_nobody_says_so() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let admission = Admission { automatic: true, ..Admission::default() };
    let id = site.program_with(&shop, &affiliate::ProgramDraft { admission, ..program() }, &terms()).await;
    let path = format!("/marche/programmes/{id}");
    let aicha = site.influencer("Aïcha", 5000).await;
    site.post_as(&aicha, &format!("/en{path}"), &[("message", "")]).await;
    let page = site.get_as(&aicha, &format!("/en{path}")).await;
    assert!(page.has("[data-standing=active]") && page.has("aside a[href^='/en/influenceur/partenariats/']"));

    site.affiliate.set_program_state(&shop.owner.actor, id, ProgramState::Paused).await.unwrap();
    let paused = site.get(&path).await;
    assert!(paused.shows("Ce programme est en pause") && paused.has("meta[name=robots][content=noindex]"));
    let other = site.influencer("Kofi", 10).await;
    assert_eq!(site.post_as(&other, &path, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(
        site.post_as(&other, "/marche/programmes/019aa000-0000-7000-8000-000000000001", &[]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_program_that_was_never_open_is_its_merchants_business() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let policy = affiliate::attribution::Policy::default();
    let id = site.affiliate.create_program(&shop.owner.actor, shop.id, &program(), &policy, &terms()).await.unwrap();
    let path = format!("/marche/programmes/{id}");
    assert_eq!(site.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get_as(&shop.owner, &path).await.status, StatusCode::OK);
    site.affiliate.set_program_state(&shop.owner.actor, id, ProgramState::Open).await.unwrap();
    site.affiliate.set_merchant_listed(&shop.owner.actor, shop.id, Listing::Unlisted).await.unwrap();
    assert_eq!(site.get(&path).await.status, StatusCode::OK, "a program is shown without its merchant's page");
}
