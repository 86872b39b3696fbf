//! Visits of a project's page: noted by the page itself, shown to its creator.

use axum::http::{StatusCode, header};
use crowdfunding::{MakePledge, ProjectDraft, Source};
use kernel::Role;

use crate::{
    funded::gift,
    site::{ORIGIN, Person, Site, project},
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36";

impl Site {
    async fn looked(&self, path: &str, headers: &[(&str, &str)]) -> Option<String> {
        let headers: Vec<_> = [("user-agent", PHONE)].into_iter().chain(headers.iter().copied()).collect();
        let page = self.get_with(path, &headers).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        page.attribute("a.btn[href*='/contribuer?src=']", "href")
    }

    async fn ways(&self, person: &Person, id: contracts::crowdfunding::ProjectId) -> Vec<String> {
        self.crowdfunding.settle_visits().await.unwrap();
        let table = self.get_as(person, &format!("/studio/projets/{id}/visites.csv?periode=all")).await;
        assert_eq!(table.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        table.text.lines().skip(1).map(|line| line.split_once(',').unwrap().1.to_owned()).collect()
    }
}

#[tokio::test]
async fn a_page_counts_its_visit_by_link_or_referrer_and_leads_it_on() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (film, film_slug) = site.film("Yaaba").await;
    let id = site.project(&author, ProjectDraft { films: vec![film], ..project("La pirogue") }).await;
    let slug = site.crowdfunding.project(&author.actor, id).await.unwrap().slug;
    let (page, english) = (format!("/projets/{slug}"), format!("/en/projets/{slug}"));
    let film_page = format!("{ORIGIN}/en/films/{film_slug}");
    let inside = format!("{ORIGIN}/projets");
    for (path, referer, word) in [
        (format!("{page}?src=whatsapp"), "https://example.org/", "whatsapp"),
        (format!("{english}?utm_source=FB"), "", "facebook"),
        (format!("{page}?src=nonsense"), "https://www.google.tg/", "search"),
        (page.clone(), "https://m.facebook.com/", "facebook"),
        (page.clone(), "https://Blog.Example.org/x", "site:blog.example.org"),
        (page.clone(), &*film_page, "film"),
        (page.clone(), &*inside, "whatsapp"),
    ] {
        let lead = site.looked(&path, &[("referer", referer)]).await.unwrap();
        let asked = url::form_urlencoded::parse(lead.split_once('?').unwrap().1.as_bytes()).next().unwrap().1.into_owned();
        assert_eq!(asked, word, "{path} from {referer}");
    }
    // The same browser at the same address: one visitor, by the way it came first.
    assert_eq!(site.ways(&author, id).await, ["whatsapp,1,0,0,0,XOF"]);
}

#[tokio::test]
async fn robots_prefetches_fragments_and_the_creator_leave_no_trace() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.project(&author, project("La pirogue")).await;
    let slug = site.crowdfunding.project(&author.actor, id).await.unwrap().slug;
    let page = format!("/projets/{slug}");
    site.get_with(&page, &[("user-agent", "facebookexternalhit/1.1")]).await;
    site.get(&page).await;
    site.get_as(&author, &page).await;
    for header in [("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("hx-request", "true")] {
        site.looked(&page, &[header]).await;
    }
    for below in ["/etat", "/nouvelles", "/qr.svg"] {
        site.get_with(&format!("{page}{below}"), &[("user-agent", PHONE)]).await;
    }
    assert!(site.ways(&author, id).await.is_empty());
    assert!(site.get_as(&author, &format!("/studio/projets/{id}/tableau")).await.shows("Aucune visite sur cette période"));
}

#[tokio::test]
async fn the_links_that_a_page_gives_away_say_what_they_are() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.project(&author, project("L’eau & le \"fleuve\"")).await;
    let slug = site.crowdfunding.project(&author.actor, id).await.unwrap().slug;
    let page = site.get(&format!("/en/projets/{slug}")).await;
    let address = format!("{ORIGIN}/en/projets/{slug}");
    assert_eq!(page.attribute("#partager input", "value"), Some(format!("{address}?src=link")));
    assert_eq!(page.texts("#partager li a"), ["WhatsApp", "Facebook", "X", "Telegram", "E-mail"]);
    let encoded = |way: &str| {
        let address = format!("{address}?src={way}");
        url::form_urlencoded::byte_serialize(address.as_bytes()).collect::<String>()
    };
    for (way, start) in [
        ("whatsapp", "https://wa.me/?text=L%E2%80%99eau%20%26%20le%20%22fleuve%22%20"),
        ("facebook", "https://www.facebook.com/sharer/sharer.php?u="),
        ("telegram", "https://t.me/share/url?url="),
    ] {
        assert!(page.has(&format!("#partager a[href^='{start}{}']", encoded(way))), "{way}");
    }
    assert!(!page.has("#partager a:not([rel~=noopener])"));
}

#[tokio::test]
async fn the_dashboard_says_when_there_are_too_few_visits_for_a_share() {
    let site = Site::new().await;
    let (author, other) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Director).await);
    let id = site.project(&author, project("La pirogue")).await;
    site.paid(MakePledge { source: Some(Source::Whatsapp), ..gift(id, 6_000, "Kossi") }).await;
    let visits = |source: &str, visits: u32| {
        format!("INSERT INTO crowdfunding.visit_days VALUES ('{id}', (now() AT TIME ZONE 'UTC')::date, '{source}', {visits})")
    };
    site.db.script(visits("whatsapp", 29)).await;
    let board = format!("/studio/projets/{id}/tableau");
    let few = site.get_as(&author, &format!("{board}?periode=7")).await;
    assert!(few.shows("Moins de 30 visites") && !few.shows("3,44 %"), "{}", few.text);
    site.db.script(visits("site:example.org", 31)).await;
    for path in [board.clone(), format!("{board}?periode=30"), format!("{board}?periode=x")] {
        let page = site.get_as(&author, &path).await;
        let cells = page.texts("#visites .table tbody tr");
        assert!(cells.iter().any(|row| row.contains("example.org") && row.contains("0 %")), "{cells:?}");
        assert!(cells.iter().any(|row| row.contains("WhatsApp") && row.contains("Moins de 30 visites")), "{cells:?}");
        assert!(page.shows("1,66 %"), "one of sixty");
        assert_eq!(page.attribute("#visites .tabs a[aria-current]", "href"), Some(format!("{board}?periode=30#visites")));
    }
    assert!(site.get_as(&author, &format!("/en{board}?periode=all")).await.shows("From visits to contributions"));
    let table = format!("/studio/projets/{id}/visites.csv");
    assert_eq!(site.get_as(&other, &table).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&table).await.status, StatusCode::SEE_OTHER);
    let draft = site.crowdfunding.create_project(&author.actor, &project("Brouillon")).await.unwrap();
    assert_eq!(site.get_as(&author, &format!("/studio/projets/{draft}/visites.csv")).await.status, StatusCode::CONFLICT);
}
