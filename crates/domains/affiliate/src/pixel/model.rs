//! What a page of a shop says: its parameters, what of them is signed, how. Pure.

use contracts::affiliate::{ClickId, ProgramId};
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{Currency, Money};
use sha2::Sha256;
use url::form_urlencoded;

use crate::conversion::ReportSale;

/// The longest query that is read, in bytes.
const QUERY_MAX: usize = 4096;
/// What is signed, in this order: a line each, `name=value` as it was before it was put into an address, an empty value for what is left
/// out, separated by a line feed.
const SIGNED: [&str; 6] = ["amount", "codes", "currency", "customer", "order", "program"];
/// What the visitor's browser knows, and the signature itself.
const UNSIGNED: [&str; 2] = ["clicks", "signature"];

/// What became of what a page said, as codes that are the keys of their words too.
pub(super) mod outcome {
    pub(in crate::pixel) const REPORTED: &str = "affiliate-pixel-reported";
    pub(in crate::pixel) const REPLAYED: &str = "affiliate-pixel-replayed";
    pub(in crate::pixel) const WAITING: &str = "affiliate-pixel-waiting";
    pub(in crate::pixel) const SIGNATURE: &str = "affiliate-pixel-signature";
    pub(in crate::pixel) const FORM: &str = "affiliate-pixel-form";
    pub(in crate::pixel) const OFTEN: &str = "affiliate-pixel-too-often";
    pub(in crate::pixel) const FULL: &str = "affiliate-pixel-full";
    pub(in crate::pixel) const VERSIONS: &str = "affiliate-pixel-versions";
    pub(in crate::pixel) const OTHERWISE: &str = "affiliate-told-otherwise";
}

/// A sale as a page says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) sale: ReportSale,
    /// What is signed.
    pub(super) canonical: String,
    /// Hexadecimal, as it was said.
    pub(super) signature: Option<String>,
}

impl Said {
    /// Everything that was said: with other clicks it is another thing, because somebody else would earn.
    pub(super) fn with_clicks(&self, clicks: &[ClickId]) -> String {
        let mut clicks: Vec<String> = clicks.iter().map(ToString::to_string).collect();
        clicks.sort_unstable();
        clicks.dedup();
        format!("{}\nclicks={}", self.canonical, clicks.join("."))
    }
}

/// Which program a page says something to.
pub(super) fn program_in(query: &str) -> Option<ProgramId> {
    if query.len() > QUERY_MAX {
        return None;
    }
    let found = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "program");
    found.and_then(|(_, value)| value.parse().ok())
}

/// What a page says; none of what is incomplete, said twice, or cannot be signed without doubt. Names that are not ours are left alone: a
/// page may add one so that no cache answers for us.
pub(super) fn read(query: &str) -> Option<Said> {
    let value = |name: &str| {
        let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(known, _)| known == name).map(|(_, value)| value);
        let first = found.next().map(std::borrow::Cow::into_owned).unwrap_or_default();
        // A line feed would let one value be read as two.
        (found.next().is_none() && !first.chars().any(char::is_control)).then_some(first)
    };
    let [amount, codes, currency, customer, order, program] = SIGNED.map(value);
    let [clicks, signature] = UNSIGNED.map(value);
    let (amount, codes, currency, customer) = (amount?, codes?, currency?, customer?);
    let (order, program, clicks, signature) = (order?, program?, clicks?, signature?);
    let values = [&amount, &codes, &currency, &customer, &order, &program];
    let lines: Vec<String> = SIGNED.into_iter().zip(values).map(|(name, value)| format!("{name}={value}")).collect();
    let is_number = !amount.is_empty() && amount.bytes().all(|digit| digit.is_ascii_digit());
    let amount = amount.parse().ok().filter(|_| is_number)?;
    let split = |text: String| text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
    let sale = ReportSale {
        order_id: order.trim().to_owned(),
        customer: some(customer),
        amount: Money::new(amount, Currency::parse(&currency)?),
        lines: Vec::new(),
        clicks: split(clicks),
        codes: split(codes),
        occurred_at: None,
    };
    Some(Said { sale, canonical: lines.join("\n"), signature: some(signature) })
}

fn some(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// Whether this is the HMAC-SHA256 of what was said, in hexadecimal; compared in constant time.
pub(super) fn is_signed(secret: &[u8], canonical: &str, signature: &str) -> bool {
    let Some(signature) = bytes_of(signature.trim()) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return false };
    mac.update(canonical.as_bytes());
    mac.verify_slice(&signature).is_ok()
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = hexadecimal.chars().map(|digit| digit.to_digit(16)).collect();
    let (pairs, []) = digits.as_deref()?.as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low).ok()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROGRAM: &str = "01a2048e-b805-74a3-95da-294d5f0a211f";
    const SECRET: &[u8] = b"gpx_0123456789abcdef";

    fn query() -> String {
        format!("program={PROGRAM}&order=1042&amount=35980&currency=MAD&customer=c-77&codes=AFI10,NOEL&clicks=a.b&_=17")
    }

    #[test]
    fn what_a_page_says_is_a_sale_and_what_is_signed_of_it() {
        let said = read(&query()).unwrap();
        assert_eq!((said.sale.order_id.as_str(), said.sale.amount), ("1042", Money::new(35_980, Currency::Mad)));
        assert_eq!((said.sale.customer.as_deref(), said.sale.codes.len()), (Some("c-77"), 2));
        assert_eq!(said.sale.clicks, ["a.b"], "the report takes it apart");
        let lines = format!("amount=35980\ncodes=AFI10,NOEL\ncurrency=MAD\ncustomer=c-77\norder=1042\nprogram={PROGRAM}");
        assert_eq!((said.canonical, said.signature), (lines, None));
        assert_eq!(program_in(&query()).unwrap().to_string(), PROGRAM);
    }

    #[test]
    fn a_signature_is_that_of_these_very_values() {
        // printf 'amount=35980\ncodes=AFI10,NOEL\ncurrency=MAD\ncustomer=c-77\norder=1042\nprogram=01a2048e-b805-74a3-95da-294d5f0a211f' \
        //   | openssl dgst -sha256 -hmac gpx_0123456789abcdef
        let right = "c0f8769f994181d171ddad6b3ad6e0184c71f3737f825a6679e3c5e4b54e5021";
        let canonical = read(&query()).unwrap().canonical;
        assert!(is_signed(SECRET, &canonical, right) && is_signed(SECRET, &canonical, &right.to_uppercase()));
        assert!(!is_signed(b"gpx_another", &canonical, right));
        for tampered in ["amount=35981", "order=1043", "currency=EUR", "customer=c-78", "codes=AFI20"] {
            let (name, _) = tampered.split_once('=').unwrap();
            let kept: Vec<String> = query().split('&').filter(|pair| !pair.starts_with(name)).map(str::to_owned).collect();
            let other = read(&format!("{}&{tampered}", kept.join("&"))).unwrap();
            assert!(!is_signed(SECRET, &other.canonical, right), "{tampered}");
        }
        for wrong in ["", "00", "zz", &right[1..], &right[2..], "é"] {
            assert!(!is_signed(SECRET, &canonical, wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_incomplete_said_twice_or_ambiguous_is_not_read() {
        for wrong in [
            "order=1042&amount=35980".to_owned(),
            query().replace("35980", "359.80"),
            query().replace("35980", "-1"),
            query().replace("35980", "+1"),
            query().replace("35980", "99999999999999999999"),
            query().replace("MAD", "XXX"),
            query().replace("1042", "1042%0Aprogram%3D0"),
            format!("{}&amount=1", query()),
            format!("{}&signature=a&signature=b", query()),
        ] {
            assert_eq!(read(&wrong), None, "{wrong}");
        }
        assert!(program_in("program=1").is_none() && program_in("").is_none());
        assert!(program_in(&format!("{}&x={}", query(), "x".repeat(5000))).is_none());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall(text in ".{0,200}") {
            let _read = (program_in(&text), read(&text), is_signed(SECRET, &text, &text));
        }
    }
}
