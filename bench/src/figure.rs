//! One measured figure, for people and for programs.

use anyhow::{Result, ensure};
use serde::Serialize;

/// One line of the result.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    bench: &'static str,
    metric: String,
    value: f64,
    unit: &'static str,
    baseline: Option<f64>,
    ratio: Option<f64>,
}

impl Figure {
    /// A figure without something to compare it with.
    pub(crate) fn new(bench: &'static str, metric: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { bench, metric: metric.into(), value, unit, baseline: None, ratio: None }
    }

    /// The same beside what it is compared with.
    pub(crate) fn beside(mut self, baseline: f64) -> Self {
        self.baseline = Some(baseline);
        self.ratio = (baseline > 0.0).then(|| self.value / baseline);
        self
    }

    /// Prints both forms. A value that is no number was not measured.
    pub(crate) fn print(&self) -> Result<()> {
        ensure!(self.value.is_finite(), "{} has no value", self.metric);
        let beside = self.baseline.map(|baseline| format!("   beside {baseline:.2}")).unwrap_or_default();
        let ratio = self.ratio.map(|ratio| format!("   ratio {ratio:.3}")).unwrap_or_default();
        println!("{:<20} {:>12.2} {}{beside}{ratio}", self.metric, self.value, self.unit);
        println!("{}", serde_json::to_string(self)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_carries_its_baseline_and_ratio() {
        let figure = Figure::new("http", "api_films_rps", 50.0, "1/s").beside(200.0);
        let expected = r#"{"bench":"http","metric":"api_films_rps","value":50.0,"unit":"1/s","baseline":200.0,"ratio":0.25}"#;
        assert_eq!(serde_json::to_string(&figure).unwrap(), expected);
        assert!(Figure::new("http", "errors", f64::NAN, "").print().is_err());
    }
}
