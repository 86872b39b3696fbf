//! Own domains at both desks, by forms alone.

use affiliate::{AffiliateConfig, DomainOwner, DomainState, DomainsConfig};
use axum::http::StatusCode;
use test_kit::{DnsServer, TestDb};

use crate::{
    profiles::member,
    site::{ORIGIN, Person, Site},
};

/// A site that asks a name server of the test's own.
async fn site() -> (Site, DnsServer) {
    let dns = DnsServer::start().await;
    dns.addresses("ventes.example", &["192.0.2.1"]);
    let domains = DomainsConfig { name_server: Some(dns.address()), ..DomainsConfig::default() };
    let config = AffiliateConfig { domains, ..AffiliateConfig::default() };
    (Site::on(ORIGIN, TestDb::new().await, config), dns)
}

/// Adds a host at a desk; where its page is.
async fn add(site: &Site, person: &Person, desk: &str, host: &str) -> String {
    let added = site.post_as(person, &format!("{desk}/domaines"), &[("host", host)]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{host}");
    added.location().to_owned()
}

/// Writes what its page says into DNS.
async fn publish(site: &Site, dns: &DnsServer, person: &Person, page: &str) {
    let shown = site.get_as(person, page).await;
    let value = |id: &str| shown.attribute(&format!("#c-{id}"), "value").unwrap();
    dns.texts(&value("txt-name"), &[&[&value("txt-value")]]);
    dns.alias(&value("cname-name"), &value("cname-value"));
}

#[tokio::test]
async fn a_merchant_proves_a_domain_and_its_partner_chooses_it_for_a_link() {
    let (site, dns) = site().await;
    let shop = site.merchant("Souk").await;
    let program = site.program(&shop).await;
    let desk = format!("/marchand/{}", shop.id);
    assert!(site.get_as(&shop.owner, &format!("{desk}/domaines")).await.shows("Pas encore de domaine"));
    let wrong = site.post_as(&shop.owner, &format!("{desk}/domaines"), &[("host", "https://go.souk.ma/<b>")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.shows("Un domaine s’écrit comme") && wrong.attribute("[name=host]", "value").unwrap().ends_with("<b>"));
    let page = add(&site, &shop.owner, &desk, "Go.Souk.ma").await;
    let shown = site.get_as(&shop.owner, &page).await;
    for text in ["go.souk.ma", "En attente", "Lignes du DNS", "Vérifier maintenant"] {
        assert!(shown.shows(text), "{text}");
    }
    assert_eq!(shown.attribute("#c-txt-name", "value").as_deref(), Some("_griot.go.souk.ma"));
    assert_eq!(shown.attribute("#c-cname-value", "value").as_deref(), Some("ventes.example"));
    assert!(site.get_as(&shop.owner, &format!("/en{page}")).await.shows("DNS lines"));

    let looked = site.post_as(&shop.owner, &format!("{page}/verifier"), &[]).await;
    assert_eq!((looked.status, looked.location()), (StatusCode::SEE_OTHER, page.as_str()));
    assert!(site.get_as(&shop.owner, &page).await.shows("La ligne TXT n’existe pas encore."));
    publish(&site, &dns, &shop.owner, &page).await;
    site.post_as(&shop.owner, &format!("{page}/verifier"), &[]).await;
    assert!(site.get_as(&shop.owner, &page).await.shows("Vérifié"));

    for (typed, status) in [("http://souk.ma", StatusCode::UNPROCESSABLE_ENTITY), ("https://souk.ma", StatusCode::SEE_OTHER)] {
        let saved = site.post_as(&shop.owner, &format!("{page}/racine"), &[("root_url", typed)]).await;
        assert_eq!(saved.status, status, "{typed}");
    }
    assert_eq!(site.get_as(&shop.owner, &page).await.attribute("[name=root_url]", "value").as_deref(), Some("https://souk.ma/"));

    let aicha = site.influencer("Aïcha", 500).await;
    let partnership = site.partnership(&aicha, &shop, program).await;
    let builder = format!("/influenceur/partenariats/{partnership}/liens");
    let form = site.get_as(&aicha, &builder).await;
    let id = form.attribute("[name=domain] option[data-short]", "value").unwrap();
    assert_eq!(form.attribute("[name=domain] option[data-short]", "data-short").as_deref(), Some("https://go.souk.ma/"));
    let fields = [("destination", "https://souk.ma/the"), ("key", "aicha"), ("domain", id.as_str())];
    let made = site.post_as(&aicha, &builder, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let link = made.location().to_owned();
    let shown = site.get_as(&aicha, &link).await;
    assert_eq!(shown.attribute("griot-share input", "value").as_deref(), Some("https://go.souk.ma/aicha"));
    assert!(shown.has("[name=domain] option[selected][data-short]"));

    let asked = site.get_as(&shop.owner, &format!("{page}/retirer")).await;
    assert!(asked.shows("Un lien y est attaché."));
    let removed = site.post_as(&shop.owner, &format!("{page}/retirer"), &[]).await;
    assert_eq!((removed.status, removed.location()), (StatusCode::SEE_OTHER, format!("{desk}/domaines").as_str()));
    let shown = site.get_as(&aicha, &link).await;
    assert_eq!(shown.attribute("griot-share input", "value").as_deref(), Some("https://ventes.example/l/aicha"));
    assert!(!shown.has("[name=domain]"), "there is only ours");
}

#[tokio::test]
async fn a_domain_is_at_its_owners_desk_and_at_no_other() {
    let (site, _dns) = site().await;
    let (mine, other) = (site.merchant("Souk").await, site.merchant("Bazar").await);
    let aicha = site.influencer("Aïcha", 500).await;
    let page = add(&site, &mine.owner, &format!("/marchand/{}", mine.id), "go.souk.ma").await;
    let own = add(&site, &aicha, "/influenceur", "go.aicha.ma").await;
    assert!(site.get_as(&aicha, "/influenceur/domaines").await.shows("go.aicha.ma"));
    assert!(site.get_as(&aicha, "/en/influenceur/domaines").await.shows("under a name of your own"));
    let id = page.rsplit('/').next().unwrap();
    let looks = member(&site, &mine, "member").await;
    let pages = [page.clone(), format!("/marchand/{}/domaines/{id}", other.id), format!("/influenceur/domaines/{id}"), own];
    for (person, expected) in [
        (&mine.owner, [200, 404, 404, 404]),
        (&other.owner, [404, 404, 404, 404]),
        (&aicha, [404, 404, 404, 200]),
        (&looks, [200, 404, 404, 404]),
    ] {
        for (page, status) in pages.iter().zip(expected) {
            assert_eq!(site.get_as(person, page).await.status.as_u16(), status, "{page}");
            assert_eq!(site.get_as(person, &format!("{page}/retirer")).await.status.as_u16(), status, "{page}");
        }
    }
    for (rest, fields) in [("/verifier", &[][..]), ("/racine", &[("root_url", "https://vol.example/")]), ("/retirer", &[])] {
        for (person, status) in
            [(&looks, StatusCode::FORBIDDEN), (&other.owner, StatusCode::NOT_FOUND), (&aicha, StatusCode::NOT_FOUND)]
        {
            assert_eq!(site.post_as(person, &format!("{page}{rest}"), fields).await.status, status, "{rest}");
        }
    }
    let kept = site.affiliate.link_domains(&mine.owner.actor, DomainOwner::Merchant(mine.id)).await.unwrap();
    assert_eq!(
        (kept.len(), kept[0].state, kept[0].root_url.as_deref(), kept[0].checked_at),
        (1, DomainState::Waiting, None, None)
    );
    let nobody = site.get("/influenceur/domaines").await;
    assert_eq!((nobody.status, nobody.location()), (StatusCode::SEE_OTHER, "/connexion?suite=%2Finfluenceur%2Fdomaines"));
    assert_eq!(site.get_as(&aicha, "/influenceur/domaines/x").await.status, StatusCode::NOT_FOUND);
}
