//! Choosing: check box, radio, native select, switch, and a combobox that asks the server.

use maud::{Markup, Render, html};

use super::{
    attrs::{Attrs, element, extra_attributes, void},
    fields::{describe, labelled},
};
use crate::form::FormErrors;

/// One option of a select or a radio group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A second line, in radio groups.
    pub hint: Option<String>,
    /// What scripts are told of it, in selects: `data-landing`.
    pub landing: Option<String>,
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, landing: None }
    }

    /// A second line of explanation.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Where the choice leads, for scripts that show it before it is sent.
    #[must_use]
    pub fn landing(mut self, url: impl Into<String>) -> Self {
        self.landing = Some(url.into());
        self
    }
}

/// A native select: one value, or several.
#[derive(Debug, Clone)]
pub struct Select {
    name: &'static str,
    label: String,
    choices: Vec<Choice>,
    chosen: Vec<String>,
    hint: Option<String>,
    error: Option<String>,
    attrs: Attrs,
}

impl Select {
    /// A select over these options.
    pub fn new(name: &'static str, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { name, label: label.into(), choices, chosen: Vec::new(), hint: None, error: None, attrs: Attrs::new() }
    }

    /// The chosen value; call it again for each one of a multiple select.
    #[must_use]
    pub fn chosen(mut self, value: impl Into<String>) -> Self {
        self.chosen.push(value.into());
        self
    }

    /// Takes several values: shown as a list of check boxes, which a phone and a keyboard handle better than a list box.
    #[must_use]
    pub fn multiple(mut self) -> Self {
        self.attrs.flag("multiple", true);
        self
    }

    /// An empty option first: "Tous".
    #[must_use]
    pub fn empty(mut self, label: impl Into<String>) -> Self {
        self.choices.insert(0, Choice::new("", label));
        self
    }

    /// A sentence of help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if this field is among the errors.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        self.error = errors.on(self.name).map(str::to_owned);
        self
    }

    /// Must be chosen.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.attrs.flag("required", true);
        self
    }

    fn boxes(&self) -> Markup {
        html! {
            fieldset.field.choices aria-describedby=[self.error.as_ref().map(|_| format!("error-{}", self.name))] {
                legend { (self.label) }
                @if let Some(hint) = &self.hint { p.hint { (hint) } }
                div.choice-grid {
                    @for choice in &self.choices {
                        label.choice {
                            input type="checkbox" name=(self.name) value=(choice.value) checked[self.chosen.contains(&choice.value)];
                            span { (choice.label) }
                        }
                    }
                }
                @if let Some(error) = &self.error { p.field-error id={ "error-" (self.name) } { (super::Icon::Alert) span { (error) } } }
            }
        }
    }
}

impl Render for Select {
    fn render(&self) -> Markup {
        if self.attrs.has("multiple") {
            return self.boxes();
        }
        let mut attrs = Attrs::new();
        attrs.set("id", format!("f-{}", self.name)).set("name", self.name).set("class", "input select").extend(&self.attrs);
        describe(&mut attrs, self.name, self.hint.is_some(), self.error.is_some());
        let options = html! {
            @for choice in &self.choices {
                option value=(choice.value) data-landing=[choice.landing.as_ref()] selected[self.chosen.contains(&choice.value)] { (choice.label) }
            }
        };
        let label = html! { label for={ "f-" (self.name) } { (self.label) } };
        labelled(self.name, &label, self.hint.as_deref(), &element("select", &attrs, &options), self.error.as_deref())
    }
}

/// One of few, all in sight.
#[derive(Debug, Clone)]
pub struct RadioGroup {
    name: &'static str,
    legend: String,
    choices: Vec<Choice>,
    chosen: Option<String>,
    error: Option<String>,
}

impl RadioGroup {
    /// A group of options.
    pub fn new(name: &'static str, legend: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { name, legend: legend.into(), choices, chosen: None, error: None }
    }

    /// The chosen value.
    #[must_use]
    pub fn chosen(mut self, value: impl Into<String>) -> Self {
        self.chosen = Some(value.into());
        self
    }

    /// What is wrong, if this field is among the errors.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        self.error = errors.on(self.name).map(str::to_owned);
        self
    }
}

impl Render for RadioGroup {
    fn render(&self) -> Markup {
        html! {
            fieldset.field.choices aria-describedby=[self.error.as_ref().map(|_| format!("error-{}", self.name))] {
                legend { (self.legend) }
                @for choice in &self.choices {
                    label.choice {
                        input type="radio" name=(self.name) value=(choice.value) checked[self.chosen.as_ref() == Some(&choice.value)];
                        span { (choice.label) @if let Some(hint) = &choice.hint { small.hint { (hint) } } }
                    }
                }
                @if let Some(error) = &self.error { p.field-error id={ "error-" (self.name) } { (super::Icon::Alert) span { (error) } } }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Box,
    Switch,
}

/// Yes or no, sent with its form.
#[derive(Debug, Clone)]
pub struct Checkbox {
    label: Markup,
    hint: Option<String>,
    error: Option<String>,
    name: &'static str,
    look: Look,
    attrs: Attrs,
}

impl Checkbox {
    /// A check box; the label may hold links.
    pub fn new(name: &'static str, label: impl Render) -> Self {
        let mut attrs = Attrs::new();
        attrs.set("type", "checkbox").set("name", name).set("value", "true").set("id", format!("f-{name}"));
        Self { label: label.render(), hint: None, error: None, name, look: Look::Box, attrs }
    }

    /// Ticked.
    #[must_use]
    pub fn checked(mut self) -> Self {
        self.attrs.flag("checked", true);
        self
    }

    /// Ticked if it holds.
    #[must_use]
    pub fn checked_if(self, holds: bool) -> Self {
        if holds { self.checked() } else { self }
    }

    /// Must be ticked.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.attrs.flag("required", true);
        self
    }

    /// A second line.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if this field is among the errors.
    #[must_use]
    pub fn errors(mut self, errors: &FormErrors) -> Self {
        self.error = errors.on(self.name).map(str::to_owned);
        self
    }
}

impl Render for Checkbox {
    fn render(&self) -> Markup {
        let mut attrs = self.attrs.clone();
        if self.look == Look::Switch {
            attrs.set("role", "switch").set("class", "switch");
        }
        describe(&mut attrs, self.name, self.hint.is_some(), self.error.is_some());
        html! {
            div.field {
                label.choice { (void("input", &attrs)) span { (self.label) } }
                @if let Some(hint) = &self.hint { p.hint.choice-hint id={ "hint-" (self.name) } { (hint) } }
                @if let Some(error) = &self.error { p.field-error id={ "error-" (self.name) } { (super::Icon::Alert) span { (error) } } }
            }
        }
    }
}

/// On or off: a check box that looks like a switch.
#[derive(Debug, Clone, Copy)]
pub struct Switch;

impl Switch {
    /// A switch; it is sent with its form as a check box is.
    #[expect(clippy::new_ret_no_self, reason = "a switch is a check box with another look")]
    pub fn new(name: &'static str, label: impl Render) -> Checkbox {
        Checkbox { look: Look::Switch, ..Checkbox::new(name, label) }
    }
}

extra_attributes!(Select, Checkbox);
