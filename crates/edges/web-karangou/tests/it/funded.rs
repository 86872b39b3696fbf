//! Money in projects, as payments and the end of a campaign leave it: these pages only read it.

use contracts::crowdfunding::{PledgeId, ProjectId, TierId};
use crowdfunding::{MakePledge, PledgeView};
use kernel::{Actor, Currency, Locale, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};

use crate::site::Site;

/// What somebody gives.
pub(crate) fn gift(project_id: ProjectId, amount: i64, name: &str) -> MakePledge {
    MakePledge {
        id: PledgeId::generate(),
        secret: "a secret of this backer".into(),
        project_id,
        tier_id: None,
        amount: Money::new(amount, Currency::Xof),
        name: Some(name.into()),
        email: Some("kossi@example.tg".into()),
        on_behalf_of: None,
        anonymous: false,
        source: None,
    }
}

impl Site {
    pub(crate) async fn promised(&self, pledge: MakePledge) -> PledgeView {
        self.crowdfunding.pledge(&Actor::anonymous(Locale::Fr), &pledge).await.unwrap()
    }

    /// A pledge whose payment was confirmed.
    pub(crate) async fn paid(&self, pledge: MakePledge) -> PledgeView {
        let made = self.promised(pledge).await;
        let clearing = AccountKey::of_provider(AccountCode::Clearing, "paygate", Currency::Xof).unwrap();
        let escrow = AccountKey::of(AccountCode::Escrow, made.project_id.as_uuid(), Currency::Xof).unwrap();
        let cause = Cause { kind: "test", id: made.id.as_uuid() };
        let journal = Journal::new(JournalId::generate(), JournalKind("payment-received"), cause, self.db.db().now());
        self.ledger.post(journal.moving(clearing, escrow, made.amount)).await.unwrap();
        let sql = format!("UPDATE crowdfunding.pledges SET state = 'paid', paid_at = now() WHERE id = '{}'", made.id);
        self.db.script(sql).await;
        made
    }

    /// The project as its end leaves it.
    pub(crate) async fn ended(&self, id: ProjectId, state: &str) {
        self.db
            .script(format!(
                "UPDATE crowdfunding.projects p SET state = '{state}', decided_at = now(),
                     raised_minor = (SELECT coalesce(sum(amount_minor), 0) FROM crowdfunding.pledges WHERE project_id = p.id AND state = 'paid'),
                     backers = (SELECT count(*) FROM crowdfunding.pledges WHERE project_id = p.id AND state = 'paid')
                 WHERE id = '{id}'"
            ))
            .await;
    }

    /// The refund of a pledge, as far as it is.
    pub(crate) async fn refund(&self, pledge: &PledgeView, state: &str) {
        let sql = "UPDATE crowdfunding.pledges SET refund_id = gen_random_uuid(), state";
        self.db.script(format!("{sql} = '{state}' WHERE id = '{}'", pledge.id)).await;
    }
}

pub(crate) fn of_tier(pledge: MakePledge, tier_id: TierId) -> MakePledge {
    MakePledge { tier_id: Some(tier_id), ..pledge }
}
