//! The statements that partners get.

use contracts::affiliate::StatementIssued;
use notifications::{Kind, Notice, Value};
use platform::jobs::Delivered;

use crate::{
    Flows, FlowsError,
    funding::{system, text},
};

impl Flows {
    /// The partner is told of a new statement.
    pub(super) async fn on_statement_issued(
        &self,
        name: &'static str,
        told: &Delivered<StatementIssued>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let Some(news) = self.affiliate.statement_news(&system(), event.statement_id).await? else { return Ok(()) };
        let partner = self.account(event.account_id).await?;
        let kind = if news.is_invoice { Kind::InvoiceIssued } else { Kind::StatementIssued };
        let notice = Notice::new(kind, format!("/influenceur/releves/{}", event.statement_id))
            .with("name", text(&news.merchant_name))
            .with("month", Value::Month(news.month))
            .with("amount", Value::Money(news.total));
        self.once(name, told.event_id, async |tx| self.tell(tx, partner.as_ref(), &notice).await).await
    }
}
