//! The policies by which a program weighs.

use affiliate::{FraudMode, FraudPolicy, Signal};
use kernel::AppError as _;

use crate::{
    fraud::{bought, own},
    trade::{Trade, dirham},
};

#[tokio::test]
async fn policies_are_only_added_to_and_off_weighs_nothing() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    let (affiliate, program_id) = (&trade.affiliate, partner.program_id);
    let standard = affiliate.fraud_policy(&trade.member, program_id).await.unwrap();
    assert_eq!((standard.version, standard.is_standard, standard.policy.mode), (1, true, FraudMode::Shadow));
    // Signals of a day of clicks weigh as those of sales do that they resemble.
    let of_days = [Signal::DayRobots, Signal::DayDataCentres, Signal::DayAddress, Signal::DayVelocity, Signal::DayOneAddress];
    let mut of_sales = Signal::ALL.iter().filter(|signal| !of_days.contains(signal));
    assert!(of_sales.all(|signal| standard.policy.weights.contains_key(signal)), "every signal is weighed");
    let off = FraudPolicy { mode: FraudMode::Off, ..standard.policy.clone() };
    assert_eq!(affiliate.set_fraud_policy(&trade.owner, program_id, &off).await.unwrap(), 1);
    let id = bought(&trade, &partner, "1001", &own(&partner)).await;
    assert_eq!(affiliate.fraud_of_conversion(&trade.owner, id).await.unwrap(), []);
    let wrong = FraudPolicy { show: 80, ..off.clone() };
    let error = affiliate.set_fraud_policy(&trade.owner, program_id, &wrong).await.unwrap_err();
    assert_eq!((error.fields()[0].field.as_ref(), error.fields()[0].code), ("show", "affiliate-fraud-thresholds"));
    assert_eq!(affiliate.set_fraud_policy(&trade.owner, program_id, &standard.policy).await.unwrap(), 2);
    let versions: Vec<_> = affiliate.fraud_policies(&trade.member, program_id).await.unwrap();
    assert_eq!(
        versions.iter().map(|one| (one.version, one.policy.mode)).collect::<Vec<_>>(),
        [(2, FraudMode::Shadow), (1, FraudMode::Off)]
    );
    let changed = sqlx::query("DELETE FROM affiliate.fraud_policies").execute(trade.db.pool()).await;
    assert!(changed.unwrap_err().to_string().contains("only added to"));
}
