//! Conversations on their pages, without scripts: listed, read, written, reported, blocked; and what nobody else sees.

use contracts::messaging::ConversationId;
use http::StatusCode;
use jiff::tz::TimeZone;
use kernel::{AccountId, Actor, Clock as _, Role, SystemClock};
use messaging::{OpenConversation, Side, Subject, SubjectKind};
use test_kit::Page;
use uuid::Uuid;

use crate::browser::{Browser, Site};

const AFI: &str = "afi@example.org";
const SALMA: &str = "salma@example.org";

/// Two people who talk, each in a browser.
struct Talk<'s> {
    site: &'s Site,
    afi: Browser<'s>,
    salma: Browser<'s>,
    id: ConversationId,
}

async fn account_id(site: &Site, email: &str) -> AccountId {
    let id: Uuid = sqlx::query_scalar("SELECT id FROM identity.account WHERE email = $1")
        .bind(email)
        .fetch_one(site.db.db().pool())
        .await
        .unwrap();
    id.into()
}

impl<'s> Talk<'s> {
    async fn on(site: &'s Site) -> Self {
        let afi = site.signed_in(AFI, &[Role::Director]).await;
        let salma = site.signed_in(SALMA, &[Role::Viewer]).await;
        let side = async |email| Side::Account(account_id(site, email).await);
        let command = OpenConversation {
            subject: Subject { kind: SubjectKind::Partnership, id: Uuid::now_v7() },
            opener: side(SALMA).await,
            other: side(AFI).await,
        };
        let mut tx = site.db.db().begin(&Actor::system("test")).await.unwrap();
        let id = site.messaging.open_in(&mut tx, &command).await.unwrap();
        tx.commit().await.unwrap();
        Self { site, afi, salma, id }
    }

    fn page(&self) -> String {
        format!("/messages/{}", self.id)
    }

    /// Sends a text, and follows to the page that it leads to.
    async fn say(&self, browser: &Browser<'_>, text: &str) -> Page {
        let page = self.page();
        let sent = browser.submit_from(&page, &page, &[("client_id", &Uuid::now_v7().to_string()), ("text", text)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let place = sent.location().split('#').next().unwrap().to_owned();
        browser.get(&place).await
    }
}

/// The address that ends like this, of a form or a link of the page.
fn at(page: &Page, selector: &str, attribute: &str) -> String {
    page.attribute(selector, attribute).unwrap_or_else(|| panic!("{selector}: {}", page.text))
}

#[tokio::test]
async fn two_people_write_and_read_and_the_count_beside_the_bell_says_what_waits() {
    let site = Site::new().await;
    let talk = Talk::on(&site).await;
    assert!(talk.afi.get("/messages").await.shows("Afi Kodjo"), "the conversation is listed");
    assert!(talk.afi.get("/compte").await.attribute("[data-bell=messages]", "hidden").is_some(), "nothing waits yet");
    talk.say(&talk.salma, "Bonjour\nQuelle taille ?").await;
    talk.say(&talk.salma, "Et quelle couleur ?").await;
    let list = talk.afi.get("/messages").await;
    assert!(list.shows("2 non lus"), "{}", list.text);
    assert_eq!(list.texts("[data-bell=messages] .bell-count"), ["2"]);
    let thread = talk.afi.get(&talk.page()).await;
    assert!(thread.shows("Quelle taille") && thread.has("ol[data-number='2'] br"));
    assert!(
        talk.afi.get("/messages").await.attribute("[data-bell=messages] .bell-count[hidden]", "class").is_some(),
        "it is read"
    );
    assert!(talk.salma.get(&talk.page()).await.texts("li span").iter().any(|text| text == "Lu"), "and its author sees that");
    let found = talk.afi.get("/messages?q=couleur").await;
    assert_eq!(found.texts("mark"), ["couleur"]);
    assert_eq!(talk.afi.get("/messages?q=x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_was_masked_is_told_to_the_sender_with_what_was_kept_and_never_stored() {
    let site = Site::new().await;
    let talk = Talk::on(&site).await;
    let told = talk.say(&talk.afi, "Appelez-moi au quatre-vingt-dix douze trente-quatre cinquante-six, le colis est prêt").await;
    let warning = told.texts("[data-masked]").join(" ");
    assert!(warning.contains("numéro de téléphone") && warning.contains("le colis est prêt"), "{warning}");
    assert!(!told.text.contains("cinquante-six"));
    let read = talk.salma.get(&talk.page()).await;
    assert!(read.shows("•••") && read.shows("le colis est prêt") && !read.has("[data-masked]"), "{}", read.text);
    assert!(!talk.afi.get(&talk.page()).await.has("[data-masked]"), "the warning is for what was just sent");
}

#[tokio::test]
async fn a_text_that_is_refused_stays_in_the_form_and_a_fragment_answers_scripts() {
    let site = Site::new().await;
    let talk = Talk::on(&site).await;
    let long = "é".repeat(4001);
    let refused = talk.afi.submit_from(&talk.page(), &talk.page(), &[("text", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("#error-text") && refused.texts("#f-text") == [long]);
    let fragment = talk.afi.get_with(&format!("{}/fil", talk.page()), "hx-request", "true").await;
    assert!(fragment.has("ol[data-number='0']") && !fragment.has("html head title"), "{}", fragment.text);
}

#[tokio::test]
async fn a_message_is_taken_back_reported_and_its_author_blocked() {
    let site = Site::new().await;
    let talk = Talk::on(&site).await;
    talk.say(&talk.salma, "Achetez ici").await;
    let page = talk.afi.get(&talk.page()).await;
    let report = at(&page, "a[href*='/signalement/']", "href");
    let empty = talk.afi.submit(&report, &[("note", "Toujours pareil")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.texts("#f-note") == ["Toujours pareil"]);
    let done = talk.afi.submit(&report, &[("reason", "spam"), ("note", "")]).await;
    assert_eq!(done.location(), talk.page());
    assert_eq!(talk.afi.submit(&report, &[("reason", "spam")]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "once");
    let blocked = talk.afi.submit_from(&talk.page(), &format!("{}/blocage", talk.page()), &[]).await;
    assert_eq!(blocked.location(), talk.page());
    let page = talk.salma.get(&talk.page()).await;
    assert!(page.shows("ne souhaite plus recevoir vos messages") && !page.has("textarea"));
    let withdraw = at(&page, "form[action*='/retrait/']", "action");
    assert_eq!(talk.salma.submit_from(&talk.page(), &withdraw, &[]).await.location(), talk.page());
    assert!(talk.afi.get(&talk.page()).await.shows("Message retiré par son auteur"));
    talk.afi.submit_from(&talk.page(), &format!("{}/deblocage", talk.page()), &[]).await;
    assert!(talk.salma.get(&talk.page()).await.has("textarea"));
}

#[tokio::test]
async fn contact_details_pass_once_both_have_agreed() {
    let site = Site::new().await;
    let talk = Talk::on(&site).await;
    let share = async |browser: &Browser<'_>, act: &str| {
        browser.submit_from(&talk.page(), &format!("{}/partage", talk.page()), &[("act", act)]).await.location().to_owned()
    };
    assert_eq!(share(&talk.afi, "offer").await, talk.page());
    assert!(talk.salma.get(&talk.page()).await.shows("L’autre côté propose de les partager"));
    assert_eq!(share(&talk.salma, "accept").await, talk.page());
    let told = talk.say(&talk.afi, "Mon numéro : +228 90 12 34 56").await;
    assert!(told.shows("90 12 34 56") && !told.has("[data-masked]"), "{}", told.text);
}

#[tokio::test]
async fn nobody_else_sees_a_conversation_or_learns_that_there_is_one() {
    let site = Site::new().await;
    let talk = Talk::on(&site).await;
    talk.say(&talk.afi, "Entre nous").await;
    let page = talk.afi.get(&talk.page()).await;
    let withdraw = at(&page, "form[action*='/retrait/']", "action");
    let message = withdraw.rsplit('/').next().unwrap().to_owned();
    let kossi = talk.site.signed_in("kossi@example.org", &[Role::Moderator]).await;
    let at = |rest: &str| format!("{}{rest}", talk.page());
    for path in
        [at(""), at("/fil"), at("/direct"), at(&format!("/signalement/{message}")), format!("/messages/partenariat/{message}")]
    {
        assert_eq!(kossi.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_ne!(talk.site.browser().get(&path).await.status, StatusCode::OK, "{path} for strangers");
    }
    let file = at(&format!("/fichiers/{message}/{message}"));
    assert_eq!(kossi.get(&file).await.status, StatusCode::NOT_FOUND);
    let token = kossi.get("/compte/profil").await.attribute("input[name=_csrf]", "value").unwrap();
    for (path, fields) in [
        (at(""), [("text", "Moi aussi")]),
        (at("/lu"), [("number", "1")]),
        (at("/blocage"), [("x", "")]),
        (at("/deblocage"), [("x", "")]),
        (at("/partage"), [("act", "offer")]),
        (at(&format!("/retrait/{message}")), [("x", "")]),
        (at(&format!("/signalement/{message}")), [("reason", "spam")]),
    ] {
        assert_eq!(kossi.post(&path, &token, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let program = format!("/messages/programme/{message}");
    assert_eq!(kossi.post(&program, &token, &[("influencer", &message)]).await.status, StatusCode::NOT_FOUND);
    assert!(!kossi.get("/messages").await.text.contains(&talk.id.to_string()));
}

#[tokio::test]
async fn the_staff_reads_what_was_reported_and_hides_it_or_keeps_it() {
    let site = Site::new().await;
    let talk = Talk::on(&site).await;
    for (text, note) in [("Payez-moi ailleurs, c'est plus simple.", "arnaque ?"), ("Je vous écris demain.", "")] {
        let thread = talk.say(&talk.salma, text).await;
        assert!(thread.shows("demain") || thread.shows("ailleurs"));
        let page = talk.afi.get(&talk.page()).await;
        let links: Vec<_> = page.texts("a[href*=signalement]");
        let selector = format!("li:nth-child({}) a[href*=signalement]", links.len());
        let form = at(&page, &selector, "href");
        talk.afi.submit_from(&form, &form, &[("reason", "scam"), ("note", note)]).await;
    }
    let list = "/moderation/messages";
    assert_eq!(talk.afi.get(list).await.status, StatusCode::FORBIDDEN);
    let staff = site.signed_in("modo@example.org", &[Role::Moderator]).await;
    let page = staff.get(list).await;
    assert_eq!(page.texts("[data-report]").len(), 2, "{}", page.text);
    assert!(page.shows("c'est plus simple") && page.shows("arnaque ?"));
    assert!(page.has(".sidebar a[href='/moderation/messages']"));
    let conversation = at(&page, "[data-report] a[href*=conversations]", "href");
    assert!(staff.get(&conversation).await.shows("demain"), "what was said around it");
    assert_eq!(talk.afi.get(&conversation).await.status, StatusCode::FORBIDDEN);

    let first = at(&page, "[data-report]:first-child form", "action");
    for (fields, wrong) in [
        (&[("decision", "hide"), ("reason", "")][..], "reason"),
        (&[("decision", "bar"), ("reason", "Fraude."), ("until", "demain")][..], "until"),
        (&[("decision", "bar"), ("reason", "Fraude."), ("until", "2000-01-01")][..], "until"),
    ] {
        let refused = staff.submit_from(list, &first, fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(
            refused.has(&format!("[data-report]:first-child input[name={wrong}][aria-invalid]")),
            "{wrong}: {}",
            refused.text
        );
    }
    assert_eq!(talk.afi.submit_from("/compte", &first, &[("decision", "dismiss")]).await.status, StatusCode::FORBIDDEN);
    let hidden = staff.submit_from(list, &first, &[("decision", "hide"), ("reason", "Payer ailleurs est interdit.")]).await;
    assert_eq!((hidden.status, hidden.location()), (StatusCode::SEE_OTHER, list));
    let again = staff.submit_from(list, &first, &[("decision", "dismiss")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "somebody decided meanwhile");
    let author = talk.salma.get(&talk.page()).await;
    assert!(author.shows("Payer ailleurs est interdit."), "its author reads why");
    assert!(!talk.afi.get(&talk.page()).await.shows("plus simple"));

    let second = at(&staff.get(list).await, "[data-report] form", "action");
    staff.submit_from(list, &second, &[("decision", "dismiss")]).await;
    assert!(staff.get(list).await.shows("Rien à regarder"));
    assert!(talk.afi.get(&talk.page()).await.shows("demain"), "kept");
}

#[tokio::test]
async fn the_staff_keeps_somebody_from_writing_until_a_day() {
    let site = Site::new().await;
    let talk = Talk::on(&site).await;
    talk.say(&talk.salma, "Je sais où tu habites.").await;
    let form = at(&talk.afi.get(&talk.page()).await, "a[href*=signalement]", "href");
    talk.afi.submit_from(&form, &form, &[("reason", "harassment")]).await;
    let staff = site.signed_in("modo@example.org", &[Role::Moderator]).await;
    let action = at(&staff.get("/en/moderation/messages").await, "[data-report] form", "action");
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let tomorrow = today.tomorrow().unwrap().to_string();
    let fields = [("decision", "bar"), ("reason", "Menaces."), ("until", tomorrow.as_str())];
    let barred = staff.submit_from("/en/moderation/messages", &action, &fields).await;
    assert_eq!((barred.status, barred.location()), (StatusCode::SEE_OTHER, "/en/moderation/messages"));
    let page = talk.page();
    let fields = [("client_id", Uuid::now_v7().to_string()), ("text", "Encore moi".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let refused = talk.salma.submit_from(&page, &page, &fields).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    assert!(!talk.afi.get(&page).await.shows("Encore moi"));
}
