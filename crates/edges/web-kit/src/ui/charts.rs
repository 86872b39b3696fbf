//! Charts as SVG from the server, each with its table. In data-saver only the table.

use maud::{Markup, Render, html};

use crate::visit::Visit;

/// One value of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// What it is of: a day, a country.
    pub label: String,
    /// The height.
    pub value: f64,
    /// The value as it is written.
    pub text: String,
}

impl Point {
    /// A value and how it is written.
    pub fn new(label: impl Into<String>, value: f64, text: impl Into<String>) -> Self {
        Self { label: label.into(), value, text: text.into() }
    }
}

fn maximum(points: &[Point]) -> f64 {
    points.iter().map(|point| point.value).fold(0.0, f64::max).max(f64::MIN_POSITIVE)
}

fn table(caption: &str, points: &[Point]) -> Markup {
    html! {
        table.chart-table {
            caption { (caption) }
            tbody { @for point in points { tr { th scope="row" { (point.label) } td.num { (point.text) } } } }
        }
    }
}

/// What both charts have in common: title, sentence, points, and whether only the table is wanted.
#[derive(Debug, Clone)]
struct Frame {
    title: String,
    summary: String,
    lite: bool,
    table_label: String,
    points: Vec<Point>,
}

impl Frame {
    fn new(visit: &Visit, title: String, summary: String, points: Vec<Point>) -> Self {
        Self { title, summary, lite: visit.lite, table_label: visit.t.get("kit-chart-table"), points }
    }

    fn around(&self, drawing: &Markup) -> Markup {
        html! {
            figure.chart {
                figcaption { strong { (self.title) } " " span.muted { (self.summary) } }
                @if self.lite { (table(&self.title, &self.points)) } @else {
                    (drawing)
                    details { summary { (self.table_label) } (table(&self.title, &self.points)) }
                }
            }
        }
    }
}

/// Horizontal bars: a ranking.
#[derive(Debug, Clone)]
pub struct BarChart(Frame);

impl BarChart {
    /// A ranking; the summary says what to read from it.
    pub fn new(visit: &Visit, title: impl Into<String>, summary: impl Into<String>, points: Vec<Point>) -> Self {
        Self(Frame::new(visit, title.into(), summary.into(), points))
    }
}

impl Render for BarChart {
    fn render(&self) -> Markup {
        let highest = maximum(&self.0.points);
        let drawing = html! {
            ul.bars aria-hidden="true" {
                @for point in &self.0.points {
                    li {
                        span.bar-label { (point.label) }
                        svg.bar viewBox="0 0 100 8" preserveAspectRatio="none" {
                            rect.bar-track width="100" height="8" {}
                            rect.bar-fill width=(format!("{:.1}", 100.0 * point.value.max(0.0) / highest)) height="8" {}
                        }
                        span.bar-value { (point.text) }
                    }
                }
            }
        };
        self.0.around(&drawing)
    }
}

/// One series over time.
#[derive(Debug, Clone)]
pub struct LineChart(Frame);

impl LineChart {
    /// A series; the summary says what to read from it.
    pub fn new(visit: &Visit, title: impl Into<String>, summary: impl Into<String>, points: Vec<Point>) -> Self {
        Self(Frame::new(visit, title.into(), summary.into(), points))
    }

    fn path(&self) -> String {
        let highest = maximum(&self.0.points);
        #[expect(clippy::cast_precision_loss, reason = "a chart has a few hundred points")]
        let step = 300.0 / (self.0.points.len().max(2) - 1) as f64;
        let mut x = 0.0;
        let mut path = String::new();
        for point in &self.0.points {
            let y = 76.0 - 72.0 * point.value.max(0.0) / highest;
            path.push_str(if path.is_empty() { "M" } else { "L" });
            path = format!("{path}{x:.1} {y:.1}");
            x += step;
        }
        path
    }
}

impl Render for LineChart {
    fn render(&self) -> Markup {
        let line = self.path();
        let ends = [self.0.points.first(), self.0.points.last()];
        let drawing = html! {
            svg.line viewBox="0 0 300 80" preserveAspectRatio="none" aria-hidden="true" {
                path.line-area d={ (line) "L300 80L0 80Z" } {}
                path.line-stroke d=(line) {}
            }
            div.line-ends aria-hidden="true" { @for end in ends.into_iter().flatten() { span { (end.label) } } }
        };
        self.0.around(&drawing)
    }
}
