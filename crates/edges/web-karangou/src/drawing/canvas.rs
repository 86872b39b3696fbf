//! The scene: SVG text under construction. Coordinates are in pixels.

use std::fmt::Display;

/// A scene of a fixed size.
#[derive(Debug, Clone)]
pub(crate) struct Canvas {
    width: u32,
    height: u32,
    definitions: String,
    body: String,
    next_id: u32,
}

impl Canvas {
    /// An empty scene.
    pub(crate) const fn new(width: u32, height: u32) -> Self {
        Self { width, height, definitions: String::new(), body: String::new(), next_id: 0 }
    }

    pub(crate) const fn width(&self) -> u32 {
        self.width
    }

    pub(crate) const fn height(&self) -> u32 {
        self.height
    }

    /// Adds finished SVG.
    pub(crate) fn raw(&mut self, svg: &str) {
        self.body.push_str(svg);
    }

    /// Defines something that a `fill` or `clip-path` refers to; the content is given the id and returns the element.
    pub(crate) fn define(&mut self, element: impl FnOnce(&str) -> String) -> String {
        self.next_id += 1;
        let id = format!("d{}", self.next_id);
        self.definitions.push_str(&element(&id));
        format!("url(#{id})")
    }

    /// A rectangle: x, y, width, height.
    pub(crate) fn rect(&mut self, [x, y, width, height]: [f64; 4], fill: &str) {
        self.body.push_str(&format!("<rect x='{x:.1}' y='{y:.1}' width='{width:.1}' height='{height:.1}' fill='{fill}'/>"));
    }

    /// A disc: centre and radius.
    pub(crate) fn disc(&mut self, [x, y, radius]: [f64; 3], fill: &str) {
        self.body.push_str(&format!("<circle cx='{x:.1}' cy='{y:.1}' r='{radius:.1}' fill='{fill}'/>"));
    }

    /// A circle line: centre, radius, width.
    pub(crate) fn ring(&mut self, [x, y, radius, width]: [f64; 4], stroke: &str) {
        self.body.push_str(&format!(
            "<circle cx='{x:.1}' cy='{y:.1}' r='{radius:.1}' fill='none' stroke='{stroke}' stroke-width='{width:.1}'/>"
        ));
    }

    /// A filled path.
    pub(crate) fn path(&mut self, path: &Path, fill: &str) {
        self.body.push_str(&format!("<path d='{}' fill='{fill}'/>", path.0));
    }

    /// A line along a path; `more` are further attributes (`stroke-dasharray='2 8'`).
    pub(crate) fn line(&mut self, path: &Path, stroke: &str, width: f64, more: &str) {
        self.body.push_str(&format!(
            "<path d='{}' fill='none' stroke='{stroke}' stroke-width='{width:.1}' stroke-linejoin='round' {more}/>",
            path.0
        ));
    }

    /// A vertical gradient over the whole scene: (share of the height, colour, opacity).
    pub(crate) fn shade(&mut self, stops: &[(f64, &str, f64)]) {
        let stops: String = stops
            .iter()
            .map(|(at, colour, opacity)| format!("<stop offset='{at}' stop-color='{colour}' stop-opacity='{opacity}'/>"))
            .collect();
        let fill = self.define(|id| format!("<linearGradient id='{id}' x1='0' y1='0' x2='0' y2='1'>{stops}</linearGradient>"));
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        self.rect([0.0, 0.0, width, height], &fill);
    }

    /// The scene as an SVG document.
    pub(crate) fn to_svg(&self) -> String {
        let Self { width, height, definitions, body, .. } = self;
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}'>\
             <defs>{definitions}</defs>{body}</svg>"
        )
    }
}

/// The outline of a shape.
#[derive(Debug, Clone, Default)]
pub(crate) struct Path(String);

impl Path {
    pub(crate) fn from(x: f64, y: f64) -> Self {
        Self(format!("M{x:.1} {y:.1}"))
    }

    /// A straight line to this point.
    #[must_use]
    pub(crate) fn to(mut self, x: f64, y: f64) -> Self {
        self.0.push_str(&format!("L{x:.1} {y:.1}"));
        self
    }

    /// A cubic curve: two controls, then the end.
    #[must_use]
    pub(crate) fn curve(mut self, [ax, ay, bx, by, x, y]: [f64; 6]) -> Self {
        self.0.push_str(&format!("C{ax:.1} {ay:.1} {bx:.1} {by:.1} {x:.1} {y:.1}"));
        self
    }

    /// Back to the start.
    #[must_use]
    pub(crate) fn close(mut self) -> Self {
        self.0.push('Z');
        self
    }

    /// Goes on along another path, by a straight line to its start.
    #[must_use]
    pub(crate) fn join(mut self, other: &Self) -> Self {
        self.0.push('L');
        self.0.push_str(other.0.trim_start_matches('M'));
        self
    }
}

/// Text as it stands in XML. Characters that XML 1.0 forbids are dropped, so that no title can break a scene.
pub(crate) fn escape(text: impl Display) -> String {
    let mut out = String::new();
    for character in text.to_string().chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}
