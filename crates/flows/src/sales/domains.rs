//! Own domains that are proved, fail or are lost: their owners are told.

use contracts::affiliate::LinkDomainChanged;
use notifications::{Addressee, Kind, Notice};
use platform::jobs::Delivered;

use crate::{Flows, FlowsError, funding::text};

impl Flows {
    /// Who looked by hand knows it already.
    pub(super) async fn on_link_domain_changed(
        &self,
        name: &'static str,
        told: &Delivered<LinkDomainChanged>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let kind = match event.state.as_str() {
            "verified" => Kind::DomainVerified,
            "failing" => Kind::DomainFailing,
            "lost" => Kind::DomainLost,
            _ => return Ok(()),
        };
        let readers: Vec<Addressee> = match (event.organisation_id, event.account_id) {
            (Some(id), _) => self.managers(id, event.by).await?,
            (None, Some(id)) if event.by != Some(id) => self.account(id).await?.into_iter().collect(),
            (None, _) => Vec::new(),
        };
        let desk = event.organisation_id.map_or_else(|| "/influenceur".to_owned(), |id| format!("/marchand/{id}"));
        let notice = Notice::new(kind, format!("{desk}/domaines/{}", event.domain_id)).with("host", text(&event.host));
        self.once(name, told.event_id, async |tx| {
            for reader in &readers {
                self.tell(tx, Some(reader), &notice).await?;
            }
            Ok(())
        })
        .await
    }
}
