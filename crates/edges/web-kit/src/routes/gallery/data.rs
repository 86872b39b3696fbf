//! Charts and boards.

use maud::{Markup, html};

use crate::{
    format,
    ui::{BarChart, Kanban, KanbanCard, Lane, LineChart, Menu, MenuItem, Point, Section},
    visit::Visit,
};

const VIEWS: [u16; 12] = [120, 180, 160, 240, 310, 280, 360, 420, 390, 520, 610, 580];

pub(super) fn show(visit: &Visit) -> Markup {
    let t = visit.t;
    let written = |value: u16| format::number(visit.locale, value.into());
    let days = VIEWS.iter().enumerate().map(|(day, value)| Point::new(format!("{}.", day + 1), (*value).into(), written(*value)));
    let countries =
        [("Togo", 610), ("Bénin", 420), ("Ghana", 180)].map(|(name, value)| Point::new(name, value.into(), written(value)));
    let charts = html! {
        div.two-columns {
            (LineChart::new(visit, t.get("gallery-stat-views"), t.get("gallery-period"), days.collect()))
            (BarChart::new(visit, t.get("gallery-by-country"), t.get("gallery-period"), countries.into()))
        }
    };
    html! {
        (Section::new(t.get("gallery-data"), charts))
        (Section::new(t.get("gallery-board"), html! { (board(visit)) }))
    }
}

fn board(visit: &Visit) -> Kanban {
    let t = visit.t;
    let card = |id: &'static str, title: &'static str| {
        let label = t.with("gallery-move-film", &[("title", title.into())]);
        let menu = Menu::new(format!("move-{id}"), label, vec![MenuItem::link(t.get("gallery-published"), "#move")]);
        KanbanCard::new(id, html! { strong.name { (title) } }, menu)
    };
    let lanes = vec![
        Lane::new("draft", t.get("gallery-draft"), vec![card("k1", "La Saison des mangues")]),
        Lane::new("submitted", t.get("gallery-submitted"), vec![card("k2", "Zongo, minuit"), card("k3", "Ɖevi ŋutɔ")]),
        Lane::new("published", t.get("gallery-published"), vec![card("k4", "Harmattan")]),
    ];
    Kanban::new(t.get("gallery-board"), lanes)
}
