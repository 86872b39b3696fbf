//! The forms of a program as they were sent, and back: what people type is kept as they typed it until it can be read.

use affiliate::{
    Admission, ProgramDraft, ProgramView,
    attribution::{CouponRule, Model, Policy, Shares},
};
use kernel::Currency;
use serde::Deserialize;
use web_kit::{FormErrors, Translator, Visit, format};

/// Every field of the forms of a program; each form sends some of them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(super) version: Option<i32>,
    pub(super) title: String,
    pub(super) pitch: String,
    pub(super) conditions: String,
    pub(super) currency: String,
    /// One a line.
    pub(super) hosts: String,
    /// `automatic`, or nothing.
    pub(super) admission: String,
    pub(super) followers: String,
    pub(super) countries: Vec<String>,
    pub(super) model: String,
    /// What the first and the last get, in percent.
    pub(super) first: String,
    pub(super) last: String,
    pub(super) coupon: String,
    /// Of a group.
    pub(super) name: String,
    /// `percent`, `order`, `piece`, or nothing.
    pub(super) sale: String,
    pub(super) sale_amount: String,
    /// `first`, `months`, `always`.
    pub(super) repeat: String,
    pub(super) months: String,
    /// Rules for a part of what is sold, column by column: `category:ID` or `product:ID`.
    pub(super) rule_scope: Vec<String>,
    pub(super) rule_kind: Vec<String>,
    pub(super) rule_amount: Vec<String>,
    pub(super) lead: String,
    pub(super) click: String,
    /// Bonuses, column by column: `sales` or `revenue`, how much of it, how much it earns.
    pub(super) bonus_kind: Vec<String>,
    pub(super) bonus_least: Vec<String>,
    pub(super) bonus_amount: Vec<String>,
    pub(super) window_days: String,
    pub(super) holding_days: String,
    pub(super) minimum: String,
    pub(super) cap: String,
    pub(super) cap_per: String,
}

/// What a number in hundredths is typed as: `12,5`.
pub(super) fn hundredths(t: Translator, bp: u32) -> String {
    let text = format::decimal(t.locale(), i64::from(bp), 2);
    let cut = text.trim_end_matches('0').trim_end_matches([',', '.']);
    cut.to_owned()
}

/// A percentage in hundredths: `12,5` is 1250.
pub(super) fn percent(visit: &Visit, field: &'static str, text: &str) -> Result<u32, FormErrors> {
    let wrong = || FormErrors::none().and(field, visit.t.get("sales-percent-wrong"));
    let (whole, rest) = text.trim().split_once([',', '.']).unwrap_or((text.trim(), ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || rest.len() > 2 || !digits(whole) || !digits(rest) {
        return Err(wrong());
    }
    format!("{whole}{rest:0<2}").parse().map_err(|_not_a_number| wrong())
}

impl Typed {
    /// The form of a program that is not there yet: what most begin with.
    pub(super) fn new() -> Self {
        Self {
            currency: Currency::Mad.code().to_owned(),
            model: "last".into(),
            first: "40".into(),
            last: "40".into(),
            coupon: CouponRule::Wins.as_str().into(),
            sale: "percent".into(),
            sale_amount: "10".into(),
            repeat: "first".into(),
            window_days: "30".into(),
            holding_days: "14".into(),
            minimum: "100".into(),
            cap_per: "month".into(),
            ..Self::default()
        }
    }

    /// What is stored, as somebody would type it.
    pub(super) fn stored(program: &ProgramView, t: Translator) -> Self {
        let shares = match program.policy.policy.model {
            Model::Position(shares) => shares,
            Model::Last | Model::First => Shares::USUAL,
        };
        Self {
            version: Some(program.version),
            title: program.title.clone(),
            pitch: program.pitch.clone(),
            conditions: program.conditions.clone(),
            currency: program.currency.code().to_owned(),
            hosts: program.hosts.join("\n"),
            admission: if program.admission.automatic { "automatic".into() } else { String::new() },
            followers: program.admission.followers.map_or_else(String::new, |least| least.to_string()),
            countries: program.admission.countries.clone(),
            model: model_word(program.policy.policy.model).into(),
            first: hundredths(t, shares.first_bp()),
            last: hundredths(t, shares.last_bp()),
            coupon: program.policy.policy.coupon.as_str().into(),
            ..Self::default()
        }
    }

    /// The program that was typed.
    pub(super) fn program(&self, visit: &Visit) -> Result<ProgramDraft, FormErrors> {
        let t = visit.t;
        let currency = Currency::parse(&self.currency);
        let currency = currency.ok_or_else(|| FormErrors::none().and("currency", t.get("field-unknown-value")))?;
        let followers = match self.followers.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_not_a_number| FormErrors::none().and("followers", t.get("sales-number-wrong")))?),
        };
        let hosts = self.hosts.split_whitespace().map(host).collect();
        Ok(ProgramDraft {
            title: self.title.clone(),
            pitch: self.pitch.clone(),
            conditions: self.conditions.clone(),
            currency,
            hosts,
            admission: Admission { automatic: self.admission == "automatic", followers, countries: self.countries.clone() },
        })
    }

    /// The attribution that was typed.
    pub(super) fn policy(&self, visit: &Visit) -> Result<Policy, FormErrors> {
        let unknown = |field| FormErrors::none().and(field, visit.t.get("field-unknown-value"));
        let coupon = CouponRule::ALL.into_iter().find(|rule| rule.as_str() == self.coupon).ok_or_else(|| unknown("coupon"))?;
        let model = match self.model.as_str() {
            "last" => Model::Last,
            "first" => Model::First,
            "position" => {
                let (first, last) = (percent(visit, "first", &self.first)?, percent(visit, "last", &self.last)?);
                let shares = Shares::try_new(first, last);
                Model::Position(shares.map_err(|_too_much| FormErrors::none().and("first", visit.t.get("sales-shares-wrong")))?)
            }
            _ => return Err(unknown("model")),
        };
        Ok(Policy { model, coupon })
    }
}

/// The word of a model in a form.
pub(super) const fn model_word(model: Model) -> &'static str {
    match model {
        Model::Last => "last",
        Model::First => "first",
        Model::Position(_) => "position",
    }
}

/// The host of what people paste: an address, or the name alone.
fn host(text: &str) -> String {
    let name = url::Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned));
    name.unwrap_or_else(|| text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_was_pasted_is_its_host() {
        for (text, name) in [
            ("https://www.boutique.example/produits?p=1", "www.boutique.example"),
            ("Boutique.example", "boutique.example"),
            ("not a host", "not a host"),
        ] {
            assert_eq!(host(text), name);
        }
    }
}
