//! What happens by itself. Each may run twice.

use platform::jobs::{Job, Registry};
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

impl Affiliate {
    /// Registers this context's jobs.
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
            async move { Ok(affiliate.keep_commissions().await?) }
        });
        registry.cron::<KeepCommissionsJob>("* * * * *");
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
    }
}
