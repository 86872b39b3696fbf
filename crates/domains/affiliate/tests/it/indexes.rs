//! Among twenty thousand products, what is asked is answered by an index.

use affiliate::{MarketSort, ProductFilter};
use kernel::{Currency, PageRequest};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::world::{World, merchant, visitor};

const BY_NUMBER: &str = include_str!("../../src/market/queries/products.sql");
const BY_RELEVANCE: &str = include_str!("../../src/market/queries/products_by_relevance.sql");

/// Four merchants of five thousand products each; every thousandth is a teapot.
async fn twenty_thousand(world: &World) {
    for _ in 0..4 {
        let shop = world.listed_shop(&merchant("Souk")).await;
        world.db.script(format!(
            "INSERT INTO affiliate.products (id, organisation_id, slug, title, description, category_id, currency, price_minor, stock_note,
                                             landing_url, state, created_at, updated_at, listed_at)
             SELECT gen_random_uuid(), '{}', md5(random()::text), CASE WHEN n % 1000 = 0 THEN 'Théière ' ELSE 'Objet ' END || n,
                    'Modèle ' || n * 7, c.id, CASE WHEN n % 2 = 0 THEN 'MAD' ELSE 'EUR' END, n, '', 'https://a.ma', 'listed', now(), now(),
                    '2026-01-01'::timestamptz + n * interval '1 minute'
             FROM generate_series(1, 5000) n
             JOIN affiliate.categories c ON c.id = ('019aa000-0000-7000-8000-0000000000' || lpad(to_hex(n % 18 + 1), 2, '0'))::uuid;",
            shop.id
        ))
        .await;
    }
    // As autovacuum does: what was just written is not in the tree of the index yet, and would be read row by row.
    for table in ["market_products", "words"] {
        world.db.script(format!("VACUUM ANALYZE affiliate.{table}")).await;
    }
}

/// The plan of one of the statements that a search runs, with its values.
macro_rules! explained {
    ($conn:expr, $statement:expr $(, $value:expr)* $(,)?) => {{
        let statement = format!("EXPLAIN {}", $statement);
        let lines: Vec<String> = sqlx::query_scalar(AssertSqlSafe(statement))$(.bind($value))*.fetch_all(&mut *$conn).await.unwrap();
        lines.join("\n")
    }};
}

async fn newest(
    conn: &mut PgConnection,
    sort: &str,
    words: Option<&str>,
    currency: Option<&str>,
    merchant: Option<uuid::Uuid>,
) -> String {
    let (none, price, below) = (None::<String>, None::<i64>, None::<uuid::Uuid>);
    explained!(conn, BY_NUMBER, sort, words, below, none, currency, price, price, merchant, price, below, 25_i64)
}

#[tokio::test]
async fn a_search_among_twenty_thousand_products_touches_indexes_only() {
    let world = World::new().await;
    twenty_thousand(&world).await;
    assert_eq!(world.count("SELECT count(*) FROM affiliate.market_products").await, 20_000);
    let mut conn = world.db.db().pool().acquire().await.unwrap();
    let (none, price, below) = (None::<String>, None::<i64>, None::<uuid::Uuid>);
    let plan = explained!(conn, BY_RELEVANCE, "theiere", below, &none, &none, price, price, below, price, below, 25_i64);
    assert!(plan.contains("market_products_document") && !plan.contains("Seq Scan on market_products"), "{plan}");
    let merchant: uuid::Uuid =
        sqlx::query_scalar("SELECT organisation_id FROM affiliate.merchants LIMIT 1").fetch_one(&mut *conn).await.unwrap();
    for (sort, words, currency, of, index) in [
        ("newest", None, None, None, "market_products_newest"),
        ("newest", Some("theiere"), None, None, "market_products_document"),
        ("newest", None, None, Some(merchant), "market_products_merchant"),
        ("price-up", None, Some("MAD"), None, "market_products_cheapest"),
        ("price-down", None, Some("MAD"), None, "market_products_dearest"),
        ("price-down", Some("theiere"), Some("MAD"), None, "market_products_document"),
    ] {
        let plan = newest(&mut conn, sort, words, currency, of).await;
        assert!(plan.contains(index) && !plan.contains("Seq Scan on market_products"), "{sort} {words:?}: {plan}");
    }
    let plan = explained!(conn, "SELECT word FROM affiliate.words WHERE word % 'teiere'");
    assert!(plan.contains("words_trgm"), "{plan}");

    // The same through the service, more often than PostgreSQL takes to prefer a plan for all values.
    let open = ProductFilter::default;
    for _ in 0..7 {
        for (filter, count) in [
            (open(), 24),
            (ProductFilter { words: "theiere".into(), ..open() }, 20),
            (ProductFilter { words: "teiere".into(), ..open() }, 20),
            (ProductFilter { currency: Some(Currency::Mad), sort: Some(MarketSort::PriceUp), ..open() }, 24),
        ] {
            let found = world.affiliate.search_products(&visitor(), &filter, &PageRequest::first()).await.unwrap();
            assert_eq!(found.page.items.len(), count, "{filter:?}");
        }
    }
    let counts = world.affiliate.count_products(&visitor(), &open()).await.unwrap();
    let most = counts.iter().map(|count| (count.count, count.more)).max().unwrap();
    assert_eq!((counts.len(), most), (18, (1000, true)), "no more than a thousand are counted");
}
