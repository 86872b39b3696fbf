//! Banners, states, progress, navigation.

use maud::{Markup, html};

use crate::{
    ui::{
        Avatar, Badge, Banner, Breadcrumb, Button, EmptyState, ErrorState, Icon, Link, Pagination, Progress, Prose, Section,
        Skeleton, Step, Stepper, Tab, Tabs, Tag, Timeline, TimelineItem, Toast, Tone, When,
    },
    visit::Visit,
};

pub(super) fn show(visit: &Visit) -> Markup {
    html! { (navigation(visit)) (feedback(visit)) (progress(visit)) }
}

fn navigation(visit: &Visit) -> Markup {
    let t = visit.t;
    let tabs = vec![
        Tab::new(t.get("gallery-tab-team"), "#team"),
        Tab::new(t.get("gallery-tab-reviews"), "#reviews").count("12"),
        Tab::new(t.get("gallery-tab-talk"), "#talk"),
    ];
    let content = html! {
        (Breadcrumb::to(t, "Harmattan").step(t.get("kit-nav-films"), visit.url("/films")))
        (Tabs::new(t.get("gallery-navigation"), "#reviews", tabs))
        div.tags {
            (Tag::new(t.get("gallery-genre-drama")).href("#drama"))
            (Tag::new(t.get("gallery-genre-tale")).href("#").removable(t.get("gallery-remove-filter")))
            (Tag::new("2024"))
        }
        p.actions {
            (Badge::new(Tone::Info, t.get("gallery-draft"))) (Badge::new(Tone::Ok, t.get("gallery-published")))
            (Badge::new(Tone::Warn, t.get("gallery-submitted"))) (Badge::new(Tone::Bad, t.get("gallery-refused")))
        }
        p.with-avatar { (Avatar::new("Afi Mensah")) span.name { "Afi Mensah" } (Avatar::new("Kɔdzo Ŋutsu")) span.name lang="ee" { "Kɔdzo Ŋutsu" } }
        (Prose::markdown(&t.get("gallery-text")))
        (Pagination::new(t, Some("#next".into())))
    };
    html! { (Section::new(t.get("gallery-navigation"), html! { div.stack { (content) } })) }
}

fn feedback(visit: &Visit) -> Markup {
    let t = visit.t;
    let content = html! {
        div.two-columns {
            div.stack {
                (Banner::new(Tone::Info, t.get("gallery-text")).action(Link::new("#more", t.get("gallery-more"))))
                (Banner::new(Tone::Ok, t.get("kit-saved")))
                (Banner::new(Tone::Warn, t.get("gallery-warn")))
                (Banner::new(Tone::Bad, t.get("error-out-of-space")))
                (Toast::new(Tone::Ok, t.get("kit-saved")).action(Button::quiet(t.get("gallery-undo")).small().plain()))
            }
            div.stack {
                (EmptyState::new(Icon::Bookmark, t.get("gallery-empty")).text(t.get("gallery-text"))
                    .action(Button::primary(t.get("kit-nav-films")).href(visit.url("/films"))))
                (ErrorState::new(t.get("kit-error-title-503"), t.get("error-unavailable"))
                    .action(t.get("kit-offline-retry"), visit.url("/_ui"))
                    .reference(Some(t.with("kit-error-reference", &[("code", "a1b2c3d4e5".into())]))))
                (Skeleton::lines(3))
            }
        }
    };
    html! { (Section::new(t.get("gallery-feedback"), content)) }
}

fn progress(visit: &Visit) -> Markup {
    let t = visit.t;
    let now = visit.now();
    let steps = ["gallery-step-file", "gallery-step-sheet", "gallery-step-send"].map(|key| Step::new(t.get(key)).href("#step"));
    let content = html! {
        (Stepper::new(t.get("gallery-progress"), steps.into(), 1))
        div.two-columns {
            div.stack {
                (Progress::new(t.get("gallery-encoding"), 45, 100).text(crate::format::percent(visit.locale, 45)))
                (Progress::new(t.get("gallery-collected"), 620, 1000).text(crate::format::percent(visit.locale, 62)).gold())
            }
            (Timeline::new(vec![
                TimelineItem::new(When::minute(visit.locale, now), t.get("gallery-published")).tone(Tone::Ok),
                TimelineItem::new(When::day(visit.locale, now), t.get("gallery-submitted")),
            ]))
        }
    };
    html! { (Section::new(t.get("gallery-progress"), content)) }
}
