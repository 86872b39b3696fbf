use kernel::{Currency, Locale, Money};
use maud::{Markup, html};
use scraper::{Html, Selector};

use super::*;
use crate::{FormErrors, Translator, samples};

const FR: Translator = Translator::new(Locale::Fr);

fn fragment(markup: &Markup) -> Html {
    Html::parse_fragment(&markup.0)
}

fn has(document: &Html, selector: &str) -> bool {
    document.select(&Selector::parse(selector).unwrap()).next().is_some()
}

#[test]
fn a_wrong_field_names_its_error_and_keeps_its_value() {
    let errors = FormErrors::none().and("title", "Trop long");
    let field = Field::text("title", "Titre").value("Ya\"aba <b>").hint("Visible").errors(&errors).required();
    let document = fragment(&html! { (field) });
    assert!(has(&document, "label[for=f-title]"));
    assert!(has(&document, "input#f-title[aria-invalid=true][required][aria-describedby='hint-title error-title']"));
    let input = document.select(&Selector::parse("input").unwrap()).next().unwrap();
    assert_eq!(input.attr("value"), Some("Ya\"aba <b>"));
    assert!(has(&document, "#error-title"));
}

#[test]
fn a_password_is_never_sent_back() {
    let document = fragment(&html! { (Field::password("secret", "Mot de passe").value("hunter2")) });
    assert!(has(&document, "input[type=password]:not([value])"));
}

#[test]
fn money_is_shown_as_the_language_writes_it() {
    let amount = Money { amount_minor: 123_450, currency: Currency::Mad };
    let markup = html! { (Field::money("budget", "Budget", Currency::Mad).amount(FR, amount)) };
    assert!(markup.0.contains("value=\"1\u{202F}234,50\"") && markup.0.contains("DH"), "{}", markup.0);
}

#[test]
fn a_posting_form_carries_a_token_and_a_searching_one_does_not() {
    let visit = samples::visit(Locale::Fr, "/");
    let posting = fragment(&html! { (Form::post(&visit, "/save", html! {})) });
    assert!(has(&posting, "form[method=post] input[name=_csrf]"));
    let searching = fragment(&html! { (Form::get("/films", html! {})) });
    assert!(has(&searching, "form[method=get]") && !has(&searching, "input[name=_csrf]"));
}

#[test]
fn a_multiple_select_is_a_list_of_boxes() {
    let choices = vec![Choice::new("a", "A"), Choice::new("b", "B")];
    let document = fragment(&html! { (Select::new("genre", "Genres", choices).multiple().chosen("b")) });
    assert!(has(&document, "fieldset input[type=checkbox][value=b][checked]"));
    assert!(has(&document, "input[value=a]:not([checked])"));
}

#[test]
fn an_icon_button_has_a_name() {
    let document = fragment(&html! { (IconButton::new(Icon::Share, "Partager")) });
    assert!(has(&document, "button[aria-label=Partager] svg[aria-hidden=true]"));
}

#[test]
fn a_table_row_names_itself_and_its_columns() {
    let table = Table::new(
        "Films",
        vec![Column::new("Titre"), Column::number("Vues")],
        vec![Row::new(vec!["Yaaba".into(), "12".into()])],
    );
    let document = fragment(&html! { (table) });
    assert!(has(&document, "tbody th[scope=row]") && has(&document, "td[data-label=Vues].num"));
}

#[test]
fn a_figure_that_is_not_known_says_so() {
    let markup = html! { (StatRow::new(vec![Stat::new(FR, "Note", None)])) };
    assert!(markup.0.contains("Pas encore connu"));
}

#[test]
fn data_saver_shows_tables_instead_of_charts() {
    let mut visit = samples::visit(Locale::Fr, "/");
    visit.lite = true;
    let chart = LineChart::new(&visit, "Vues", "", vec![Point::new("1", 1.0, "1"), Point::new("2", 2.0, "2")]);
    let document = fragment(&html! { (chart) });
    assert!(has(&document, "table") && !has(&document, "svg"));
}

#[test]
fn classes_add_up_and_other_attributes_are_replaced() {
    let markup = html! { (Button::primary("x").small().wide().attr("type", "button").attr("type", "reset")) };
    assert_eq!(markup.0, "<button class=\"btn btn-primary btn-small btn-wide\" type=\"reset\"><span>x</span></button>");
}

mod contrast;
