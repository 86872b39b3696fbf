//! What the rows of the matrix name, made once.

use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    selling::Selling,
    world::{Who, World},
};

/// What the rows name: ids in place of `{film}` and the like.
pub(super) struct Things(Vec<(&'static str, String)>);

impl Things {
    pub(super) async fn of(world: &World) -> Self {
        let selling = Selling::by(world, Who::Owner, Who::Partner).await;
        // The stranger sells and promotes too: elsewhere.
        Selling::by(world, Who::Stranger, Who::Stranger).await;
        let (film, draft) = (world.film("Aube").await.to_string(), world.draft("Brouillon").await.to_string());
        let made = async |path: &str, body: Value| {
            let answer = world.call(Who::Owner, Method::POST, path, Some(body)).await;
            answer.body["id"].as_str().unwrap_or_else(|| panic!("{path}: {answer:?}")).to_owned()
        };
        let studio = world.get(Who::Owner, &format!("/api/v1/films/{draft}/studio")).await;
        let (conversation, message) = world.conversation().await;
        let organisation = made("/api/v1/organisations", json!({ "name": "Kara", "kind": "production" })).await;
        let (endpoint, delivery) = world.endpoint(&organisation).await;
        let [shop, code, report] = selling.told(world).await;
        let [case, case_version] = selling.held(world).await;
        Self(vec![
            ("{conversation}", conversation),
            ("{message}", message),
            ("{endpoint}", endpoint),
            ("{delivery}", delivery),
            ("{person}", made("/api/v1/people", json!({ "name": "Yao" })).await),
            ("{comment}", made(&format!("/api/v1/films/{film}/comments"), json!({ "text": "Ici" })).await),
            ("{list}", made("/api/v1/lists", json!({ "title": "Liste", "visibility": "public" })).await),
            ("{organisation}", organisation),
            ("{asset}", studio.body["video_asset_id"].as_str().unwrap_or_else(|| panic!("{studio:?}")).to_owned()),
            ("{upload}", world.upload().await),
            ("{idea}", world.project().await),
            ("{project}", world.online_project().await),
            ("{program}", selling.program_id.to_string()),
            ("{merchant}", selling.organisation_id.to_string()),
            ("{group}", selling.group(world).await),
            ("{shop}", shop),
            ("{code}", code),
            ("{report}", report),
            ("{product}", selling.product_id.to_string()),
            ("{partnership}", selling.partnership_id.to_string()),
            (
                "{link_domain}",
                made("/api/v1/link-domains", json!({ "host": "go.thes.ma", "organisation_id": selling.organisation_id })).await,
            ),
            ("{sold_link}", selling.link_id.to_string()),
            ("{partner}", world.account_id(Who::Partner).await),
            ("{partner_domain}", selling.partners_domain(world).await),
            ("{commission}", selling.commission(world).await),
            ("{statement}", selling.statement(world).await),
            ("{case}", case),
            ("\"{case_version}\"", case_version),
            ("{owner}", world.account_id(Who::Owner).await),
            ("{gone}", Uuid::now_v7().to_string()),
            ("{film}", film),
            ("{draft}", draft),
        ])
    }

    pub(super) fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    }
    /// How somebody is answered otherwise than they should be.
    pub(super) async fn wrong(
        &self,
        world: &World,
        (method, path, body): (&str, &str, Option<&Value>),
        (who, status): (Who, u16),
    ) -> Option<String> {
        let named = |text: &str| self.fill(text).replace("{caller}", &format!("{who:?}").to_lowercase());
        let body = body.map(|body| named(&body.to_string()).parse().unwrap());
        let answer = world.call(who, method.parse().unwrap(), &named(path), body).await;
        let differs = answer.status.as_u16() != status;
        differs.then(|| format!("{method} {path} as {who:?}: {} instead of {status}: {}", answer.status, answer.body["code"]))
    }
}
