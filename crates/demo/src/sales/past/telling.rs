//! Telling the past, one thing after the other, with the nights between.

use affiliate::{
    Buyer, CLICK_PARAMETER, Follow, MANDATE_TEXT, ReportLead, ReportRefund, ReportSale, ReportedLine, TaxPartyDraft, TaxRegime,
};
use anyhow::{Context as _, Result};
use contracts::affiliate::ProgramId;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kernel::{Actor, Money};

use super::{
    Hands, Past,
    plan::{self, Click, DAYS, Happening, Sale, What},
};

/// When the program does its work of the night.
const NIGHT: SignedDuration = SignedDuration::from_mins(157);

/// Tells all of it. What was told before stays as it is.
pub(in crate::sales) async fn tell(past: &Past, hands: &Hands<'_>) -> Result<()> {
    past.go(past.began);
    say_taxes(past, hands).await.context("how both sides pay tax")?;
    let teller = Teller { past, hands, program: hands.stand.program().await?.id };
    let (mut nights, mut clicks) = ((1..DAYS).map(|day| plan::midnight(past.first(), day) + NIGHT).peekable(), Vec::new());
    for happening in plan::plan(past.first()) {
        while let Some(night) = nights.next_if(|night| *night <= happening.at) {
            teller.night(night).await?;
        }
        past.go(happening.at);
        teller.one(&happening, &mut clicks).await.with_context(|| format!("what happened at {}", happening.at))?;
    }
    for night in nights {
        teller.night(night).await?;
    }
    Ok(())
}

struct Teller<'t> {
    past: &'t Past,
    hands: &'t Hands<'t>,
    program: ProgramId,
}

impl Teller<'_> {
    /// What was held long enough becomes payable; a month that is over is stated.
    async fn night(&self, at: Timestamp) -> Result<()> {
        let (affiliate, system) = (&self.past.affiliate, Actor::system("demo"));
        self.past.go(at);
        affiliate.keep_commissions(&system).await?;
        if at.to_zoned(TimeZone::UTC).day() == 1 {
            affiliate.keep_statements(&system).await?;
        }
        Ok(())
    }

    async fn one(&self, happening: &Happening, clicks: &mut Vec<String>) -> Result<()> {
        let (affiliate, merchant, at) = (&self.past.affiliate, &self.hands.stand.merchant, Some(happening.at));
        match &happening.what {
            What::Click(click) => clicks.push(self.follow(click).await?),
            What::Lead(number, click) => {
                let lead = ReportLead {
                    event_id: format!("LETTRE-{number:04}"),
                    customer: Some(format!("lectrice-{number}@exemple.ma")),
                    clicks: clicks.get(*click).cloned().into_iter().collect(),
                    occurred_at: at,
                };
                affiliate.report_lead(merchant, self.program, &lead).await?;
            }
            What::Sale(sale) => {
                let buyer = Buyer { email: Some(sale.customer.clone()), country: Some(sale.country.into()) };
                affiliate.report_sale_by(merchant, self.program, &self.told(sale, at, clicks), &buyer).await?;
            }
            What::Refund { order, amount_minor } => {
                let refund = ReportRefund {
                    refund_id: format!("R-{order}"),
                    order_id: order.clone(),
                    amount: amount_minor.map(|amount| self.money(amount)),
                    occurred_at: at,
                };
                affiliate.report_refund(merchant, self.program, &refund).await?;
            }
        }
        Ok(())
    }

    /// The click, as the shop sees it.
    async fn follow(&self, click: &Click) -> Result<String> {
        let [third, last] = click.address;
        let follow = Follow {
            key: click.link.into(),
            agent: click.agent.into(),
            referrer: Some(click.referrer.into()),
            languages: click.languages.into(),
            address: Some([198, 18, third, last].into()),
            country: Some(click.country.into()),
            is_reading: true,
            ..Follow::default()
        };
        let location = self.past.affiliate.follow(&follow).await?.location;
        let (_, id) = location.query_pairs().find(|(name, _)| name == CLICK_PARAMETER).context("a click in the address")?;
        Ok(id.into_owned())
    }

    fn told(&self, sale: &Sale, at: Option<Timestamp>, clicks: &[String]) -> ReportSale {
        let lines = sale.lines.iter().map(|&(sku, quantity, amount_minor)| ReportedLine {
            sku: Some(sku.into()),
            quantity,
            amount_minor,
        });
        ReportSale {
            order_id: sale.order.clone(),
            customer: Some(sale.customer.clone()),
            amount: self.money(sale.amount_minor()),
            lines: lines.collect(),
            clicks: sale.clicks.iter().filter_map(|click| clicks.get(*click).cloned()).collect(),
            codes: sale.code.map(str::to_owned).into_iter().collect(),
            occurred_at: at,
        }
    }

    fn money(&self, amount_minor: i64) -> Money {
        Money::new(amount_minor, self.hands.stand.house.currency())
    }
}

/// How the cooperative and Salma are named on papers, and that it writes invoices in her name. The numbers are nobody's. Idriss has not
/// said yet how he pays tax: his statements wait for it.
async fn say_taxes(past: &Past, hands: &Hands<'_>) -> Result<()> {
    let (affiliate, stand) = (&past.affiliate, hands.stand);
    if affiliate.merchant_tax_profile(&stand.merchant, stand.org).await?.is_none() {
        let draft = TaxPartyDraft {
            legal_name: "Coopérative agricole Tamounte".into(),
            address: "12, derb Sidi Bouloukat\n40000 Marrakech".into(),
            country: "MA".into(),
            ice: "003117765000049".into(),
            tax_number: "53118207".into(),
            register_number: "128734".into(),
            register_court: "Marrakech".into(),
            ..TaxPartyDraft::default()
        };
        affiliate.set_merchant_tax_profile(&stand.merchant, stand.org, &draft).await?;
    }
    if affiliate.tax_profile(&hands.salma).await?.is_none() {
        let draft = TaxPartyDraft {
            legal_name: "Salma El Idrissi".into(),
            address: "7, rue Ibn Batouta\n20000 Casablanca".into(),
            country: "MA".into(),
            ice: "002990042000026".into(),
            tax_number: "50412893".into(),
            ..TaxPartyDraft::default()
        };
        affiliate.set_tax_profile(&hands.salma, TaxRegime::MaAutoEntrepreneur, &draft).await?;
        affiliate.accept_mandate(&hands.salma, MANDATE_TEXT).await?;
    }
    Ok(())
}
