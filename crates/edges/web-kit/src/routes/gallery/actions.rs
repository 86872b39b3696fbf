//! Buttons, links, menus, dialogs.

use maud::{Markup, html};

use crate::{
    ui::{Button, Dialog, Drawer, Icon, IconButton, Link, Menu, MenuItem, Section, Tooltip},
    visit::Visit,
};

pub(super) fn show(visit: &Visit) -> Markup {
    let t = visit.t;
    let buttons = html! {
        div.actions {
            (Button::primary(t.get("gallery-publish")).icon(Icon::Check).plain())
            (Button::secondary(t.get("gallery-preview")).icon(Icon::Eye).plain())
            (Button::quiet(t.get("gallery-later")).plain())
            (Button::danger(t.get("gallery-delete")).icon(Icon::Trash).plain())
            (Button::primary(t.get("gallery-publish")).plain().disabled())
            (IconButton::new(Icon::Share, t.get("gallery-share")).attr("type", "button"))
            (Link::new(visit.url("/films"), t.get("kit-nav-films")))
            (Menu::new("menu-sample", t.get("kit-nav-more"), vec![
                MenuItem::icon_link(Icon::Edit, t.get("gallery-edit"), "#edit"),
                MenuItem::icon_link(Icon::Copy, t.get("gallery-copy"), "#copy"),
                MenuItem::Separator,
                MenuItem::icon_link(Icon::Trash, t.get("gallery-delete"), "#delete"),
            ]))
            (Tooltip::new(t, "tip-sample", t.get("gallery-tip")))
            (Button::secondary(t.get("gallery-dialog")).plain().attr("commandfor", "dialog-sample").attr("command", "show-modal"))
            (Button::secondary(t.get("gallery-drawer")).plain().attr("commandfor", "drawer-sample").attr("command", "show-modal"))
            (Button::secondary(t.get("gallery-toast")).plain().attr("hx-post", "/_ui/toast").attr("hx-swap", "none"))
        }
        (Dialog::new(t, "dialog-sample", t.get("gallery-dialog"), html! { p { (t.get("gallery-text")) } }))
        (Drawer::new(t, "drawer-sample", t.get("gallery-drawer"), html! { p { (t.get("gallery-text")) } }))
        p.icon-row { (icons()) }
    };
    html! { (Section::new(t.get("gallery-actions"), buttons)) }
}

fn icons() -> Markup {
    html! { @for icon in Icon::ALL { (icon) } }
}
