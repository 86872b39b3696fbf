//! Who asked to work with whom, and what was answered.

use affiliate::PartnershipNews;
use contracts::affiliate::PartnershipChanged;
use notifications::{Addressee, Kind, Notice};
use platform::jobs::Delivered;
use webhooks::{Message, Owner, PostbackValues};

use super::catalogue::{self, partnership_data};
use crate::{
    Flows, FlowsError, conversations,
    funding::{system, text},
};

impl Flows {
    /// Opens the conversation of the two, tells the other side, and the programs of both.
    pub(super) async fn on_partnership_changed(
        &self,
        name: &'static str,
        told: &Delivered<PartnershipChanged>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let Some(news) = self.affiliate.partnership_news(&system(), event.partnership_id).await? else { return Ok(()) };
        let letters = self.letters(event, &news).await?;
        self.once(name, told.event_id, async |tx| {
            if matches!(event.state.as_str(), "requested" | "active") {
                conversations::open_in(&self.messaging, tx, news.id, news.organisation_id, news.account_id).await?;
            }
            for (to, notice) in &letters {
                self.tell(tx, Some(to), notice).await?;
            }
            let Some(event_type) = catalogue::of_partnership(&event.state) else { return Ok(()) };
            let message = Message {
                id: told.event_id.to_string(),
                event_type,
                occurred_at: tx.now(),
                data: partnership_data(&news, &event.state),
                values: PostbackValues { status: Some(event.state.clone()), ..PostbackValues::default() },
            };
            for owner in [Owner::Organisation(news.organisation_id), Owner::Account(news.account_id)] {
                self.webhooks.publish_in(tx, owner, &message).await?;
            }
            Ok(())
        })
        .await
    }

    /// Whoever did not do it is told; of what the program's own rule decided, both are.
    async fn letters(&self, event: &PartnershipChanged, news: &PartnershipNews) -> Result<Vec<(Addressee, Notice)>, FlowsError> {
        let page = format!("/messages/partenariat/{}", news.id);
        let requests = format!("/marchand/{}/partenaires", news.organisation_id);
        let notice = |kind, name: &str| {
            let page = if kind == Kind::PartnershipRequested { requests.clone() } else { page.clone() };
            Notice::new(kind, page).with("program", text(&news.program_title)).with("name", text(name))
        };
        let by_influencer = event.by == Some(news.account_id);
        let mut letters = Vec::new();
        let (to_merchant, to_influencer) = match event.state.as_str() {
            "requested" => (Some(Kind::PartnershipRequested), None),
            "active" => (None, Some(Kind::PartnershipAccepted)),
            "refused" => (None, Some(Kind::PartnershipRefused)),
            "ended" => (by_influencer.then_some(Kind::PartnershipEnded), (!by_influencer).then_some(Kind::PartnershipEnded)),
            _ => (None, None),
        };
        if let Some(kind) = to_merchant {
            let managers = self.managers(news.organisation_id, event.by).await?;
            letters.extend(managers.into_iter().map(|manager| (manager, notice(kind, &news.influencer_name))));
        }
        if let Some(kind) = to_influencer
            && let Some(influencer) = self.account(news.account_id).await?
        {
            letters.push((influencer, notice(kind, &news.merchant_name)));
        }
        Ok(letters)
    }
}
