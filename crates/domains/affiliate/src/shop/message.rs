//! What the formats of shops have in common: amounts as text, clicks in addresses, what a message comes to. Pure.

use contracts::affiliate::ShopId;
use kernel::Currency;
use url::Url;

use crate::{
    CLICK_PARAMETER,
    conversion::{ReportRefund, ReportSale},
    fraud::Buyer,
};

/// What a message of a shop comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    /// Something to be reported.
    Told(Box<Order>),
    /// Nothing; the code says why.
    Skipped(&'static str),
}

/// What a message says of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// The shop's number.
    pub(super) order_id: String,
    /// The order, where it was paid.
    pub(super) sale: Option<ReportSale>,
    /// What it says of whoever bought.
    pub(super) buyer: Buyer,
    /// What was given back of it.
    pub(super) refunds: Vec<ReportRefund>,
    /// Whether it was called off: it then gives back what was told of it, and nothing waits for it if nothing was.
    pub(super) is_cancelled: bool,
}

impl Order {
    /// The same, as it is reported: its numbers told apart from those of the program's other shops. What the shop itself calls it stays.
    pub(super) fn of_shop(mut self, id: ShopId) -> Self {
        let id = id.as_uuid().simple().to_string();
        // The end of the id was drawn; its beginning is the time, which two shops may share.
        let (_, mark) = id.split_at(24);
        let of_shop = |number: &mut String| *number = format!("{mark}:{number}");
        if let Some(sale) = &mut self.sale {
            of_shop(&mut sale.order_id);
        }
        for refund in &mut self.refunds {
            of_shop(&mut refund.order_id);
            of_shop(&mut refund.refund_id);
        }
        self
    }
}

/// Why a message reports nothing.
pub(super) mod skip {
    pub(in crate::shop) const FORM: &str = "affiliate-shop-form";
    pub(in crate::shop) const TOPIC: &str = "affiliate-shop-topic";
    pub(in crate::shop) const TEST: &str = "affiliate-shop-test";
    pub(in crate::shop) const UNPAID: &str = "affiliate-shop-unpaid";
    pub(in crate::shop) const CURRENCY: &str = "affiliate-shop-currency";
    pub(in crate::shop) const AMOUNT: &str = "affiliate-shop-amount";
    pub(in crate::shop) const NOTHING: &str = "affiliate-shop-nothing";
}

/// A decimal text in minor units, exactly; none of what does not fit the currency, `12.345` of dirhams or `0.50` of francs.
pub(super) fn minor(text: &str, currency: Currency) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(part) {
        return None;
    }
    let decimals = currency.decimals() as usize;
    let (kept, rest) = part.split_at(part.len().min(decimals));
    if rest.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let amount: i64 = format!("{whole}{kept:0<decimals$}").parse().ok()?;
    Some(if negative { -amount } else { amount })
}

/// The clicks in an address: a whole one, or one without its host.
pub(super) fn clicks_in(address: &str) -> Vec<String> {
    let base = Url::parse("https://shop.invalid/").ok();
    let Ok(url) = Url::options().base_url(base.as_ref()).parse(address) else { return Vec::new() };
    url.query_pairs().filter(|(name, _)| name == CLICK_PARAMETER).map(|(_, value)| value.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Money;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_shops_that_use_the_same_numbers_are_told_apart() {
        let order = Order {
            order_id: "727".into(),
            sale: Some(ReportSale {
                order_id: "727".into(),
                customer: None,
                amount: Money::new(100, Currency::Mad),
                lines: Vec::new(),
                clicks: Vec::new(),
                codes: Vec::new(),
                occurred_at: None,
            }),
            buyer: Buyer::default(),
            refunds: vec![ReportRefund { refund_id: "730".into(), order_id: "727".into(), amount: None, occurred_at: None }],
            is_cancelled: false,
        };
        // Two that were connected at the same time.
        for (id, mark) in
            [("01a2048e-b805-74a3-95da-294d5f0a211f", "5f0a211f"), ("01a2048e-b805-74a3-95da-294d5f0a2120", "5f0a2120")]
        {
            let told = order.clone().of_shop(id.parse().unwrap());
            assert_eq!(told.order_id, "727", "the shop's own number is what it is noted by");
            assert_eq!(told.sale.unwrap().order_id, format!("{mark}:727"));
            let refund = &told.refunds[0];
            assert_eq!((&refund.refund_id, &refund.order_id), (&format!("{mark}:730"), &format!("{mark}:727")));
        }
    }

    #[test]
    fn amounts_are_read_exactly() {
        for (text, currency, amount) in [
            ("199.90", Currency::Mad, Some(19_990)),
            ("0.1", Currency::Eur, Some(10)),
            ("-10.00", Currency::Mad, Some(-1000)),
            ("5000", Currency::Xof, Some(5000)),
            ("5000.00", Currency::Xof, Some(5000)),
            ("5000.50", Currency::Xof, None),
            ("1.234", Currency::Mad, None),
            ("1.2300", Currency::Mad, Some(123)),
            ("", Currency::Mad, None),
            (".5", Currency::Mad, None),
            ("1,5", Currency::Mad, None),
            ("1e3", Currency::Mad, None),
            ("+1", Currency::Mad, None),
            ("--1", Currency::Mad, None),
            ("99999999999999999999", Currency::Mad, None),
        ] {
            assert_eq!(minor(text, currency), amount, "{text} {currency:?}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_survives_its_text(cents in 0..=1_000_000_000_000_000_i64) {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            prop_assert_eq!(minor(&text, Currency::Mad), Some(cents));
        }

        #[test]
        fn no_text_makes_it_fall(text in ".{0,40}") {
            let _read = (minor(&text, Currency::Xof), clicks_in(&text));
        }
    }

    #[test]
    fn clicks_are_found_in_landing_pages() {
        assert_eq!(clicks_in("/collections/the?utm_source=reel&griot_id=abc&griot_id=def"), ["abc", "def"]);
        assert_eq!(clicks_in("https://thes.example/?griot_id=abc#avis"), ["abc"]);
        assert!(clicks_in("/").is_empty() && clicks_in("http://[").is_empty());
    }
}
