//! What checks come to, as a dashboard shows it.

use affiliate::{Buyer, FigurePeriod, FraudFigures, FraudMode, FraudVerdict, PeriodForm};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind};

use crate::{
    books::refund,
    fraud::{REJECT, bought, case, decide, own, staff, weighing},
    trade::{Partner, Trade, dirham, visitor},
};

/// Of the thirty days until today.
async fn figures(trade: &Trade, partner: &Partner, actor: &Actor) -> Result<FraudFigures, ErrorKind> {
    let period = FigurePeriod::read(&PeriodForm::default(), trade.db.now()).unwrap();
    trade.affiliate.fraud_figures(actor, partner.program_id, &period).await.map_err(|error| error.kind())
}

#[tokio::test]
async fn what_is_open_and_held_is_counted_now_and_what_was_rejected_in_its_period() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    let [first, second] =
        [bought(&trade, &partner, "1001", &own(&partner)).await, bought(&trade, &partner, "1002", &own(&partner)).await];
    bought(&trade, &partner, "1003", &Buyer::default()).await;
    let told = async || figures(&trade, &partner, &trade.owner).await.unwrap();
    let none = FraudFigures { open: 2, held: dirham(20_000), rejected: 0, rejected_before: 0 };
    assert_eq!(told().await, none, "what nothing speaks against is not among them");
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r1", "1002", 50_000)).await.unwrap();
    assert_eq!(told().await.held, dirham(15_000), "what is not owed any more is not held");

    decide(&trade, &trade.owner, &case(&trade, first, partner.id).await, REJECT).await.unwrap();
    assert_eq!(told().await, FraudFigures { open: 1, held: dirham(5_000), rejected: 1, ..none });
    trade.pass(SignedDuration::from_hours(24 * 30));
    assert_eq!(told().await, FraudFigures { open: 1, held: dirham(5_000), rejected: 0, rejected_before: 1 });
    decide(&trade, &trade.owner, &case(&trade, second, partner.id).await, FraudVerdict::Release).await.unwrap();
    assert_eq!(told().await, FraudFigures { open: 0, held: dirham(0), rejected: 0, rejected_before: 1 });
}

#[tokio::test]
async fn they_are_for_the_members_of_the_merchant_and_the_staff() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    let stranger = trade.stranger().await;
    for (actor, refused) in [
        (&visitor(), Some(ErrorKind::Unauthenticated)),
        (&stranger, Some(ErrorKind::NotFound)),
        (&partner.actor, Some(ErrorKind::NotFound)),
        (&trade.member, None),
        (&trade.owner, None),
        (&staff(), None),
    ] {
        assert_eq!(figures(&trade, &partner, actor).await.err(), refused);
    }
}
