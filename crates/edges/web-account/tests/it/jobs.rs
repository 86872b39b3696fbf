//! Background jobs by their pages.

use http::StatusCode;
use kernel::Role;
use test_kit::TestDb;

use crate::browser::Site;

/// A worker with a job in hand, a failed job with its attempt, a waiting one, an entry of the clock.
async fn fill(db: &TestDb) {
    db.script(
        "INSERT INTO platform.workers (id, role, label) VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', 'media', 'media@host:7');
         INSERT INTO platform.jobs (name, role, payload, run_at, max_attempts, attempts, worker_id, started_at)
             VALUES ('media.encode', 'media', '{}', now(), 5, 1, '01890a5d-ac96-774b-bcce-b302099a8057', now());
         INSERT INTO platform.jobs (name, role, payload, run_at, max_attempts, attempts, failed_at, last_error)
             VALUES ('mail.send', 'worker', '{\"to\": \"secret@example.org\"}', now(), 3, 3, now(), 'no <b>route</b> to host');
         INSERT INTO platform.jobs (name, role, payload, run_at, max_attempts) VALUES ('catalog.sweep', 'worker', '{}', now(), 3);
         INSERT INTO platform.job_runs (job_id, name, attempt, worker, started_at, ended_at, outcome, error)
             SELECT id, name, 3, 'worker@host:6', now() - interval '2 seconds', now(), 'failed', last_error
             FROM platform.jobs WHERE failed_at IS NOT NULL;
         INSERT INTO platform.cron VALUES ('identity.sweep', '17 * * * *', now());
         DELETE FROM platform.jobs WHERE name NOT IN ('media.encode', 'mail.send', 'catalog.sweep')"
            .into(),
    )
    .await;
}

#[tokio::test]
async fn an_administrator_sees_the_queue_and_finds_a_job_by_address() {
    let site = Site::new().await;
    let admin = site.signed_in("admin@example.org", &[Role::Admin]).await;
    let nothing = admin.get("/admin/taches").await;
    assert!(nothing.has("main a[href='/admin/taches?etat=echec']"));
    fill(&site.db).await;
    let page = admin.get("/admin/taches").await;
    assert_eq!(page.headers["cache-control"], "no-store");
    for text in
        ["media.encode", "mail.send", "catalog.sweep", "media@host:7", "identity.sweep", "17 * * * *", "no <b>route</b> to host"]
    {
        assert!(page.shows(text), "{text}");
    }
    assert!(!page.text.contains("<b>route</b>") && !page.text.contains("secret@example.org"));
    for (query, found) in [
        ("etat=echec", vec!["mail.send"]),
        ("etat=cours", vec!["media.encode"]),
        ("file=media", vec!["media.encode"]),
        ("file=worker&q=SWEEP", vec!["catalog.sweep"]),
        ("q=%27%3B%20DROP%20TABLE", vec![]),
        ("q=%00&etat=x&apres=%25", vec!["catalog.sweep", "mail.send", "media.encode"]),
    ] {
        let page = admin.get(&format!("/admin/taches?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert_eq!(page.texts("main a.job"), found, "{query}");
    }
    let english = admin.get("/en/admin/taches?etat=echec").await;
    assert!(english.shows("Failed") && english.shows("By the clock") && !english.shows("En échec"));
}

#[tokio::test]
async fn the_list_goes_on_page_by_page_with_its_filters() {
    let site = Site::new().await;
    let admin = site.signed_in("admin@example.org", &[Role::Admin]).await;
    fill(&site.db).await;
    site.db
        .script(
            "INSERT INTO platform.jobs (name, role, payload, run_at, max_attempts)
             SELECT 'mail.send', 'worker', '{}', now(), 3 FROM generate_series(1, 60)"
                .into(),
        )
        .await;
    let first = admin.get("/admin/taches?q=mail").await;
    assert_eq!(first.texts("main a.job").len(), 50);
    let next = first.attribute("nav.pagination a", "href").unwrap();
    assert!(next.contains("q=mail"), "{next}");
    let rest = admin.get(&next).await;
    assert_eq!(rest.texts("main a.job").len(), 11);
    assert!(!rest.has("nav.pagination a"));
}

#[tokio::test]
async fn a_failed_job_is_read_tried_again_and_a_waiting_one_taken_away() {
    let site = Site::new().await;
    let admin = site.signed_in("admin@example.org", &[Role::Admin]).await;
    fill(&site.db).await;
    let job = admin.get("/admin/taches?etat=echec").await.attribute("main a.job", "href").unwrap();
    let page = admin.get(&job).await;
    assert!(page.shows("no <b>route</b> to host") && page.shows("worker@host:6") && page.shows("Abandonnée"));
    let again = admin.submit_from(&job, &format!("{job}/relance"), &[]).await;
    assert_eq!(again.location(), "/admin/taches");
    assert!(admin.get("/admin/taches?etat=echec").await.shows("Aucune tâche ne correspond"));
    assert_eq!(admin.submit_from(&job, &format!("{job}/retrait"), &[]).await.location(), "/admin/taches");
    assert!(admin.get(&job).await.shows("Finie"), "its attempts stay readable");
    let twice = admin.submit_from("/compte/profil", &format!("{job}/retrait"), &[]).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);

    let running = admin.get("/admin/taches?etat=cours").await.attribute("main a.job", "href").unwrap();
    assert!(!admin.get(&running).await.has("main form"), "nothing to do about a running job");
    let refused = admin.submit_from("/compte/profil", &format!("{running}/relance"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.shows("Cette tâche est en cours"));
    assert_eq!(admin.get("/admin/taches/999999").await.status, StatusCode::NOT_FOUND);

    let trail = admin.get("/admin/audit?action=job.").await;
    assert!(trail.shows("job.retried") && trail.shows("job.cancelled"));
}

#[tokio::test]
async fn only_administrators_look_after_jobs() {
    let site = Site::new().await;
    fill(&site.db).await;
    for (email, role) in [("v@example.org", Role::Viewer), ("d@example.org", Role::Director), ("m@example.org", Role::Moderator)]
    {
        let browser = site.signed_in(email, &[role]).await;
        assert!(!browser.get("/compte").await.has("a[href='/admin/taches']"), "{email}");
        for path in ["/admin/taches", "/admin/taches/1"] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{email} {path}");
        }
        for path in ["/admin/taches/1/relance", "/admin/taches/1/retrait"] {
            let refused = browser.submit_from("/compte/profil", path, &[]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{email} {path}");
        }
    }
}
