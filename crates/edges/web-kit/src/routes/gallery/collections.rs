//! Cards, figures, facts, tables.

use maud::{Markup, html};

use crate::{
    format,
    ui::{Badge, Button, Card, Column, DescriptionList, Icon, IconButton, Row, Section, Stat, StatRow, Table, Tone},
    visit::Visit,
};

pub(super) fn show(visit: &Visit) -> Markup {
    let t = visit.t;
    let number = |value| format::number(visit.locale, value);
    let stats = StatRow::new(vec![
        Stat::new(t, t.get("gallery-stat-views"), Some(number(12_480))).href("#views").note(t.get("gallery-period")),
        Stat::new(t, t.get("gallery-stat-hours"), Some(number(3_204))).href("#hours"),
        Stat::new(t, t.get("gallery-stat-rating"), None),
    ]);
    let facts = DescriptionList::new()
        .fact(t.get("gallery-field-country"), "Togo")
        .fact(t.get("gallery-fact-year"), "2024")
        .fact(t.get("gallery-fact-weight"), format::size(visit.locale, 38_000_000));
    let content = html! {
        (stats)
        div.two-columns.spaced {
            (Card::new(html! { (facts) }).title(t.get("gallery-card")).text(t.get("gallery-text"))
                .action(Button::secondary(t.get("gallery-edit")).small().plain()))
            (table(visit))
        }
    };
    html! { (Section::new(t.get("gallery-collections"), content)) }
}

fn table(visit: &Visit) -> Table {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("gallery-field-film")).sort("#title").sorted("ascending"),
        Column::new(t.get("gallery-state")),
        Column::number(t.get("gallery-stat-views")).sort("#views"),
        Column::actions(t.get("kit-nav-more")),
    ];
    let row = |title: &'static str, tone, key: &str, views| {
        let edit = IconButton::new(Icon::Edit, t.with("gallery-edit-film", &[("title", title.into())])).href("#edit");
        Row::new(vec![title.into(), Badge::new(tone, t.get(key)).into(), format::number(visit.locale, views).into(), edit.into()])
    };
    let rows = vec![
        row("Harmattan", Tone::Ok, "gallery-published", 9_820),
        row("Zongo, minuit", Tone::Warn, "gallery-submitted", 0),
        row("La Saison des mangues", Tone::Info, "gallery-draft", 0),
    ];
    Table::new(t.get("gallery-table"), columns, rows)
}
