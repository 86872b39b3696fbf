//! What Dub's members may hold, as the description says: what is beyond it is refused by field, never cut.

use affiliate::AffiliateError;
use kernel::FieldError;

use super::{Lead, Sale};
use crate::{Problem, problem::Refusal};

/// What is wrong so far.
#[derive(Default)]
struct Bounds(Vec<FieldError>);

impl Bounds {
    /// Something to know somebody or something by: not empty, nothing that is not seen.
    fn name(self, field: &'static str, text: &str, max: usize) -> Self {
        let code = match text {
            text if text.trim().is_empty() => Some("field-required"),
            text if text.chars().any(char::is_control) => Some("affiliate-external-id"),
            _ => None,
        };
        let mut checked = self.at_most(field, Some(text), max);
        checked.0.extend(code.map(|code| FieldError::new(field, code)));
        checked
    }

    fn at_most(mut self, field: &'static str, text: Option<&str>, max: usize) -> Self {
        if text.is_some_and(|text| text.chars().count() > max) {
            self.0.push(FieldError::new(field, "field-too-long").with("max", max));
        }
        self
    }

    fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.0).into()) }
    }
}

impl Lead {
    pub(super) fn check(&self) -> Result<(), Problem> {
        Bounds::default()
            .name("customerExternalId", &self.customer_external_id, 100)
            .name("eventName", &self.event_name, 100)
            .at_most("clickId", Some(&self.click_id), 200)
            .at_most("customerName", self.customer_name.as_deref(), 100)
            .at_most("customerEmail", self.customer_email.as_deref(), 200)
            .finish()
    }
}

impl Sale {
    pub(super) fn check(&self) -> Result<(), Problem> {
        let checked = Bounds::default()
            .name("customerExternalId", &self.customer_external_id, 100)
            .at_most("eventName", self.event_name.as_deref(), 255)
            .at_most("paymentProcessor", self.payment_processor.as_deref(), 50)
            .at_most("clickId", self.click_id.as_deref(), 200)
            .at_most("customerName", self.customer_name.as_deref(), 100)
            .at_most("customerEmail", self.customer_email.as_deref(), 200);
        match &self.invoice_id {
            Some(id) => checked.name("invoiceId", id, 200).finish(),
            None => checked.finish(),
        }
    }
}

/// An error with the fields as Dub calls them.
pub(super) fn named(error: AffiliateError) -> Problem {
    let AffiliateError::Invalid(fields) = error else { return error.into() };
    let named = fields.into_iter().map(|mut wrong| {
        let dubs = match wrong.field.as_ref() {
            "event_id" => "eventName",
            "customer" => "customerExternalId",
            "order_id" => "invoiceId",
            "clicks" => "clickId",
            _ => return wrong,
        };
        wrong.field = dubs.into();
        wrong
    });
    Refusal::Invalid(named.collect()).into()
}
