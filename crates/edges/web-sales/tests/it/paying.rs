//! Codes, deposits, payouts and the end of a partnership, by forms alone.

use affiliate::PartnershipState;
use axum::http::StatusCode;

use crate::{
    selling::{partners, partners_path},
    site::Site,
};

#[tokio::test]
async fn a_merchant_adds_a_code_and_its_partner_finds_it() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let (path, owner) = (partners_path(&shop, id), &shop.owner);
    let codes = format!("{path}/codes");
    for (code, until, field) in [("é!", "", "code"), ("AFI10", "hier", "until")] {
        let refused = site.post_as(owner, &codes, &[("code", code), ("until", until)]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has(&format!("#error-{field}")), "{field}");
        assert_eq!(refused.attribute("input[name=code]", "value").unwrap(), code);
    }
    let past = site.post_as(owner, &codes, &[("code", "AFI10"), ("until", "2020-01-01")]).await;
    assert!(past.status == StatusCode::UNPROCESSABLE_ENTITY && past.shows("La fin est passée"));
    assert!(site.affiliate.codes(&owner.actor, id).await.unwrap().is_empty());

    let added = site.post_as(owner, &codes, &[("code", " afi 10 "), ("until", "")]).await;
    assert_eq!((added.status, added.location()), (StatusCode::SEE_OTHER, format!("{path}#codes").as_str()));
    assert!(site.get_as(owner, &path).await.texts("#codes code").contains(&"AFI10".to_owned()));
    let mine = format!("/influenceur/partenariats/{id}");
    assert_eq!(site.get_as(&aicha, &mine).await.attribute("#codes input", "value").unwrap(), "AFI10");
    let twice = site.post_as(owner, &format!("/en{codes}"), &[("code", "AFI10")]).await;
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.has("#error-code"));
}

#[tokio::test]
async fn a_deposit_leads_to_its_payment_and_what_is_no_amount_comes_back() {
    let site = Site::new().await;
    let (shop, _aicha, _id) = partners(&site).await;
    let (path, owner) = (format!("/marchand/{}/solde", shop.id), &shop.owner);
    for wrong in ["beaucoup", "", "-5", "0", "12,345"] {
        let refused = site.post_as(owner, &path, &[("amount", wrong)]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-amount"), "{wrong}");
        assert_eq!(refused.attribute("input[name=amount]", "value").unwrap(), wrong);
    }
    assert!(site.affiliate.deposits(&owner.actor, shop.id).await.unwrap().is_empty());
    for (begin, typed) in [("", "1 500,50"), ("/en", "1,500.50")] {
        let opened = site.post_as(owner, &format!("{begin}{path}"), &[("amount", typed)]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{typed}");
        let leads = opened.location();
        assert!(leads.starts_with(&format!("{begin}/paiement/")) && leads.contains("?cle="), "{leads}");
    }
    let deposits = site.affiliate.deposits(&owner.actor, shop.id).await.unwrap();
    assert_eq!(deposits.iter().map(|row| row.amount.amount_minor).collect::<Vec<_>>(), [150_050, 150_050]);
    let page = site.get_as(owner, &path).await;
    assert!(page.status == StatusCode::OK && page.shows("1 500,50 DH"));
}

#[tokio::test]
async fn a_payout_before_anything_is_earned_is_refused_and_the_page_says_so() {
    let site = Site::new().await;
    let (_shop, aicha, id) = partners(&site).await;
    let mine = format!("/influenceur/partenariats/{id}");
    assert!(!site.get_as(&aicha, &mine).await.has("form[action$='/versement']"), "nothing to ask for yet");
    let to = [("wallet", "mixx-TG"), ("phone", "+22890123456")];
    let refused = site.post_as(&aicha, &format!("{mine}/versement"), &to).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.shows("Il n’y a pas encore de quoi payer"));
    let english = site.post_as(&aicha, &format!("/en{mine}/versement"), &to).await;
    assert!(english.status == StatusCode::UNPROCESSABLE_ENTITY && english.shows("There is not enough to pay yet"));
    assert!(site.affiliate.payouts(&aicha.actor, id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_partner_who_was_paid_once_chooses_to_be_paid_without_asking() {
    let site = Site::new().await;
    let (_shop, aicha, id) = partners(&site).await;
    let (mine, automatic) =
        (format!("/influenceur/partenariats/{id}"), format!("/influenceur/partenariats/{id}/versement/automatique"));
    let early = site.post_as(&aicha, &automatic, &[("every", "week")]).await;
    assert!(early.status == StatusCode::CONFLICT && early.shows("Demandez d’abord un versement"));
    let (payout, account_id) = (uuid::Uuid::now_v7(), aicha.actor.account_id().unwrap());
    let paid = format!(
        "INSERT INTO payments.disbursements (id, kind, purpose_kind, purpose_id, amount_minor, currency, debit_code, debit_owner,
             rail, country, state, attempts_left, created_at, updated_at)
         VALUES ('{payout}', 'payout', 'affiliate-payout', '{id}', 5000, 'MAD', 'payable', '{account_id}', 'mixx', 'TG', 'processing',
                 0, now(), now());
         INSERT INTO affiliate.payouts (id, partnership_id, currency, amount_minor, created_at) VALUES ('{payout}', '{id}', 'MAD', 5000, now())"
    );
    site.db.script(paid).await;
    let chosen = async || {
        let page = site.get_as(&aicha, &mine).await;
        page.attribute("select[name=every] option[selected]", "value").unwrap()
    };
    assert_eq!(chosen().await, "never");
    let saved = site.post_as(&aicha, &automatic, &[("every", "month")]).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, format!("{mine}#versement").as_str()));
    assert_eq!(chosen().await, "month");
    let odd = site.post_as(&aicha, &automatic, &[("every", "hour")]).await;
    assert_eq!((odd.status, chosen().await.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "month"));
    assert!(site.get_as(&aicha, &format!("/en{mine}")).await.shows("On the 1st of each month"));
}

#[tokio::test]
async fn a_code_is_ended_by_its_form() {
    let site = Site::new().await;
    let (shop, _aicha, id) = partners(&site).await;
    let (path, owner) = (partners_path(&shop, id), &shop.owner);
    site.post_as(owner, &format!("{path}/codes"), &[("code", "AFI10")]).await;
    let action = site.get_as(owner, &path).await.attribute("form[action*='/codes/']", "action").unwrap();
    let ended = site.post_as(owner, &action, &[]).await;
    assert_eq!((ended.status, ended.location()), (StatusCode::SEE_OTHER, format!("{path}#codes").as_str()));
    assert!(site.affiliate.codes(&owner.actor, id).await.unwrap()[0].ends_at.is_some());
    assert!(!site.get_as(owner, &path).await.has("form[action*='/codes/']"), "it is over");
}

#[tokio::test]
async fn a_partnership_is_ended_by_the_form_of_either_side() {
    let site = Site::new().await;
    let (shop, aicha, by_influencer) = partners(&site).await;
    let program = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap().id;
    let kofi = site.influencer("Kofi", 300).await;
    let by_merchant = site.partnership(&kofi, &shop, program).await;
    let mine = format!("/influenceur/partenariats/{by_influencer}");
    let theirs = partners_path(&shop, by_merchant);
    assert_eq!(site.post_as(&kofi, &format!("{mine}/fin"), &[]).await.status, StatusCode::NOT_FOUND, "another's");
    assert_eq!(site.post_as(&aicha, &format!("{mine}/fin"), &[]).await.location(), mine);
    assert_eq!(site.post_as(&aicha, &format!("{theirs}/fin"), &[]).await.status, StatusCode::NOT_FOUND, "another's");
    assert_eq!(site.post_as(&shop.owner, &format!("{theirs}/fin"), &[]).await.location(), theirs);
    for id in [by_influencer, by_merchant] {
        let state = site.affiliate.partnership(&shop.owner.actor, id).await.unwrap().state;
        assert_eq!(state, PartnershipState::Ended);
    }
    assert_eq!(site.get_as(&aicha, &format!("{mine}/liens")).await.status, StatusCode::OK);
    let late = site.post_as(&aicha, &format!("{mine}/liens"), &[("destination", "https://souk.ma/")]).await;
    assert!(late.status.is_client_error() && late.shows("Son état ne le permet pas"));
}
