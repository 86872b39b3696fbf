//! Sales that are held, rejected or argued about: whoever is accused is told, and whoever decides.

use affiliate::PartnershipNews;
use contracts::affiliate::FraudCaseChanged;
use notifications::{Addressee, Kind, Notice};
use platform::jobs::Delivered;

use crate::{
    Flows, FlowsError,
    funding::{system, text},
};

impl Flows {
    /// The partner is told of what is held or rejected; those who manage the merchant of what waits for them.
    pub(super) async fn on_fraud_case_changed(
        &self,
        name: &'static str,
        told: &Delivered<FraudCaseChanged>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let (to_partner, to_managers) = readers(event);
        if to_partner.is_none() && to_managers.is_none() {
            return Ok(());
        }
        let Some(news) = self.affiliate.partnership_news(&system(), event.partnership_id).await? else { return Ok(()) };
        let mut letters: Vec<(Addressee, Notice)> = Vec::new();
        if let Some(kind) = to_partner {
            let notice = notice(kind, format!("/influenceur/fraude/{}", event.case_id), &news, &news.merchant_name);
            letters.extend(self.account(event.account_id).await?.map(|reader| (reader, notice)));
        }
        if let Some(kind) = to_managers {
            let page = format!("/marchand/{}/fraude/{}", event.organisation_id, event.case_id);
            let notice = notice(kind, page, &news, &news.influencer_name);
            let managers = self.managers(event.organisation_id, Some(event.account_id)).await?;
            letters.extend(managers.into_iter().map(|reader| (reader, notice.clone())));
        }
        self.once(name, told.event_id, async |tx| {
            for (reader, notice) in &letters {
                self.tell(tx, Some(reader), notice).await?;
            }
            Ok(())
        })
        .await
    }
}

/// What the partner and the managers are told. An answer concerns those who decide alone: who wrote it knows.
fn readers(event: &FraudCaseChanged) -> (Option<Kind>, Option<Kind>) {
    match (event.state.as_str(), event.is_disputed) {
        (_, true) => (None, Some(Kind::SaleDisputed)),
        ("held", false) => (Some(Kind::SaleHeld), Some(Kind::SaleToDecide)),
        ("rejected", false) => (Some(Kind::SaleRejected), None),
        _ => (None, None),
    }
}

fn notice(kind: Kind, page: String, news: &PartnershipNews, other: &str) -> Notice {
    Notice::new(kind, page).with("program", text(&news.program_title)).with("name", text(other))
}
