use affiliate::{AffiliateError, ImportMode, ImportReport, ProductDraft, ProductState};
use kernel::{Actor, AppError as _, Currency, Locale, PageRequest};

use crate::world::{Shop, World, merchant, product, variant, visitor, wrong};

const HEADER: &str = "sku;title;description;category;currency;price;stock_note;landing_url\n";

fn table(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

async fn import(world: &World, shop: &Shop, file: &str, mode: ImportMode) -> ImportReport {
    world.affiliate.import_products(&shop.owner, shop.id, file.as_bytes(), mode).await.unwrap()
}

fn errors(report: &ImportReport) -> Vec<(u64, &str, &str)> {
    report.errors.iter().map(|wrong| (wrong.line, wrong.error.field.as_ref(), wrong.error.code)).collect()
}

#[tokio::test]
async fn a_table_adds_drafts_changes_what_is_there_and_imported_again_changes_nothing() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.listed_shop(&merchant("Souk")).await);
    let draft = ProductDraft {
        sku: Some("T-1".into()),
        pictures: vec![world.picture(&shop.owner).await],
        variants: vec![variant("Grande", Some("T-1-L"))],
        ..product("Théière")
    };
    let id = world.listed_product(&shop, &draft).await;
    let file = table(&[
        "T-1;Théière d’Azrou;En cuivre;home;MAD;1 234,50;Trois;https://souk.ma/t",
        "X-2;Huile d’argan;\"Pressée\nà froid\";beauty;XOF;5 000;;https://souk.ma/h",
        "X-3;Babouches;;fashion;EUR;19,9;;http://souk.ma/b",
    ]);
    let dry = import(&world, &shop, &file, ImportMode::DryRun).await;
    assert_eq!((dry.rows, dry.created, dry.updated, dry.unchanged, dry.kept), (3, 2, 1, 0, false));
    assert_eq!(affiliate.product(&visitor(), id).await.unwrap().title, "Théière");
    assert_eq!(world.count("SELECT count(*) FROM affiliate.products").await, 1);

    let kept = import(&world, &shop, &file, ImportMode::Keep).await;
    assert_eq!(kept, ImportReport { kept: true, ..dry });
    let changed = affiliate.product(&visitor(), id).await.unwrap();
    assert_eq!((changed.title.as_str(), changed.price.amount_minor, changed.version), ("Théière d’Azrou", 123_450, 3));
    assert_eq!((changed.pictures, changed.variants.len()), (draft.pictures, 1), "what is not in the table stays");
    let drafts =
        affiliate.merchant_products(&shop.owner, shop.id, Some(ProductState::Draft), &PageRequest::first()).await.unwrap();
    let mut prices: Vec<_> = drafts.items.iter().map(|product| (product.price.amount_minor, product.price.currency)).collect();
    prices.sort();
    assert_eq!(prices, [(1990, Currency::Eur), (5000, Currency::Xof)]);

    let again = import(&world, &shop, &file, ImportMode::Keep).await;
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3));
    let exported = affiliate.export_products(&world.member(shop.id, "member").await, shop.id).await.unwrap();
    assert!(exported.contains("T-1\",\"Théière d’Azrou\",\"En cuivre\",home,MAD,1234.50,"), "{exported}");
    let back = import(&world, &shop, &exported, ImportMode::Keep).await;
    assert_eq!((back.rows, back.unchanged), (3, 3), "an export is an import");
    assert_eq!(world.count("SELECT count(*) FROM platform.audit WHERE action = 'affiliate.import-products'").await, 3);
}

#[tokio::test]
async fn nothing_is_kept_unless_every_row_is_right() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let theirs = ProductDraft { sku: Some("T".into()), variants: vec![variant("Grande", Some("T-L"))], ..product("Théière") };
    let id = world.listed_product(&shop, &theirs).await;
    let file = table(&[
        "A;Bonne;;home;MAD;5;;https://souk.ma/a",
        "A;Encore;;home;MAD;5;;https://souk.ma/a",
        ";Sans;;home;MAD;5;;https://souk.ma/a",
        "B;Deux lignes;\"x\ny\";magic;MAD;5;;https://souk.ma/a",
        "C;X;;home;XOF;5,5;;https://10.0.0.1/",
        "T-L;Une variante;;home;MAD;5;;https://souk.ma/a",
        "T;Autre monnaie;x;home;EUR;5;;https://souk.ma/a",
        "D;Trop peu",
    ]);
    for mode in [ImportMode::DryRun, ImportMode::Keep] {
        let report = import(&world, &shop, &file, mode).await;
        let expected = [
            (3, "sku", "affiliate-sku-twice"),
            (4, "sku", "field-required"),
            (5, "category", "field-unknown-value"),
            (7, "price", "field-amount-decimals"),
            (7, "title", "affiliate-too-short"),
            (7, "landing_url", "affiliate-landing-url"),
            (8, "sku", "affiliate-sku-of-variant"),
            (9, "currency", "affiliate-currency-of-variants"),
            (10, "row", "affiliate-table-cells"),
        ];
        let mut found = errors(&report);
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!((report.kept, report.errors_count), (false, 9));
    }
    assert_eq!(world.count("SELECT count(*) FROM affiliate.products").await, 1);
    assert_eq!(affiliate.product(&shop.owner, id).await.unwrap().version, 2);
    let emptied = table(&["T;Théière;;home;MAD;5;;https://souk.ma/a"]);
    assert_eq!(errors(&import(&world, &shop, &emptied, ImportMode::Keep).await), [(2, "description", "field-required")]);
    let wrong_rows = "Z;X;;home;MAD;5;;https://souk.ma/a\n".repeat(300);
    let report = import(&world, &shop, &format!("{HEADER}{wrong_rows}"), ImportMode::Keep).await;
    assert_eq!((report.errors.len(), report.errors_count), (200, 300));
}

#[tokio::test]
async fn a_price_is_read_as_it_is_written_where_the_caller_lives() {
    let world = World::new().await;
    let shop = world.shop().await;
    let english = Actor { locale: Locale::En, ..shop.owner.clone() };
    let file = "sku,title,description,category,currency,price,stock_note,landing_url\nA,Teapot,,home,MAD,\"1,234.50\",,https://souk.ma\n";
    let report = world.affiliate.import_products(&english, shop.id, file.as_bytes(), ImportMode::Keep).await.unwrap();
    assert!(report.kept);
    let report = import(&world, &shop, file, ImportMode::Keep).await;
    assert_eq!(errors(&report), [(2, "price", "field-amount-malformed")]);
}

#[tokio::test]
async fn five_thousand_rows_are_imported_and_not_one_more() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.listed_shop(&merchant("Souk")).await);
    let rows: String = (0..5_000).map(|row| format!("S-{row};Produit {row};x;home;MAD;{row};;https://souk.ma/{row}\n")).collect();
    let report = import(&world, &shop, &format!("{HEADER}{rows}"), ImportMode::Keep).await;
    assert_eq!((report.created, report.kept), (5_000, true));
    let more = table(&["S-new;Un de plus;;home;MAD;5;;https://souk.ma/a"]);
    let refused = affiliate.import_products(&shop.owner, shop.id, more.as_bytes(), ImportMode::Keep).await;
    assert!(matches!(refused, Err(AffiliateError::Conflict("affiliate-too-many-products"))));
    let changed = table(&["S-1;Produit un;;home;MAD;5;;https://souk.ma/a"]);
    assert_eq!(import(&world, &shop, &changed, ImportMode::Keep).await.updated, 1);
    assert_eq!(world.count("SELECT count(*) FROM affiliate.skus").await, 5_000);
    assert_eq!(affiliate.export_products(&shop.owner, shop.id).await.unwrap().lines().count(), 5_001);
}

#[tokio::test]
async fn a_table_is_imported_by_those_who_manage_the_merchant() {
    let world = World::new().await;
    let (affiliate, shop, other) = (&world.affiliate, world.shop().await, world.shop().await);
    let (member, anybody) = (world.member(shop.id, "member").await, visitor());
    let file = table(&["A;Bonne;;home;MAD;5;;https://souk.ma/a"]);
    for (actor, code) in
        [(&other.owner, "affiliate-not-found"), (&member, "error-not-allowed"), (&anybody, "error-not-signed-in")]
    {
        let refused = affiliate.import_products(actor, shop.id, file.as_bytes(), ImportMode::Keep).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
    let refused = affiliate.import_products(&shop.owner, shop.id, b"a,b\n1,2\n", ImportMode::DryRun).await.unwrap_err();
    assert_eq!(wrong(&refused), [("file", "affiliate-table-header")]);
    for _ in 1..60 {
        import(&world, &shop, &file, ImportMode::DryRun).await;
    }
    let limited = affiliate.import_products(&shop.owner, shop.id, file.as_bytes(), ImportMode::DryRun).await;
    assert!(matches!(limited, Err(AffiliateError::Limited(_))));
    let two = (import(&world, &other, &file, ImportMode::Keep), import(&world, &other, &file, ImportMode::Keep));
    let (first, second) = tokio::join!(two.0, two.1);
    assert_eq!(first.created + second.created, 1, "two at once add it once");
}

#[tokio::test]
async fn what_a_spreadsheet_would_take_for_a_formula_comes_back_as_it_was() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let draft = ProductDraft { sku: Some("-1".into()), stock_note: "=1+1".into(), ..product("+ \"Thé\", vert") };
    let id = world.product(&shop, &draft).await;
    let exported = affiliate.export_products(&shop.owner, shop.id).await.unwrap();
    assert!(exported.contains("\"'-1\",\"'+ \"\"Thé\"\", vert\""), "{exported}");
    assert_eq!(import(&world, &shop, &exported, ImportMode::Keep).await.unchanged, 1);
    assert_eq!(affiliate.product(&shop.owner, id).await.unwrap().stock_note, "=1+1");
}
