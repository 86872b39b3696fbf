//! Whatever people write is shown as text.

use kernel::Role;

use crate::site::Site;

const SCRIPTS: [&str; 3] = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE catalog.film; --"];

#[tokio::test]
async fn hostile_text_in_every_field_is_escaped_on_every_page() {
    let site = Site::new().await;
    let viewer = site.person("Kofi", Role::Viewer).await;
    for hostile in SCRIPTS {
        let title = format!("Film {hostile}");
        let (_, slug) = site.film(&title).await;
        site.post_as(&viewer, &format!("/films/{slug}/commentaires"), &[("text", hostile)]).await;
        site.post_as(&viewer, &format!("/films/{slug}/listes"), &[("title", hostile), ("on", "on")]).await;
        let query: String = url::form_urlencoded::byte_serialize(hostile.as_bytes()).collect();
        for path in [
            "/",
            "/films",
            &format!("/films/{slug}"),
            "/ma-liste",
            &format!("/recherche?q={query}"),
            &format!("/films?genre={query}"),
        ] {
            let page = site.get_as(&viewer, path).await;
            assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
            assert!(!page.text.contains("<script>alert"), "{path}");
            assert!(!page.has("img[onerror]"), "{path}");
        }
        let page = site.get(&format!("/films/{slug}")).await;
        let words = title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(page.texts("h1"), [words]);
    }
}

#[tokio::test]
async fn pages_stay_small() {
    let site = Site::new().await;
    for number in 0..30 {
        site.film(&format!("Un film au titre assez long {number}")).await;
    }
    for path in ["/", "/films", "/films/un-film-au-titre-assez-long-1"] {
        let page = site.get_with(path, &[("accept-encoding", "gzip")]).await;
        assert_eq!(page.headers["content-encoding"], "gzip", "{path}");
        assert!(page.size_bytes <= 14 * 1024, "{path}: {} bytes", page.size_bytes);
    }
}
