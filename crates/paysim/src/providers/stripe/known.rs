//! The parameters that Stripe's API reference lists for what is simulated: any other is an error there, and so it is here.
//!
//! Most of them change nothing here. Those that would change what happens to money, and are not simulated, are refused too, so
//! that nobody trusts an answer that the real one would not give.

use serde_json::Value;

use super::Reply;

const SESSION: &str = "adaptive_pricing after_expiration allow_promotion_codes automatic_tax billing_address_collection branding_settings \
    cancel_url client_reference_id consent_collection currency custom_fields custom_text customer customer_account customer_creation \
    customer_email customer_update discounts excluded_payment_method_types expand expires_at invoice_creation line_items locale metadata mode \
    name_collection optional_items origin_context payment_intent_data payment_method_collection payment_method_configuration \
    payment_method_data payment_method_options payment_method_types permissions phone_number_collection redirect_on_completion return_url \
    saved_payment_method_options setup_intent_data shipping_address_collection shipping_options submit_type subscription_data success_url \
    tax_id_collection ui_mode wallet_options";
const PAYMENT_INTENT: &str = "amount amount_details application_fee_amount automatic_payment_methods capture_method confirm \
    confirmation_method confirmation_token currency customer customer_account description error_on_requires_action \
    excluded_payment_method_types expand hooks mandate mandate_data metadata off_session on_behalf_of payment_details payment_method \
    payment_method_configuration payment_method_data payment_method_options payment_method_types radar_options receipt_email return_url \
    setup_future_usage shipping statement_descriptor statement_descriptor_suffix transfer_data transfer_group use_stripe_sdk \
    cancellation_reason";
const SETUP_INTENT: &str = "attach_to_self automatic_payment_methods confirm confirmation_token customer customer_account description \
    excluded_payment_method_types expand flow_directions mandate_data metadata on_behalf_of payment_method payment_method_configuration \
    payment_method_data payment_method_options payment_method_types return_url single_use usage use_stripe_sdk";
const CUSTOMER: &str = "address balance business_name cash_balance coupon description email expand individual_name invoice_prefix \
    invoice_settings metadata name next_invoice_sequence payment_method phone preferred_locales shipping source tax tax_exempt tax_id_data \
    tax_ids test_clock validate";
const REFUND: &str = "amount charge currency customer expand instructions_email metadata origin payment_intent reason refund_application_fee reverse_transfer";

/// What is known to exist and not simulated: the parameter, and the value that would need it.
const NOT_HERE: [(&str, &str); 4] = [
    ("/capture_method", "manual"),
    ("/payment_intent_data/capture_method", "manual"),
    ("/confirmation_method", "manual"),
    ("/ui_mode", "embedded"),
];

/// Finds a parameter of a request that Stripe does not know, or that is not simulated.
pub(super) fn check(segments: &[&str], params: &Value) -> Result<(), Reply> {
    let known = match segments {
        ["checkout", "sessions"] => SESSION,
        ["payment_intents", ..] => PAYMENT_INTENT,
        ["setup_intents", ..] => SETUP_INTENT,
        ["customers", ..] => CUSTOMER,
        ["refunds", ..] => REFUND,
        _ => return Ok(()),
    };
    let mut names = params.as_object().into_iter().flat_map(|object| object.keys());
    if let Some(name) = names.find(|name| !known.split_whitespace().any(|known| known == name.as_str())) {
        return Err(Reply::invalid(name, "parameter_unknown", &format!("Received unknown parameter: {name}")));
    }
    for (pointer, value) in NOT_HERE {
        if params.pointer(pointer).and_then(Value::as_str) == Some(value) {
            let name = pointer.trim_start_matches('/');
            return Err(Reply::invalid(name, "", &format!("The simulator does not know {name}={value}.")));
        }
    }
    Ok(())
}
