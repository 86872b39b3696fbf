//! Among many clicks and sales, what a dashboard asks is answered by indexes.

use affiliate::{FigureBy, FigureRows, FigureScope};
use kernel::PageRequest;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::{
    figures::{exact, period},
    trade::{Partner, Trade},
};

const TABLE: &str = include_str!("../../src/figures/read/table.sql");
const CLICKS: &str = include_str!("../../src/figures/rows/clicks.sql");
const OF_PROGRAM: &str = include_str!("../../src/figures/rows/of_program.sql");
const OF_PARTNERSHIPS: &str = include_str!("../../src/figures/rows/of_partnerships.sql");

/// Thirty thousand clicks of a hundred links of one partner, and three thousand sales by them, in twenty days; counted.
async fn many(trade: &Trade, partner: &Partner) {
    let script = format!(
        "SELECT affiliate.open_clicks('2026-11-01', '2026-12-31');
         INSERT INTO affiliate.links (id, partnership_id, key, label, destination, targets, created_at, updated_at)
         SELECT gen_random_uuid(), '{id}', 'k' || n, '', 'https://thes.example/', '[]', now(), now() FROM generate_series(100, 199) n;
         WITH links AS (SELECT array_agg(id) AS ids FROM affiliate.links WHERE key LIKE 'k1%'), new AS (
             INSERT INTO affiliate.clicks (id, at, link_id, partnership_id, terms_id, device, country, agent, is_scan)
             SELECT (lpad(to_hex((extract(epoch FROM t.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
                    t.at, l.ids[1 + n % 100], '{id}', (SELECT id FROM affiliate.terms LIMIT 1), 'phone', 'TG', '\\x00000000', false
             FROM generate_series(1, 30000) n CROSS JOIN LATERAL (SELECT '2026-11-05'::timestamptz + n * interval '1 minute' AS at) t CROSS JOIN links l
             RETURNING id, at)
         , waits AS (INSERT INTO affiliate.uncounted (clicks) SELECT array_agg(id) FROM (SELECT id, row_number() OVER () AS n FROM new) i GROUP BY n / 5000)
         INSERT INTO affiliate.conversions (id, program_id, kind, external_id, currency, amount_minor, lines, clicks, codes, occurred_at, received_at,
                                            request_hash, decision, policy_version, decided_at)
         SELECT gen_random_uuid(), '{program}', 'sale', 'o' || n, 'MAD', 1000, '[]', '{{}}', '{{}}', at, at, decode(md5('') || md5(''), 'hex'),
                jsonb_build_object('credits', jsonb_build_array(jsonb_build_object('partnership_id', '{id}', 'touch_id', id, 'share_bp', 10000))), 1, at
         FROM (SELECT *, row_number() OVER () AS n FROM new) s WHERE n % 10 = 0;",
        id = partner.id,
        program = partner.program_id,
    );
    sqlx::raw_sql(AssertSqlSafe(script)).execute(trade.db.pool()).await.unwrap();
    exact(trade, "2026-11-04", "2026-11-27").await;
    sqlx::raw_sql("VACUUM ANALYZE").execute(trade.db.pool()).await.unwrap();
}

/// The plan of one of the statements, with its values.
macro_rules! explained {
    ($conn:expr, $statement:expr $(, $value:expr)* $(,)?) => {{
        let statement = format!("EXPLAIN {}", $statement);
        let lines: Vec<String> = sqlx::query_scalar(AssertSqlSafe(statement))$(.bind($value))*.fetch_all(&mut *$conn).await.unwrap();
        lines.join("\n")
    }};
}

/// None of the large tables is read whole; months without clicks are.
fn reads_no_table_whole(plan: &str) {
    for table in ["clicks_2026_11", "conversions", "counted", "figures", "link_days"] {
        assert!(!plan.contains(&format!("Seq Scan on {table}")), "{plan}");
    }
}

async fn plans(conn: &mut PgConnection, partner: &Partner) {
    let (ids, link) = (vec![partner.id.as_uuid()], partner.link_id.as_uuid());
    let (since, until) = ("2026-11-10T00:00:00Z", "2026-11-12T00:00:00Z");
    let plain = |sql: &str| sql.replace(" AS \"at!: jiff_sqlx::Timestamp\"", "").replace(" AS \"occurred_at: _\"", "");
    // Times as text: bound values have types of their own.
    let timed = |sql: &str, places: &[usize]| {
        places.iter().fold(plain(sql), |sql, place| sql.replace(&format!("${place})"), &format!("${place}::text::timestamptz)")))
    };
    let (none, no_id) = (None::<String>, None::<Uuid>);
    let plan =
        explained!(conn, timed(CLICKS, &[8, 9]), &ids, link, no_id, &none, &none, &none, &none, since, until, no_id, 25_i64);
    reads_no_table_whole(&plan);
    assert!(plan.contains("link_id_id_idx"), "{plan}");
    let between = |sql: &str, from: usize, to: usize, after: usize| {
        plain(sql)
            .replace(
                &format!("c.at >= ${from} AND c.at < ${to}"),
                &format!("c.at >= ${from}::text::timestamptz AND c.at < ${to}::text::timestamptz"),
            )
            .replace(&format!("< (${after},"), &format!("< (${after}::timestamptz,"))
            .replace(&format!("(${after}::timestamptz IS"), &format!("(${after}::text::timestamptz IS"))
            .replace(&format!("(${after}::timestamptz,"), &format!("(${after}::text::timestamptz,"))
    };
    let statement = between(OF_PROGRAM, 6, 7, 8);
    let program = partner.program_id.as_uuid();
    let plan = explained!(conn, statement, program, &none, &none, &none, &none, since, until, &none, no_id, 25_i64, &none);
    reads_no_table_whole(&plan);
    assert!(plan.contains("counted_of_program"), "{plan}");
    let statement = between(OF_PARTNERSHIPS, 8, 9, 10);
    let plan =
        explained!(conn, statement, &ids, no_id, &none, &none, &none, &none, &none, since, until, &none, no_id, 25_i64, &none);
    reads_no_table_whole(&plan);
    assert!(plan.contains("counted_of_partnership"), "{plan}");
    let timed = |place: &str| format!("{place}::text[]::timestamptz[]");
    let statement = ["$5", "$6"]
        .into_iter()
        .fold(plain(TABLE), |sql, place| sql.replace(&format!("{place}::timestamptz[]"), place).replace(place, &timed(place)));
    let plan =
        explained!(conn, statement, &ids, "country", false, vec!["day"], vec![since], vec![until], vec![1], 201_i64, true, false);
    reads_no_table_whole(&plan);
    assert!(plan.contains("figures_pkey"), "{plan}");
}

/// What is added up by functions, of whose statements a plan does not tell: `$1` partnerships, `$2` dimension.
const ADDED: [&str; 3] = [
    "figures_between($1, $2, '2026-11-10 23:00Z', '2026-11-11 00:00Z')",
    "sums_of_links($1, '{hour}', '{2026-11-10 23:00Z}', '{2026-11-11 00:00Z}', '{1}') WHERE $2 = 'link'",
    "sums_of_scopes($1, '{hour}', '{2026-11-10 23:00Z}', '{2026-11-11 00:00Z}', '{1}') WHERE $2 = 'all'",
];

/// The clicks of an hour, and how often a transaction read the large tables whole while it added them up.
async fn read_whole(trade: &Trade, partner: &Partner, added: &str, dimension: &str) -> (i64, i64) {
    let mut conn = trade.db.pool().acquire().await.unwrap();
    sqlx::raw_sql("BEGIN; SET LOCAL plan_cache_mode = force_generic_plan").execute(&mut *conn).await.unwrap();
    // What is not told to the statistics yet is there, too: only the difference is this statement's.
    let scans = "SELECT coalesce(sum(seq_scan), 0)::bigint FROM pg_stat_xact_user_tables
                 WHERE schemaname = 'affiliate' AND relname IN ('clicks_2026_11', 'counted', 'conversions', 'figures', 'link_days')";
    let before: i64 = sqlx::query_scalar(scans).fetch_one(&mut *conn).await.unwrap();
    let sum = format!("SELECT coalesce(sum(clicks), 0)::bigint FROM affiliate.{added}");
    let ids = [partner.id.as_uuid()];
    let clicks = sqlx::query_scalar(AssertSqlSafe(sum)).bind(ids).bind(dimension).fetch_one(&mut *conn).await.unwrap();
    let after: i64 = sqlx::query_scalar(scans).fetch_one(&mut *conn).await.unwrap();
    sqlx::raw_sql("ROLLBACK").execute(&mut *conn).await.unwrap();
    (clicks, after - before)
}

#[tokio::test]
async fn what_a_dashboard_asks_of_many_clicks_and_sales_touches_indexes_only() {
    let (trade, partner) = Trade::linked().await;
    many(&trade, &partner).await;
    plans(&mut trade.db.pool().acquire().await.unwrap(), &partner).await;
    let [between, links, scopes] = ADDED;
    for (added, dimension) in
        [(between, "link"), (between, "product"), (between, "country"), (between, "device"), (links, "link"), (scopes, "all")]
    {
        assert_eq!(read_whole(&trade, &partner, added, dimension).await, (60, 0), "{added} {dimension}");
    }
    // The same through the service, more often than PostgreSQL takes to prefer a plan for all values.
    let days = period("2026-11-10", "2026-11-11", "UTC");
    for scope in [FigureScope::Program(partner.program_id), FigureScope::Partnership(partner.id)] {
        for _ in 0..7 {
            let view = trade.affiliate.figures(&trade.owner, scope, &days).await.unwrap();
            assert_eq!((view.totals.clicks, view.totals.sales), (2_880, 288));
            let table = trade.affiliate.figure_table(&trade.owner, scope, &days, FigureBy::Link).await.unwrap();
            assert_eq!((table.rows.len(), table.more), (100, false));
            let (of, page) = (FigureRows::default(), PageRequest::first());
            assert_eq!(trade.affiliate.figure_clicks(&trade.owner, scope, &days, &of, &page).await.unwrap().items.len(), 24);
            assert_eq!(trade.affiliate.figure_conversions(&trade.owner, scope, &days, &of, &page).await.unwrap().items.len(), 24);
        }
    }
}
