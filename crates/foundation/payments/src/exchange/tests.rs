use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn francs(amount: i64) -> Money {
    Money::new(amount, Currency::Xof)
}

#[test]
fn a_rate_is_read_exactly_and_written_as_it_was() {
    for text in ["655.957", "10.8", "1", "0.000001", "999999999.999999"] {
        assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
    }
    for text in ["", "0", "0.0", "-1", "1e3", "1,5", "1.", ".5", "0.0000001", "1234567890", "+1", " 1"] {
        assert_eq!(text.parse::<Rate>(), Err(BadRate), "{text}");
    }
    let rate: Rate = serde_json::from_str("\"655.957\"").unwrap();
    assert_eq!(serde_json::to_string(&rate).unwrap(), "\"655.957\"");
    assert!(serde_json::from_str::<Rate>("655.957").is_err(), "a float is no rate");
}

#[test]
fn francs_are_charged_in_euros_at_the_parity_rounded_up() {
    let parity = ExchangeRate::parity();
    for (price, cents) in [(10_000, 1525), (655_957, 100_000), (656, 101), (655, 100), (1, 1)] {
        let charge = parity.charge(francs(price)).unwrap();
        assert_eq!(charge.amount, Money::new(cents, Currency::Eur), "{price}");
        assert_eq!(charge.exchange.unwrap().spread_minor, 0);
    }
}

#[test]
fn a_margin_is_told_apart() {
    let rate = ExchangeRate { spread_bps: 250, ..ExchangeRate::parity() };
    let charge = rate.charge(francs(655_957)).unwrap();
    assert_eq!((charge.amount.amount_minor, charge.exchange.unwrap().spread_minor), (102_500, 2_500));
}

#[test]
fn a_rate_that_ran_out_is_none_and_the_parity_always_is() {
    let dirhams = ExchangeRate {
        priced: Currency::Mad,
        rate: "10.8".parse().unwrap(),
        until: Some(date(2026, 11, 30)),
        ..ExchangeRate::parity()
    };
    let known = [dirhams.clone()];
    let find = |priced, charged, today| find(&known, priced, charged, today);
    assert_eq!(find(Currency::Mad, Currency::Eur, date(2026, 11, 30)), Some(dirhams));
    assert_eq!(find(Currency::Mad, Currency::Eur, date(2026, 12, 1)), None);
    assert_eq!(find(Currency::Xof, Currency::Eur, date(2026, 12, 1)), Some(ExchangeRate::parity()));
    assert_eq!(find(Currency::Eur, Currency::Xof, date(2026, 12, 1)), None);
    let theirs = ExchangeRate { until: Some(date(2026, 1, 1)), ..ExchangeRate::parity() };
    assert_eq!(
        super::find(&[theirs], Currency::Xof, Currency::Eur, date(2026, 1, 2)),
        None,
        "an operator's own rate is not replaced"
    );
}

#[test]
fn what_does_not_fit_is_none() {
    let rate = ExchangeRate { rate: "0.000001".parse().unwrap(), ..ExchangeRate::parity() };
    assert_eq!(rate.charge(francs(i64::MAX)), None);
}

proptest! {
    #[test]
    fn what_comes_in_is_never_worth_less_than_the_price_and_not_a_cent_more(price in 1_i64..1_000_000_000_000) {
        let charge = ExchangeRate::parity().charge(francs(price)).unwrap();
        // In millionths of a franc for a cent.
        let worth = |cents: i64| i128::from(cents) * 6_559_570;
        let price = i128::from(price) * 1_000_000;
        prop_assert!(worth(charge.amount.amount_minor) >= price);
        prop_assert!(worth(charge.amount.amount_minor - 1) < price);
    }

    #[test]
    fn both_ways_undo_each_other_in_each_currency(price in 1_i64..1_000_000_000, bps in 0_u16..1000) {
        let rate = ExchangeRate { spread_bps: bps, ..ExchangeRate::parity() };
        let Charge { amount, exchange } = rate.charge(francs(price)).unwrap();
        let exchange = exchange.unwrap();
        let provider = |code| AccountKey::of_provider(code, "paypal", Currency::Eur).unwrap();
        let project = AccountKey::of(AccountCode::Escrow, Uuid::now_v7(), Currency::Xof).unwrap();
        let taken = exchange.movements(amount, &provider(AccountCode::Clearing), &project).unwrap();
        let given = exchange.movements(amount, &project, &provider(AccountCode::PayoutClearing)).unwrap();
        let of = |currency| taken.iter().filter(|it| it.amount.currency == currency).map(|it| it.amount.amount_minor).sum::<i64>();
        prop_assert_eq!((of(Currency::Eur), of(Currency::Xof)), (amount.amount_minor, price));
        for (taken, given) in taken.iter().zip(&given) {
            prop_assert_eq!(taken.amount, given.amount);
            prop_assert!(taken.debit.currency() == taken.credit.currency() && taken.debit.currency() == taken.amount.currency);
            let ours = if taken.debit.code() == AccountCode::Clearing { &taken.credit } else { &taken.debit };
            prop_assert!(ours == &given.debit || ours == &given.credit);
        }
    }
}
