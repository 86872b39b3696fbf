//! The wallet of a merchant, filled as a merchant fills it: by a simulated phone, or with a card on the simulated provider's page.

use std::time::Duration;

use affiliate::DepositOpened;
use anyhow::{Context as _, Result};
use http::{Method, header};
use kernel::Money;
use payments::{Rail, StartPayment};
use platform::http::{HttpClient, HttpConfig};
use url::form_urlencoded;

use super::merchant::Stand;
use crate::{shop::House, story::Story};

/// The wallet of Adjoa's phone.
const PHONE: &str = "90112233";
const LOOK_EVERY: Duration = Duration::from_millis(300);
const FILLED_WITHIN: Duration = Duration::from_secs(60);

/// What it begins with.
const fn deposit(house: House) -> Money {
    match house {
        House::Adjoa => Money::new(500_000, house.currency()),
        House::Tamounte => Money::new(600_000, house.currency()),
    }
}

/// Pays in, unless somebody ever did. Money moves now, whatever the clock of the stand says.
pub(super) async fn fill(story: &Story, stand: &Stand<'_>) -> Result<()> {
    let affiliate = &story.services.affiliate;
    let wallet = affiliate.wallet(&stand.merchant, stand.org).await?;
    if wallet.balance.amount_minor != 0 || !affiliate.deposits(&stand.merchant, stand.org).await?.is_empty() {
        return Ok(());
    }
    let opened = affiliate.deposit(&stand.merchant, stand.org, deposit(stand.house)).await?;
    let (rail, country, phone) = match stand.house {
        House::Adjoa => (Rail::Mixx, "TG", Some(PHONE.to_owned())),
        House::Tamounte => (Rail::Card, "MA", None),
    };
    let (intent_id, key) = (opened.intent_id, opened.key.clone());
    let pay = StartPayment { intent_id, key, rail, country: country.into(), phone };
    let intent = story.services.payments.start(&stand.merchant, &pay).await?;
    if rail == Rail::Card {
        go_to_the_page(story, stand, &opened).await.context("the page of the card")?;
    }
    let references: Vec<String> = intent.attempts.iter().map(|attempt| attempt.id.to_string()).collect();
    story.simulator.accept(&references);
    Ok(())
}

/// What the payer's browser does: it posts the form that leads to the provider's page.
async fn go_to_the_page(story: &Story, stand: &Stand<'_>, opened: &DepositOpened) -> Result<()> {
    let form = story.services.payments.payer_form(&stand.merchant, opened.intent_id, &opened.key).await?;
    let form = form.context("a form for the card")?;
    // The simulator stands on this machine.
    let client = HttpClient::try_new(HttpConfig { allow_private: true, ..HttpConfig::default() })?;
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
    let request = client
        .request(Method::POST, form.action)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .build()?;
    let answer = client.send(request).await?;
    anyhow::ensure!(answer.status.is_success(), "the simulated provider answered {}", answer.status);
    Ok(())
}

/// Waits until what was paid is there. What is earned before that waits for it by itself.
pub(super) async fn wait(story: &Story, stand: &Stand<'_>) -> Result<()> {
    let waiting = async {
        while story.services.affiliate.wallet(&stand.merchant, stand.org).await?.balance.amount_minor == 0 {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        anyhow::Ok(())
    };
    match tokio::time::timeout(FILLED_WITHIN, waiting).await {
        Ok(filled) => filled,
        Err(_elapsed) => {
            tracing::warn!(house = stand.house.name(), "the wallet is not filled yet; what is earned waits for it");
            Ok(())
        }
    }
}
