//! SQL stands in stores and queries only, and a context names its own schema or what a neighbour publishes.

use proc_macro2::{TokenStream, TokenTree};

use super::rules::{EDGES, FOUNDATION, Rules};
use crate::report::Report;
use crate::source::Source;

const MACROS: &[&str] =
    &["query", "query_as", "query_scalar", "query_file", "query_file_as", "query_file_scalar", "query_unchecked"];
const FUNCTIONS: &[&str] = &["query", "query_as", "query_scalar", "raw_sql", "query_with", "QueryBuilder"];

/// Checks one file of the crate `name`; gives the number of places where it speaks SQL.
pub(super) fn check_source(rules: &Rules, name: &str, source: &Source, report: &mut Report) -> usize {
    if rules.is_tool(name) || source.is_test_file() {
        return 0;
    }
    let mut lines = Vec::new();
    collect_uses(&source.tokens, &mut lines);
    lines.retain(|line| !source.is_test_line(*line));
    let listed = rules.sql_file.iter().any(|file| file.path == source.path && !file.reason.trim().is_empty());
    let edge = rules.tiers.get(name).is_some_and(|tier| *tier >= EDGES);
    if edge || !(is_sql_path(&source.path) || listed) {
        for line in &lines {
            let place = format!("{}:{line}", source.path);
            report.find(place, "speaks SQL: it belongs in store.rs (writes) or queries.rs (reads) of a context");
        }
    }
    check_schemas(rules, name, source, report);
    lines.len()
}

/// Whether a path is a store or a query file.
fn is_sql_path(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "store" | "queries" | "store.rs" | "queries.rs"))
}

/// Lines with `query!(…)` or `sqlx::query(…)`.
fn collect_uses(stream: &TokenStream, lines: &mut Vec<usize>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => collect_uses(&group.stream(), lines),
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                let bang = is_punct(tokens.get(at + 1), '!');
                let path = at >= 3 && is_punct(tokens.get(at - 1), ':') && is_ident(&tokens[at - 3], "sqlx");
                if (bang && MACROS.contains(&word.as_str())) || (path && !bang && FUNCTIONS.contains(&word.as_str())) {
                    lines.push(ident.span().start().line);
                }
            }
            _ => {}
        }
    }
}

fn is_punct(token: Option<&TokenTree>, c: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == c)
}

fn is_ident(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn check_schemas(rules: &Rules, name: &str, source: &Source, report: &mut Report) {
    let own = schema_of(name);
    for text in source.production_texts() {
        if !looks_like_sql(&text.value) {
            continue;
        }
        for (context, _) in rules.contexts() {
            let schema = schema_of(context);
            if schema != own && names_schema(&text.value, &schema) {
                let place = format!("{}:{}", source.path, text.line);
                report.find(place, format!("names the schema of {context}: use its service, or a view in {schema}_pub"));
            }
        }
    }
}

/// Checks the foreign keys of `migrations/<time>_<context>.sql`.
pub(super) fn check_migration(rules: &Rules, path: &str, text: &str, report: &mut Report) {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".sql");
    let Some((_, subject)) = stem.split_once('_') else {
        return report.find(path, "is not named <time>_<context>_<what>.sql");
    };
    let owner = rules.contexts().map(|(name, _)| schema_of(name)).find(|schema| belongs_to(subject, schema));
    let Some(owner) = owner else {
        return report.find(path, "does not start with the name of a context");
    };
    for (index, line) in text.lines().enumerate() {
        let code = line.split("--").next().unwrap_or_default().to_lowercase();
        let Some((_, target)) = code.split_once("references ") else { continue };
        for (context, tier) in rules.contexts() {
            let schema = schema_of(context);
            if tier > FOUNDATION && schema != owner && names_schema(target, &schema) {
                let place = format!("{path}:{}", index + 1);
                report.find(place, format!("refers to {context}: foreign keys stay inside or point to the foundation"));
            }
        }
    }
}

fn belongs_to(subject: &str, schema: &str) -> bool {
    subject.strip_prefix(schema).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

/// The PostgreSQL schema of a crate.
fn schema_of(name: &str) -> String {
    name.replace('-', "_")
}

fn looks_like_sql(text: &str) -> bool {
    let start = text.trim_start().get(..6).unwrap_or_default().to_lowercase();
    ["select", "insert", "update", "delete", "with ", "lock t", "trunca"].iter().any(|verb| start.starts_with(verb))
}

/// Whether `sql` has `schema.` as a word of its own.
fn names_schema(sql: &str, schema: &str) -> bool {
    let needle = format!("{schema}.");
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    sql.match_indices(&needle).any(|(at, _)| {
        let free_before = !sql[..at].ends_with(word);
        let named_after = sql[at + needle.len()..].starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"');
        free_before && named_after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
        tools = []
        shared_edges = []
        sql_file = [{ path = "crates/platform/src/db.rs", reason = "opens the transaction" }]
        [tiers]
        platform = 1
        media = 2
        catalog = 3
        booking = 3
        api = 5
    "#;

    fn findings(name: &str, path: &str, text: &str) -> Vec<String> {
        let mut report = Report::new("arch");
        let source = Source::parse(path, text.to_owned()).unwrap();
        check_source(&Rules::parse(RULES).unwrap(), name, &source, &mut report);
        report.lines()
    }

    const OWN: &str = r#"fn f() { sqlx::query!("select id from catalog.film join media_pub.asset a on true"); }"#;

    #[test]
    fn sql_in_a_store_about_its_own_schema_is_in_order() {
        for path in ["a/store.rs", "a/queries.rs", "a/store/film.rs", "a/queries/rails.rs", "a/tests/it/film.rs"] {
            assert_eq!(findings("catalog", path, OWN), Vec::<String>::new(), "{path}");
        }
        let listed = r#"fn f() { sqlx::query("select 1"); }"#;
        assert_eq!(findings("platform", "crates/platform/src/db.rs", listed), Vec::<String>::new());
    }

    #[test]
    fn planted_sql_outside_a_store_is_found() {
        for text in [OWN, r#"fn f() { sqlx::query("select 1"); }"#, r#"fn f() { query_scalar!("select 1"); }"#] {
            assert_eq!(findings("catalog", "a/film/mod.rs", text).len(), 1, "{text}");
        }
        assert_eq!(findings("api", "a/store.rs", r#"fn f() { sqlx::query("select 1"); }"#).len(), 1);
    }

    #[test]
    fn a_planted_foreign_schema_is_found() {
        let text = r#"fn f() { sqlx::query!("select a.id from media.asset a"); }"#;
        let found = findings("catalog", "a/store.rs", text);
        assert_eq!(found, ["a/store.rs:1: names the schema of media: use its service, or a view in media_pub"]);
        assert_eq!(findings("media", "a/store.rs", text), Vec::<String>::new());
    }

    #[test]
    fn a_planted_foreign_key_to_a_domain_is_found() {
        let check = |path: &str, text: &str| {
            let mut report = Report::new("arch");
            check_migration(&Rules::parse(RULES).unwrap(), path, text, &mut report);
            report.lines()
        };
        let path = "migrations/20260101000000_booking.sql";
        assert_eq!(check(path, "film_id uuid REFERENCES catalog.film (id)").len(), 1);
        assert_eq!(check(path, "asset_id uuid references media.asset, -- like catalog.film"), Vec::<String>::new());
        assert_eq!(check("migrations/20260101000000_misc.sql", "").len(), 1);
    }
}
