//! Postbacks: the GET that trackers want, with macros in its query. Pure.

use kernel::{FieldError, Money};
use serde::{Deserialize, Serialize};

/// The longest value of a macro.
const VALUE_CHARS_MAX: usize = 500;
/// How much of an unknown macro is named back.
const NAME_CHARS_MAX: usize = 40;

/// A place in a template where a value of the event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Macro {
    /// The click that the event goes back to.
    ClickId,
    /// What the partner earns, such as `12.50`, of XOF `1250`.
    Payout,
    /// The currency of it (ISO 4217).
    Currency,
    /// The merchant's number of the order.
    TransactionId,
    /// The type of the event.
    Event,
    /// What became of it.
    Status,
    /// What the partner put into the link, first to fifth.
    Sub(u8),
}

impl Macro {
    /// Every macro.
    pub const ALL: [Self; 11] = [
        Self::ClickId,
        Self::Payout,
        Self::Currency,
        Self::TransactionId,
        Self::Event,
        Self::Status,
        Self::Sub(1),
        Self::Sub(2),
        Self::Sub(3),
        Self::Sub(4),
        Self::Sub(5),
    ];

    /// Its name, which stands between braces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClickId => "click_id",
            Self::Payout => "payout",
            Self::Currency => "currency",
            Self::TransactionId => "transaction_id",
            Self::Event => "event",
            Self::Status => "status",
            Self::Sub(1) => "sub1",
            Self::Sub(2) => "sub2",
            Self::Sub(3) => "sub3",
            Self::Sub(4) => "sub4",
            Self::Sub(_) => "sub5",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }
}

/// What an event gives to macros; what it does not have is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostbackValues {
    /// `{click_id}`.
    pub click_id: Option<String>,
    /// `{payout}` and `{currency}`.
    pub payout: Option<Money>,
    /// `{transaction_id}`.
    pub transaction_id: Option<String>,
    /// `{status}`.
    pub status: Option<String>,
    /// `{sub1}` to `{sub5}`.
    pub subs: [Option<String>; 5],
}

impl PostbackValues {
    /// Whether each value is short enough to stand in an address.
    pub(crate) fn fits(&self) -> bool {
        let texts = [&self.click_id, &self.transaction_id, &self.status].into_iter().chain(&self.subs);
        texts.flatten().all(|text| text.chars().count() <= VALUE_CHARS_MAX)
    }

    /// The same without characters that stand for nothing: PostgreSQL keeps no NUL.
    pub(crate) fn tidied(&self) -> Self {
        let tidy = |text: &Option<String>| text.as_ref().map(|text| text.chars().filter(|letter| !letter.is_control()).collect());
        Self {
            click_id: tidy(&self.click_id),
            payout: self.payout,
            transaction_id: tidy(&self.transaction_id),
            status: tidy(&self.status),
            subs: self.subs.each_ref().map(tidy),
        }
    }

    fn get(&self, which: Macro, event_type: &str) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        match which {
            Macro::ClickId => text(&self.click_id),
            Macro::Payout => self.payout.map(plain_amount).unwrap_or_default(),
            Macro::Currency => self.payout.map(|payout| payout.currency.code().to_owned()).unwrap_or_default(),
            Macro::TransactionId => text(&self.transaction_id),
            Macro::Event => event_type.to_owned(),
            Macro::Status => text(&self.status),
            Macro::Sub(number) => self.subs.get(usize::from(number.saturating_sub(1))).map(text).unwrap_or_default(),
        }
    }
}

/// An amount as programs read it: a full stop, no grouping, the decimals of its currency.
fn plain_amount(amount: Money) -> String {
    let decimals = amount.currency.decimals();
    if decimals == 0 {
        return amount.amount_minor.to_string();
    }
    let unit = 10_u64.pow(decimals);
    let (sign, minor) = (if amount.amount_minor < 0 { "-" } else { "" }, amount.amount_minor.unsigned_abs());
    format!("{sign}{}.{:0width$}", minor / unit, minor % unit, width = decimals as usize)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Macro(Macro),
}

/// The address of a postback, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(Vec<Part>);

impl Template {
    /// Reads a template; what is wrong with it is told of the field `url`.
    pub(crate) fn parse(text: &str) -> Result<Self, FieldError> {
        let brace = || FieldError::new("url", "webhooks-field-macro-brace");
        let mut parts = Vec::new();
        let (mut rest, mut in_query) = (text, false);
        while let Some((before, after)) = rest.split_once('{') {
            if before.contains('}') {
                return Err(brace());
            }
            let (name, left) = after.split_once('}').ok_or_else(brace)?;
            let Some(which) = Macro::parse(name) else {
                let name: String = name.chars().take(NAME_CHARS_MAX).collect();
                return Err(FieldError::new("url", "webhooks-field-macro").with("name", name));
            };
            in_query |= before.contains('?');
            if !in_query {
                // A value in the path could step out of it by dots, and one in the host lead anywhere.
                return Err(FieldError::new("url", "webhooks-field-macro-place"));
            }
            parts.extend([Part::Text(before.to_owned()), Part::Macro(which)]);
            rest = left;
        }
        if rest.contains('}') {
            return Err(brace());
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self(parts))
    }

    /// The address for an event.
    pub(crate) fn expand(&self, event_type: &str, values: &PostbackValues) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Macro(which) => percent_encoded(&values.get(*which, event_type)),
        };
        self.0.iter().map(part).collect()
    }
}

/// Every byte but the unreserved ones of RFC 3986 §2.3.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use kernel::Currency;
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    const BASE: &str = "https://track.example/postback";

    fn values() -> PostbackValues {
        PostbackValues {
            click_id: Some("clk 1&x=é".into()),
            payout: Some(Money::new(1_250, Currency::Eur)),
            transaction_id: Some("A-7".into()),
            status: None,
            subs: [Some("un".into()), None, None, None, Some("{sub1}".into())],
        }
    }

    fn expanded(template: &str) -> String {
        Template::parse(template).unwrap().expand("sale.created", &values())
    }

    #[test]
    fn macros_become_encoded_values_and_what_is_missing_becomes_empty() {
        assert_eq!(
            expanded(&format!("{BASE}?cid={{click_id}}&sum={{payout}}{{currency}}&tx={{transaction_id}}&s={{status}}&t=1")),
            format!("{BASE}?cid=clk%201%26x%3D%C3%A9&sum=12.50EUR&tx=A-7&s=&t=1")
        );
        assert_eq!(
            expanded(&format!("{BASE}?e={{event}}&a={{sub1}}&b={{sub2}}&c={{sub5}}")),
            format!("{BASE}?e=sale.created&a=un&b=&c=%7Bsub1%7D")
        );
        assert_eq!(expanded(BASE), BASE);
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        for (minor, currency, text) in [
            (1_250, Currency::Xof, "1250"),
            (5, Currency::Mad, "0.05"),
            (-1_999, Currency::Eur, "-19.99"),
            (-7, Currency::Eur, "-0.07"),
            (i64::MIN, Currency::Xof, "-9223372036854775808"),
        ] {
            assert_eq!(plain_amount(Money::new(minor, currency)), text);
        }
    }

    #[test]
    fn a_template_that_is_none_is_refused_with_the_reason() {
        let refused = |template: &str| Template::parse(template).unwrap_err();
        let unknown = refused(&format!("{BASE}?a={{click_id}}&b={{clickid}}"));
        assert_eq!((unknown.code, unknown.args[0].1.as_str()), ("webhooks-field-macro", "clickid"));
        for (template, code) in [
            ("https://x.example/?a={click_id", "webhooks-field-macro-brace"),
            ("https://x.example/?a=click_id}", "webhooks-field-macro-brace"),
            ("https://x.example/?a=}{click_id}", "webhooks-field-macro-brace"),
            ("https://x.example/?a={}", "webhooks-field-macro"),
            ("https://x.example/?a={{click_id}}", "webhooks-field-macro"),
            ("https://x.example/{sub1}/?a={sub2}", "webhooks-field-macro-place"),
            ("https://{sub1}.example/", "webhooks-field-macro-place"),
        ] {
            assert_eq!(refused(template).code, code, "{template}");
        }
    }

    proptest! {
        #[test]
        fn no_value_changes_anything_but_its_own_parameter(value in "\\PC{0,60}") {
            let values = PostbackValues { click_id: Some(value.clone()), ..PostbackValues::default() };
            let url: Url = Template::parse(&format!("{BASE}?a={{click_id}}&b=2")).unwrap().expand("x", &values).parse().unwrap();
            prop_assert_eq!(url.path(), "/postback");
            prop_assert_eq!(url.fragment(), None);
            let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, [("a".to_owned(), value), ("b".to_owned(), "2".to_owned())]);
        }
    }
}
