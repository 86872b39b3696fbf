//! One table of the board: by link, partner, product, country, device, post, origin.

use affiliate::{FigureBy, FigureRow, FigureTable, Figures};
use maud::{Markup, html};
use web_kit::{Visit, format, names, next, ui, ui::Column, ui::Icon, ui::Row};

use super::{Asked, Desk};
use crate::parts::terms;

/// The table with its tabs, and the same as a file.
pub(super) fn section(visit: &Visit, desk: &Desk, asked: &Asked, table: &FigureTable) -> Markup {
    let t = visit.t;
    let address = |path: &str, by: FigureBy| {
        let mut pairs = asked.pairs();
        pairs.push(("par", by.as_str().to_owned()));
        next::with_pairs(visit, path, &pairs)
    };
    let tabs = desk.tables.iter().map(|by| ui::Tab::new(t.get(&format!("sales-by-{}", by.as_str())), address(&desk.path, *by)));
    let rows = table.rows.iter().map(|one| row(visit, desk, asked, (table.by, one))).collect();
    let file = address(&format!("{}/tableau.csv", desk.path), table.by);
    let content = html! {
        (ui::Tabs::new(t.get("sales-by"), address(&desk.path, table.by), tabs.collect()))
        @if table.rows.is_empty() { p class="mt-4 text-muted" { (t.get("sales-table-none")) } }
        @else {
            (ui::Table::new(t.get(&format!("sales-by-{}", table.by.as_str())), columns(visit, desk, table.by), rows))
            @if table.more { p class="text-sm text-muted" { (t.get("sales-table-more")) } }
            @if let Some(hint) = hint(table.by) { p class="text-sm text-muted" { (t.get(hint)) } }
            p { (ui::Button::quiet(t.get("sales-export-table")).icon(Icon::Download).href(file)) }
        }
    };
    html! { (ui::Section::new(t.get("sales-tables"), content).id("tableau")) }
}

/// What has to be known of a table to read its sums.
const fn hint(by: FigureBy) -> Option<&'static str> {
    match by {
        FigureBy::Post => Some("sales-by-post-hint"),
        FigureBy::Partner => Some("sales-by-partner-hint"),
        _ => None,
    }
}

fn columns(visit: &Visit, desk: &Desk, by: FigureBy) -> Vec<Column> {
    let t = visit.t;
    let mut columns = vec![Column::new(t.get(&format!("sales-by-{}", by.as_str())))];
    let money = if desk.sells() {
        ["sales-figure-revenue", "sales-figure-cost"]
    } else {
        ["sales-figure-revenue", "sales-figure-earned"]
    };
    let keys = ["sales-figure-clicks", "sales-figure-sales", "sales-figure-rate"].into_iter().chain(money);
    columns.extend(keys.map(|key| Column::number(t.get(key))));
    columns
}

fn row(visit: &Visit, desk: &Desk, asked: &Asked, (by, row): (FigureBy, &FigureRow)) -> Row {
    let figures = &row.figures;
    // Rows of what is not known have no address of their own: no link rather than a wrong one.
    let pair = filter(by).filter(|_| !row.key.is_empty()).map(|name| (name, row.key.clone()));
    let linked = |kind: &str, genre: Option<&'static str>, count: i64| {
        let number = format::number(visit.locale, count);
        let narrowed = pair.clone().zip(desk.rows(kind)).map(|(pair, rows)| (Some(pair), rows));
        let own = || desk.rows_of(by, &row.key, kind).map(|rows| (None, rows));
        let Some((pair, rows)) = narrowed.or_else(own) else { return html! { (number) } };
        let genre = genre.map(|genre| ("genre", genre.to_owned()));
        let pairs: Vec<_> = asked.pairs().into_iter().chain(pair).chain(genre).collect();
        let href = next::with_pairs(visit, &rows, &pairs);
        html! { a class="link" href=(href) { (number) } }
    };
    let rate = figures.rate_bp().map_or_else(String::new, |bp| terms::share(visit.locale, u32::try_from(bp).unwrap_or(u32::MAX)));
    Row::new(vec![
        html! {
            @match desk.page_of(by, &row.key) {
                Some(path) => a class="link" href=(visit.url(&path)) { (name(visit, by, row)) },
                None => (name(visit, by, row)),
            }
        }
        .into(),
        linked("clics", None, figures.clicks).into(),
        linked("conversions", Some("sale"), figures.sales).into(),
        rate.into(),
        money(visit, figures, affiliate::MoneyFigures::net).into(),
        money(visit, figures, affiliate::MoneyFigures::cost).into(),
    ])
}

/// The parameter that narrows rows to one of the table's.
const fn filter(by: FigureBy) -> Option<&'static str> {
    match by {
        FigureBy::Link => Some("lien"),
        FigureBy::Partner => Some("partenaire"),
        FigureBy::Product => Some("produit"),
        FigureBy::Country => Some("pays"),
        FigureBy::Device => Some("appareil"),
        FigureBy::Post => Some("post"),
        FigureBy::Origin => Some("origine"),
        FigureBy::Program => None,
    }
}

fn money(visit: &Visit, figures: &Figures, of: fn(&affiliate::MoneyFigures) -> kernel::Money) -> Markup {
    html! { @for money in &figures.money { span class="block" { (format::money(visit.locale, of(money))) } } }
}

fn name(visit: &Visit, by: FigureBy, row: &FigureRow) -> String {
    let t = visit.t;
    match (by, row.key.as_str(), &row.label) {
        (_, _, Some(label)) => label.clone(),
        (FigureBy::Post, "", None) => t.get("sales-by-no-post"),
        (FigureBy::Origin, "", None) => t.get("sales-by-no-origin"),
        (FigureBy::Post, FigureBy::OTHERS, None) => t.get("sales-by-other-posts"),
        (FigureBy::Origin, FigureBy::OTHERS, None) => t.get("sales-by-other-origins"),
        (_, "", None) => t.get("sales-by-unknown"),
        (FigureBy::Country, code, None) => names::country(t, code),
        (FigureBy::Device, word, None) => device(visit, word),
        (_, key, None) => key.to_owned(),
    }
}

/// A device in words.
pub(super) fn device(visit: &Visit, word: &str) -> String {
    let key = format!("sales-device-{word}");
    if visit.t.has(&key) { visit.t.get(&key) } else { word.to_owned() }
}
