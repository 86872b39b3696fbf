//! The monthly statement of a partner's commissions, or the invoice that it is in their name, as PDF.

use std::sync::LazyLock;

use affiliate::{Affiliate, StatementView, TaxLine, TaxParty};
use contracts::affiliate::StatementId;
use documents::{Documents, Fact, Link, Party, Statement};
use kernel::{Actor, Locale, Money, format};
use payments::Payments;
use platform::{address, letter::Texts};
use url::Url;

use super::{Paper, TEXTS};
use crate::FlowsError;

/// The names of regimes and rules are those of affiliate.
static RULES: LazyLock<Texts> = LazyLock::new(|| {
    Texts::of(include_str!("../../../../i18n/fr/affiliate.ftl"), include_str!("../../../../i18n/en/affiliate.ftl"))
});

/// The names of countries.
static PLACES: LazyLock<Texts> =
    LazyLock::new(|| Texts::of(include_str!("../../../../i18n/fr/places.ftl"), include_str!("../../../../i18n/en/places.ftl")));

/// Makes papers of what partners earned. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SalesPapers {
    affiliate: Affiliate,
    payments: Payments,
    documents: Documents,
    public_url: Url,
    issuer: &'static str,
}

impl SalesPapers {
    /// Made by `issuer`, with the addresses of this installation.
    pub fn new(affiliate: Affiliate, payments: Payments, public_url: Url, issuer: &'static str) -> Self {
        Self { affiliate, payments, documents: Documents::new(), public_url, issuer }
    }

    /// A statement in the reader's language: for the influencer, and the members of the merchant.
    pub async fn statement(&self, actor: &Actor, id: StatementId) -> Result<Paper, FlowsError> {
        let view = self.affiliate.statement(actor, id).await?;
        let told = Told { locale: actor.locale, view: &view };
        let page = if actor.is(view.account_id) {
            format!("/influenceur/releves/{id}")
        } else {
            format!("/marchand/{}/releves/{id}", view.organisation_id)
        };
        let link =
            Link { text: told.say("paper-statement-online"), url: address::page(&self.public_url, actor.locale, &page).into() };
        let pdf = self.documents.statement(&told.paper(self, link)).await?;
        let kind = match (actor.locale, view.invoice.is_some()) {
            (Locale::Fr, false) => "releve",
            (Locale::En, false) => "statement",
            (Locale::Fr, true) => "facture",
            (Locale::En, true) => "invoice",
        };
        let number = view.reference().unwrap_or_else(|| view.number.to_string());
        Ok(Paper { file_name: format!("{kind}-{}-{number}.pdf", view.month.strftime("%Y-%m")), pdf })
    }
}

struct Told<'s> {
    locale: Locale,
    view: &'s StatementView,
}

impl Told<'_> {
    fn say(&self, key: &str) -> String {
        TEXTS.get(self.locale, key, &[])
    }

    fn with(&self, key: &str, values: &[(&str, String)]) -> String {
        TEXTS.get(self.locale, key, values)
    }

    fn money(&self, amount: Money) -> String {
        format::money(self.locale, amount)
    }

    fn minor(&self, amount_minor: i64) -> String {
        self.money(Money::new(amount_minor, self.view.total.currency))
    }

    fn paper(&self, papers: &SalesPapers, link: Link) -> Statement {
        let view = self.view;
        let title = match view.reference() {
            Some(reference) => self.with("paper-statement-invoice", &[("number", reference)]),
            None => self.with("paper-statement", &[("number", view.number.to_string())]),
        };
        let sums = |payable: i64, reversed: i64| [payable, reversed, payable - reversed].map(|minor| self.minor(minor));
        let row = |line: &affiliate::StatementLine| {
            let mut row = vec![format::day(self.locale, line.day), format::number(self.locale, line.commissions)];
            row.extend(sums(line.payable_minor, line.reversed_minor));
            row
        };
        let all = |part: fn(&affiliate::StatementLine) -> i64| view.lines.iter().map(part).sum::<i64>();
        let mut total = vec![self.say("paper-statement-total"), String::new()];
        total.extend(sums(all(|line| line.payable_minor), all(|line| line.reversed_minor)));
        Statement {
            locale: self.locale,
            issuer: papers.issuer.to_owned(),
            title,
            subject: self.with("paper-statement-of", &[("month", format::month(self.locale, view.month))]),
            parties: [self.party("paper-statement-payee", &view.payee), self.party("paper-statement-payer", &view.payer)],
            facts: self.facts(),
            head: HEAD.map(|key| self.say(key)).to_vec(),
            rows: view.lines.iter().map(row).collect(),
            total,
            headline: self.money(view.total),
            rules_title: self.say("paper-statement-rules"),
            rules: view.taxes.iter().map(|line| self.rule(line)).collect(),
            notes: self.notes(papers.payments.is_simulated()),
            link,
        }
    }

    fn party(&self, title: &str, party: &TaxParty) -> Party {
        let mut lines: Vec<String> = party.address.lines().map(str::to_owned).collect();
        lines.push(PLACES.get(self.locale, &format!("country-{}", party.country.to_ascii_lowercase()), &[]));
        let mut number = |key: &str, value: Option<String>| {
            lines.extend(value.map(|value| self.with(key, &[("number", value)])));
        };
        number("paper-statement-ice", party.ice.as_ref().map(ToString::to_string));
        number("paper-statement-if", party.tax_number.as_ref().map(|number| number.as_str().to_owned()));
        let register = party.register.as_ref().map(|register| format!("{} {}", register.number(), register.court()));
        number("paper-statement-rc", register);
        number("paper-statement-siren", party.siren.as_ref().map(|siren| siren.as_str().to_owned()));
        number("paper-statement-vat", party.vat_number.as_ref().map(|number| number.as_str().to_owned()));
        number("paper-statement-other", party.other_number.clone());
        Party { title: self.say(title), name: party.legal_name.clone(), lines }
    }

    fn facts(&self) -> Vec<Fact> {
        let view = self.view;
        let mut facts = vec![
            Fact::new(self.say("paper-statement-issued"), format::date(self.locale, view.issued_at)),
            Fact::new(
                self.say("paper-statement-period"),
                self.with(
                    "paper-statement-from-to",
                    &[
                        ("from", format::day(self.locale, view.month)),
                        ("to", format::day(self.locale, view.month.last_of_month())),
                    ],
                ),
            ),
            Fact::new(self.say("paper-statement-regime"), RULES.get(self.locale, view.regime.code(), &[])),
            Fact::new(self.say("paper-statement-before"), self.money(view.before)),
        ];
        if let Some(invoice) = view.invoice {
            let mandate = [
                ("payer", view.payer.legal_name.clone()),
                ("payee", view.payee.legal_name.clone()),
                ("version", invoice.mandate_text.to_string()),
                ("date", format::date(self.locale, invoice.mandated_at)),
            ];
            facts.push(Fact::new(self.say("paper-statement-number"), view.number.to_string()));
            facts.push(Fact::new(self.say("paper-statement-self-billed"), self.with("paper-statement-mandate", &mandate)));
        }
        facts
    }

    /// What a rule says, which law it is, and who looked at it.
    fn rule(&self, line: &TaxLine) -> Fact {
        let law = RULES.get(self.locale, &format!("affiliate-tax-rule-{}", line.rule_id), &[]);
        let source = [("source", line.source.clone()), ("date", format::day(self.locale, line.checked_on))];
        let read = if line.is_documented { "paper-statement-read" } else { "paper-statement-remembered" };
        let reviewed = match &line.reviewer {
            Some(name) => self.with("paper-statement-reviewed", &[("name", name.clone())]),
            None => self.say("paper-statement-unreviewed"),
        };
        let amount = line.amount.filter(|_amount| line.rate_bp.is_some()).map(|amount| {
            let rate = format::decimal(self.locale, i64::from(line.rate_bp.unwrap_or(0)), 2);
            let values = [("rate", rate), ("base", self.money(line.base)), ("amount", self.money(amount))];
            self.with("paper-statement-amount", &values)
        });
        let unknown = line.amount.is_none().then(|| self.say("paper-statement-other-currency"));
        let parts = [amount, unknown, Some(law), Some(self.with(read, &source)), Some(reviewed)];
        let said: Vec<String> = parts.into_iter().flatten().collect();
        Fact::new(RULES.get(self.locale, line.kind.code(), &[]), said.join(" · "))
    }

    fn notes(&self, is_simulated: bool) -> Vec<String> {
        let mut notes = vec![self.say("paper-statement-nothing-deducted")];
        if self.view.invoice.is_none() {
            notes.push(self.say("paper-statement-no-invoice"));
        }
        if is_simulated {
            notes.insert(0, self.say("paper-statement-simulated"));
        }
        notes
    }
}

/// The columns of the table.
const HEAD: [&str; 5] = [
    "paper-statement-day",
    "paper-statement-commissions",
    "paper-statement-payable",
    "paper-statement-reversed",
    "paper-statement-net",
];
