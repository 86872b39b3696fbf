//! What happens by itself. Each may run twice.

use contracts::identity::AccountDeleted;
use kernel::Actor;
use platform::jobs::{Delivered, Job, Registry};
use serde::{Deserialize, Serialize};

use crate::Affiliate;

/// Makes the tables of the next months' clicks, and forgets the salts of days that are over.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct KeepClicksJob {}

impl Job for KeepClicksJob {
    const NAME: &'static str = "affiliate.keep-clicks";
}

/// Lets commissions be paid out whose orders cannot be given back any more, and books those whose merchant's wallet was filled.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct KeepCommissionsJob {}

impl Job for KeepCommissionsJob {
    const NAME: &'static str = "affiliate.keep-commissions";
}

/// Pays the clicks of days that are over.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct PayClicksJob {}

impl Job for PayClicksJob {
    const NAME: &'static str = "affiliate.pay-clicks";
}

/// Pays the bonuses of months whose holding days are over.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct PayBonusesJob {}

impl Job for PayBonusesJob {
    const NAME: &'static str = "affiliate.pay-bonuses";
}

/// Counts what waits, in case nobody counts it every second.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct KeepFiguresJob {}

impl Job for KeepFiguresJob {
    const NAME: &'static str = "affiliate.keep-figures";
}

/// Ends holds that nobody decided on, and makes rejections final that nobody answered.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct KeepFraudJob {}

impl Job for KeepFraudJob {
    const NAME: &'static str = "affiliate.keep-fraud";
}

/// Ends what pages of shops said and nobody confirmed, and forgets what is old.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct KeepPixelsJob {}

impl Job for KeepPixelsJob {
    const NAME: &'static str = "affiliate.keep-pixels";
}

/// Looks whether own domains are proved.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct KeepLinkDomainsJob {}

impl Job for KeepLinkDomainsJob {
    const NAME: &'static str = "affiliate.keep-link-domains";
}

/// Issues the statements of the months that are over, and of those that waited for somebody.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct KeepStatementsJob {}

impl Job for KeepStatementsJob {
    const NAME: &'static str = "affiliate.keep-statements";
}

/// Pays partners who need not ask.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct KeepPayoutsJob {}

impl Job for KeepPayoutsJob {
    const NAME: &'static str = "affiliate.keep-payouts";
}

impl Affiliate {
    /// Registers this context's jobs and consumers.
    pub fn register(&self, registry: &mut Registry) {
        let affiliate = self.clone();
        registry.job(move |_job: KeepClicksJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.keep_clicks().await?) }
        });
        registry.cron::<KeepClicksJob>("11 2 * * *");
        let affiliate = self.clone();
        registry.job(move |_job: KeepCommissionsJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.keep_commissions(&Actor::system("affiliate")).await?) }
        });
        registry.cron::<KeepCommissionsJob>("* * * * *");
        self.register_payers(registry);
        let affiliate = self.clone();
        registry.job(move |_job: KeepFiguresJob, _run| {
            let affiliate = affiliate.clone();
            async move {
                affiliate.count_figures().await?;
                Ok(())
            }
        });
        registry.cron::<KeepFiguresJob>("* * * * *");
        let affiliate = self.clone();
        registry.job(move |_job: KeepFraudJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.keep_fraud().await?) }
        });
        registry.cron::<KeepFraudJob>("* * * * *");
        let affiliate = self.clone();
        registry.job(move |_job: KeepLinkDomainsJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.keep_link_domains().await?) }
        });
        registry.cron::<KeepLinkDomainsJob>("*/5 * * * *");
        self.register_nightly(registry);
        self.listen(registry);
    }

    fn listen(&self, registry: &mut Registry) {
        let affiliate = self.clone();
        registry.consumer("affiliate.account-deleted", move |told: Delivered<AccountDeleted>, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.forget_account(told.event.account_id).await?) }
        });
    }

    fn register_nightly(&self, registry: &mut Registry) {
        let affiliate = self.clone();
        registry.job(move |_job: KeepPixelsJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.keep_pixels().await?) }
        });
        registry.cron::<KeepPixelsJob>("41 2 * * *");
        let affiliate = self.clone();
        registry.job(move |_job: KeepStatementsJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.keep_statements(&Actor::system("affiliate")).await?) }
        });
        registry.cron::<KeepStatementsJob>("37 2 * * *");
    }

    fn register_payers(&self, registry: &mut Registry) {
        let affiliate = self.clone();
        registry.job(move |_job: PayClicksJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.pay_clicks(&Actor::system("affiliate")).await?) }
        });
        registry.cron::<PayClicksJob>("* * * * *");
        let affiliate = self.clone();
        registry.job(move |_job: PayBonusesJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.pay_bonuses(&Actor::system("affiliate")).await?) }
        });
        registry.cron::<PayBonusesJob>("21 * * * *");
        let affiliate = self.clone();
        registry.job(move |_job: KeepPayoutsJob, _run| {
            let affiliate = affiliate.clone();
            async move { Ok(affiliate.keep_payouts().await?) }
        });
        registry.cron::<KeepPayoutsJob>("13 6 * * *");
    }
}
