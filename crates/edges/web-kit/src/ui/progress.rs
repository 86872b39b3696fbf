//! How far along: progress bars, steps, timelines.

use maud::{Markup, Render, html};

use super::{Icon, Tone};

/// A progress bar.
#[derive(Debug, Clone)]
pub struct Progress {
    label: String,
    value: u64,
    max: u64,
    text: Option<String>,
    gold: bool,
    id: Option<String>,
}

impl Progress {
    /// `value` of `max`; the label is read aloud and shown.
    pub fn new(label: impl Into<String>, value: u64, max: u64) -> Self {
        Self { label: label.into(), value, max: max.max(1), text: None, gold: false, id: None }
    }

    /// What is shown at the right: "45 %", "12 sur 30 Mo".
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// In gold: money collected.
    #[must_use]
    pub fn gold(mut self) -> Self {
        self.gold = true;
        self
    }

    /// An id, for live updates.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl Render for Progress {
    fn render(&self) -> Markup {
        html! {
            div.progress .progress-gold[self.gold] id=[self.id.as_deref()] {
                div.progress-head { span { (self.label) } @if let Some(text) = &self.text { span.num { (text) } } }
                progress value=(self.value) max=(self.max) aria-label=(self.label) {}
            }
        }
    }
}

/// One step of a path.
#[derive(Debug, Clone)]
pub struct Step {
    label: String,
    href: Option<String>,
}

impl Step {
    /// A step.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None }
    }

    /// Where it is, when one can go back to it.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// The steps of a path, and where we are.
#[derive(Debug, Clone)]
pub struct Stepper {
    label: String,
    steps: Vec<Step>,
    current: usize,
}

impl Stepper {
    /// `current` counts from 0; the label is read aloud.
    pub fn new(label: impl Into<String>, steps: Vec<Step>, current: usize) -> Self {
        Self { label: label.into(), steps, current }
    }
}

impl Render for Stepper {
    fn render(&self) -> Markup {
        html! {
            nav.stepper aria-label=(self.label) {
                ol {
                    @for (at, step) in self.steps.iter().enumerate() {
                        li.done[at < self.current] aria-current=[(at == self.current).then_some("step")] {
                            span.step-mark aria-hidden="true" { @if at < self.current { (Icon::Check) } @else { (at + 1) } }
                            @match &step.href {
                                Some(href) if at < self.current => a href=(href) { (step.label) },
                                _ => span { (step.label) },
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct TimelineItem {
    tone: Tone,
    when: Markup,
    content: Markup,
}

impl TimelineItem {
    /// What happened, and when (a [`When`](super::When)).
    pub fn new(when: impl Render, content: impl Render) -> Self {
        Self { tone: Tone::Info, when: when.render(), content: content.render() }
    }

    /// Whether it went well.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// What happened, newest first.
#[derive(Debug, Clone)]
pub struct Timeline(Vec<TimelineItem>);

impl Timeline {
    /// These events.
    pub const fn new(items: Vec<TimelineItem>) -> Self {
        Self(items)
    }
}

impl Render for Timeline {
    fn render(&self) -> Markup {
        html! {
            ol.timeline {
                @for item in &self.0 {
                    li class={ "timeline-" (item.tone.as_str()) } { div.timeline-text { (item.content) } div.muted.small { (item.when) } }
                }
            }
        }
    }
}
