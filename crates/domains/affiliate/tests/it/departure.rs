//! What somebody would leave behind, and what is forgotten with their account.

use affiliate::{
    Affiliate, AffiliateError, InfluencerFilter, LeftEarnings, LeftWallet, MANDATE_TEXT, MerchantFilter, PartnershipState,
    ProductFilter, ProgramState, TaxPartyDraft, TaxRegime,
};
use contracts::identity::AccountDeleted;
use jiff::SignedDuration;
use kernel::{AccountId, Actor, AppError as _, ErrorKind, Locale, PageRequest, Role, SignedIn};
use platform::jobs::{Registry, run_due};
use uuid::Uuid;

use crate::{
    trade::{Partner, Trade, dirham, in_organisation, organisation, visitor},
    world::product,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What identity does to an account that is erased; and the event, twice.
async fn erase(trade: &Trade, who: &Actor) {
    let account_id = who.account_id().unwrap();
    for statement in [
        "DELETE FROM identity.organisation o
         WHERE EXISTS (SELECT FROM identity.organisation_member m WHERE m.organisation_id = o.id AND m.account_id = $1)
           AND NOT EXISTS (SELECT FROM identity.organisation_member m WHERE m.organisation_id = o.id AND m.account_id <> $1)",
        "DELETE FROM identity.organisation_member WHERE account_id = $1",
        "UPDATE identity.account SET display_name = 'Compte supprimé', locked_at = now() WHERE id = $1",
    ] {
        sqlx::query(statement).bind(account_id.as_uuid()).execute(trade.db.pool()).await.unwrap();
    }
    let mut registry = Registry::new();
    trade.affiliate.register(&mut registry);
    for _ in 0..2 {
        let mut tx = trade.db.begin(&Actor::system("test")).await.unwrap();
        tx.emit(&AccountDeleted { account_id }).await.unwrap();
        tx.commit().await.unwrap();
        run_due(&trade.db, &registry).await.unwrap();
    }
}

async fn count(trade: &Trade, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(trade.db.pool()).await.unwrap()
}

async fn text(trade: &Trade, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(trade.db.pool()).await.unwrap()
}

async fn found(affiliate: &Affiliate, words: &str) -> usize {
    let filter = InfluencerFilter { words: words.into(), ..InfluencerFilter::default() };
    affiliate.search_influencers(&visitor(), &filter, &PageRequest::first()).await.unwrap().page.items.len()
}

/// How papers name somebody in Morocco.
fn moroccan(name: &str) -> TaxPartyDraft {
    TaxPartyDraft {
        legal_name: name.into(),
        address: "12, rue des Palmiers, Rabat".into(),
        country: "MA".into(),
        ice: "001561191000066".into(),
        tax_number: "1234567".into(),
        ..TaxPartyDraft::default()
    }
}

/// Both sides said how papers name them, and the partner gave a mandate.
async fn named(trade: &Trade, partner: &Partner) {
    let affiliate = &trade.affiliate;
    affiliate.set_tax_profile(&partner.actor, TaxRegime::MaAutoEntrepreneur, &moroccan("Afi Mensah")).await.unwrap();
    affiliate.accept_mandate(&partner.actor, MANDATE_TEXT).await.unwrap();
    affiliate.set_merchant_tax_profile(&trade.owner, trade.merchant, &moroccan("Thés SARL")).await.unwrap();
}

async fn domain(trade: &Trade, column: &str, owner: Uuid, host: &str) {
    let statement = format!(
        "INSERT INTO affiliate.link_domains (id, {column}, host, token, state, created_at, updated_at)
         VALUES (gen_random_uuid(), '{owner}', '{host}', repeat('a', 32), 'verified', now(), now())"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(trade.db.pool()).await.unwrap();
}

#[tokio::test]
async fn an_erased_influencer_is_nobody_on_the_market_and_promotes_nothing_any_more() {
    let (trade, partner) = Trade::linked().await;
    let affiliate = &trade.affiliate;
    let kossi = trade.influencer("Kossi", "TG", 100).await;
    let asked = affiliate.ask(&kossi, partner.program_id, "C’est Kossi.").await.unwrap();
    trade.deposit(dirham(1_000_000)).await;
    trade.sold(&partner, "1001", 100_000).await;
    let account_id = partner.actor.account_id().unwrap();
    domain(&trade, "account_id", account_id.as_uuid(), "go.afi.tg").await;
    let slug = affiliate.influencer(&visitor(), account_id).await.unwrap().slug;
    assert_eq!((found(affiliate, "Afi").await, slug.starts_with("afi-")), (1, true));
    erase(&trade, &partner.actor).await;

    assert_eq!((found(affiliate, "Afi").await, found(affiliate, "Kossi").await), (0, 1));
    assert!(matches!(affiliate.influencer(&visitor(), account_id).await, Err(AffiliateError::NotFound)));
    assert!(matches!(affiliate.influencer_by_slug(&visitor(), &slug).await, Err(AffiliateError::NotFound)));
    let row =
        "SELECT concat_ws('|', name, about, handles, picture, slug, array_to_string(languages, ',')) FROM affiliate.influencers
               WHERE gone_at IS NOT NULL";
    let row = text(&trade, row).await;
    assert!(row.starts_with("Compte supprimé|||") && !row.to_lowercase().contains("afi"), "{row}");
    for sql in [
        "SELECT count(*) FROM affiliate.audiences WHERE account_id IN (SELECT account_id FROM affiliate.influencers WHERE gone_at IS NOT NULL)",
        "SELECT count(*) FROM affiliate.words WHERE subject = 'influencer' AND word = 'afi'",
        "SELECT count(*) FROM affiliate.link_domains",
        "SELECT count(*) FROM affiliate.partnership_spans WHERE ends_at IS NULL",
        "SELECT count(*) FROM affiliate.links WHERE label <> ''",
    ] {
        assert_eq!(count(&trade, sql).await, 0, "{sql}");
    }
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.words WHERE subject = 'influencer' AND word = 'kossi'").await, 1);
    let view = affiliate.partnership(&trade.owner, partner.id).await.unwrap();
    assert_eq!((view.state, view.influencer_name.as_str()), (PartnershipState::Ended, "Compte supprimé"));
    assert_eq!((view.message.as_str(), view.answer.as_str()), ("", ""));
    assert_eq!(affiliate.partnership(&trade.owner, asked).await.unwrap().message, "C’est Kossi.", "others stay");

    // The link leads on and earns nothing; what was earned stays in the books.
    trade.until_fault("afi-the", "no_partnership").await;
    trade.sold(&partner, "1002", 100_000).await;
    assert_eq!(trade.books(partner.id).await.held, 10_000);
    let gone = "SELECT count(*) FROM platform.audit WHERE action = 'affiliate.influencer-gone'";
    let ended = "SELECT count(*) FROM platform.outbox WHERE topic LIKE 'affiliate.partnership-changed%' AND payload ->> 'state' = 'ended'";
    assert_eq!((count(&trade, gone).await, count(&trade, ended).await), (1, 1), "the second time nothing is left to do");
    trade.verified().await;
}

#[tokio::test]
async fn a_request_of_an_erased_account_is_taken_back_and_whom_the_staff_took_down_stays_down() {
    let (trade, partner) = Trade::linked().await;
    let kossi = trade.influencer("Kossi", "TG", 100).await;
    let asked = trade.affiliate.ask(&kossi, partner.program_id, "C’est Kossi.").await.unwrap();
    let staff = SignedIn { account_id: AccountId::generate(), session_id: None, permissions: Role::Moderator.permissions() };
    let staff = Actor::signed_in(staff, Locale::Fr);
    let account_id = kossi.account_id().unwrap();
    trade.affiliate.suspend_influencer(&staff, account_id, "Faux abonnés").await.unwrap();
    erase(&trade, &kossi).await;
    let view = trade.affiliate.partnership(&trade.owner, asked).await.unwrap();
    assert_eq!((view.state, view.message.as_str()), (PartnershipState::Ended, ""));
    let view = trade.affiliate.influencer(&staff, account_id).await.unwrap();
    assert_eq!((view.state.as_str(), view.name.as_str()), ("suspended", "Compte supprimé"));
    assert_eq!(found(&trade.affiliate, "Afi").await, 1);
}

#[tokio::test]
async fn how_papers_name_an_erased_influencer_is_kept_until_the_last_statement_is_issued() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    named(&trade, &partner).await;
    trade.sold(&partner, "1001", 1_000_000).await;
    erase(&trade, &partner.actor).await;
    let profiles = "SELECT count(*) FROM affiliate.tax_profiles";
    assert_eq!(count(&trade, profiles).await, 1, "something may yet become payable");
    let refused = sqlx::query("UPDATE affiliate.tax_profiles SET regime = 'abroad'").execute(trade.db.pool()).await;
    assert!(refused.unwrap_err().to_string().contains("only added to"));
    let nightly = async || trade.affiliate.keep_statements(&Actor::system("test")).await.unwrap();
    // Payable on 6 December; December is over in January.
    trade.minute().await;
    trade.pass(DAY * 15);
    trade.minute().await;
    nightly().await;
    assert_eq!(
        (trade.books(partner.id).await.available, count(&trade, profiles).await),
        (100_000, 1),
        "it is still to be stated"
    );
    trade.pass(DAY * 30);
    nightly().await;
    assert_eq!(count(&trade, profiles).await, 0);
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.merchant_tax_profiles").await, 1, "the merchant is there");
    let page = PageRequest::first();
    let issued = trade.affiliate.merchant_statements(&trade.owner, trade.merchant, &page).await.unwrap().items;
    let statement = trade.affiliate.statement(&trade.owner, issued[0].id).await.unwrap();
    assert_eq!((statement.payee.legal_name.as_str(), statement.total), ("Afi Mensah", dirham(100_000)));
    assert_eq!(statement.invoice, None, "nobody invoices in the name of who is gone");
    let refused = sqlx::query("DELETE FROM affiliate.merchant_tax_profiles").execute(trade.db.pool()).await;
    assert!(refused.unwrap_err().to_string().contains("only added to"));
}

#[tokio::test]
async fn how_papers_name_somebody_of_whom_nothing_is_to_be_stated_goes_at_once() {
    let (trade, partner) = Trade::linked().await;
    named(&trade, &partner).await;
    erase(&trade, &partner.actor).await;
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.tax_profiles").await, 0);
    let mandates = "SELECT count(*) FROM affiliate.invoice_mandates WHERE text_version IS NULL";
    assert_eq!(count(&trade, mandates).await, 1, "withdrawn");
}

#[tokio::test]
async fn a_merchant_to_which_nobody_belongs_any_more_closes_and_one_with_members_goes_on() {
    let (trade, partner) = Trade::linked().await;
    let (affiliate, merchant) = (&trade.affiliate, trade.merchant);
    let tea = affiliate.create_product(&trade.owner, merchant, &product("Théière")).await.unwrap();
    affiliate.list_product(&trade.owner, tea).await.unwrap();
    trade.deposit(dirham(50_000)).await;
    trade.sold(&partner, "1001", 100_000).await;
    domain(&trade, "organisation_id", merchant.as_uuid(), "go.thes.ma").await;
    let shown = async || {
        let page = PageRequest::first();
        let products = affiliate.search_products(&visitor(), &ProductFilter::default(), &page).await.unwrap().page.items.len();
        let merchants = affiliate.search_merchants(&visitor(), &MerchantFilter::default(), &page).await.unwrap().page.items.len();
        (products, merchants)
    };
    erase(&trade, &trade.member).await;
    assert_eq!(shown().await, (1, 1));
    assert_eq!(affiliate.program(&trade.owner, partner.program_id).await.unwrap().state, ProgramState::Open);

    erase(&trade, &trade.owner).await;
    assert_eq!(shown().await, (0, 0));
    let program = "SELECT state FROM affiliate.programs";
    assert_eq!(
        (text(&trade, program).await.as_str(), count(&trade, "SELECT count(*) FROM affiliate.link_domains").await),
        ("closed", 0)
    );
    let rows = "SELECT concat_ws('|', m.name, m.about, m.website, m.state, p.state) FROM affiliate.merchants m JOIN affiliate.products p USING (organisation_id)";
    assert_eq!(text(&trade, rows).await, "Thés de l’Atlas||draft|archived");
    let wallet = "SELECT details -> 'wallet' ->> 'amount_minor' FROM platform.audit WHERE action = 'affiliate.merchant-gone'";
    assert_eq!(text(&trade, wallet).await, "40000", "the staff knows what is left");
    // The partner reads who owes them what, and is paid without a least amount.
    let mine = affiliate.partnership(&partner.actor, partner.id).await.unwrap();
    assert_eq!((mine.merchant_name.as_str(), mine.merchant_listed), ("Thés de l’Atlas", false));
    trade.until_fault("afi-the", "no_partnership").await;
    assert_eq!(trade.books(partner.id).await.held, 10_000);
    trade.verified().await;
}

#[tokio::test]
async fn one_is_told_what_one_would_leave_behind_and_nobody_else_is() {
    let (trade, partner) = Trade::linked().await;
    let affiliate = &trade.affiliate;
    let left = async |actor: &Actor| affiliate.left_behind(actor).await.unwrap();
    assert!(left(&partner.actor).await.is_empty());
    assert_eq!(affiliate.left_behind(&visitor()).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    trade.deposit(dirham(100_000)).await;
    trade.sold(&partner, "1001", 200_000).await;
    let earned = |payable, held| LeftEarnings {
        partnership_id: partner.id,
        program_title: "Thés de l’Atlas".into(),
        merchant_name: "Thés de l’Atlas".into(),
        payable: dirham(payable),
        held: dirham(held),
    };
    assert_eq!(left(&partner.actor).await.earnings, [earned(0, 20_000)]);
    trade.minute().await;
    trade.pass(DAY * 14);
    trade.minute().await;
    assert_eq!(left(&partner.actor).await.earnings, [earned(20_000, 0)]);
    assert!(left(&trade.owner).await.is_empty(), "another member stays");
    erase(&trade, &trade.member).await;
    let wallet =
        LeftWallet { organisation_id: trade.merchant, merchant_name: "Thés de l’Atlas".into(), balance: dirham(80_000) };
    assert_eq!(left(&trade.owner).await.wallets, [wallet]);
    // Organisations that sell nothing have no wallet.
    let studio = organisation(&trade.db, "production").await;
    assert!(left(&in_organisation(&trade.db, studio, "owner").await).await.is_empty());
    trade.pay_out(partner.id, dirham(20_000)).await;
    assert!(left(&partner.actor).await.is_empty());
}
