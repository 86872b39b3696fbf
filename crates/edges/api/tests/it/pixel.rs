//! The pixel of a program, by its routes.

use http::Method;
use serde_json::{Value, json};

use crate::{
    selling::Selling,
    world::{Answer, Who, World},
};

struct Pixel {
    world: World,
    selling: Selling,
}

impl Pixel {
    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.world.call(Who::Owner, method, path, body).await
    }

    fn of_program(&self, rest: &str) -> String {
        format!("/api/v1/programs/{}/{rest}", self.selling.program_id)
    }

    async fn say(&self, order: &str) {
        let query = format!("program={}&order={order}&amount=30000&currency=MAD", self.selling.program_id);
        self.world.state.affiliate.hear_pixel(&query, None).await.unwrap();
    }

    /// The ids of what waits, the newest first.
    async fn waiting(&self) -> Vec<String> {
        let found = self.call(Method::GET, &self.of_program("pixel-reports"), None).await;
        found.body["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_merchant_turns_the_pixel_on_decides_what_waits_and_turns_it_off() {
    let world = World::new().await;
    let selling = Selling::by(&world, Who::Owner, Who::Admin).await;
    let pixel = Pixel { world, selling };
    let drawn = pixel.call(Method::PUT, &pixel.of_program("pixel/secret"), None).await;
    assert!(drawn.status == 200 && drawn.body["secret"].as_str().unwrap().starts_with("gpx_"), "{drawn:?}");
    for order in ["1", "2", "3"] {
        pixel.say(order).await;
    }
    let [three, two, one] = pixel.waiting().await.try_into().unwrap();
    let act = async |id: &str, act: &str| pixel.call(Method::POST, &format!("/api/v1/pixel-reports/{id}/{act}"), None).await;
    let told = act(&one, "confirm").await;
    assert_eq!((told.status.as_u16(), &told.body["replayed"]), (200, &json!(false)), "{told:?}");
    let again = act(&one, "confirm").await;
    assert_eq!((again.status.as_u16(), &again.body["code"]), (409, &json!("affiliate-wrong-state")));
    assert_eq!(act(&two, "reject").await.status, 204);
    assert_eq!(act(&two, "reject").await.status, 409);
    assert_eq!(pixel.waiting().await, [three]);
    let today = kernel::Clock::now(&kernel::SystemClock).strftime("%Y-%m-%d").to_string();
    let day = json!({ "day": today, "verdict": "confirm" });
    let done = pixel.call(Method::POST, &pixel.of_program("pixel-reports/decide-day"), Some(day)).await;
    assert_eq!((done.status.as_u16(), &done.body["left"]), (200, &json!(0)), "{done:?}");
    for wrong in [json!({ "day": "2026-02-30", "verdict": "confirm" }), json!({ "day": "2026-02-01", "verdict": "perhaps" })] {
        let refused = pixel.call(Method::POST, &pixel.of_program("pixel-reports/decide-day"), Some(wrong)).await;
        assert!(refused.status.is_client_error(), "{refused:?}");
    }
    let shown = pixel.call(Method::GET, &pixel.of_program("pixel"), None).await;
    assert!(shown.body["url"].as_str().unwrap().ends_with("/p.gif"), "{shown:?}");
    assert_eq!(shown.body["outcomes"][0]["heard"], json!(3));
    assert!(shown.body["secret_at"].is_string() && shown.body.get("secret").is_none());
    assert_eq!(pixel.call(Method::DELETE, &pixel.of_program("pixel"), None).await.status, 204);
    let shown = pixel.call(Method::GET, &pixel.of_program("pixel"), None).await;
    assert_eq!((&shown.body["secret_at"], &shown.body["waiting"]), (&Value::Null, &json!(0)));
}
