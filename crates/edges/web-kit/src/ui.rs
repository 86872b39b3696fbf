//! The components of the design system: typed values that render themselves inside `html!`.
//!
//! `html! { (ui::Button::primary("Publier").icon(Icon::Check)) }`. Each is shown on the gallery page `/_ui` in every brand
//! and mode. Invariants: no inline style or script; every control has a name for assistive technology; everything that
//! gathers input works without JavaScript unless its documentation says otherwise. Texts come in translated.

mod actions;
mod attrs;
mod charts;
mod choices;
mod collections;
mod combobox;
mod content;
mod dates;
mod feedback;
mod fields;
mod film;
mod icon;
mod kanban;
mod media;
mod navigation;
mod overlays;
mod progress;
mod prose;
mod switches;
mod table;

pub use actions::{Button, Form, IconButton, Link, Method};
pub use attrs::Attrs;
pub(crate) use attrs::json_block;
pub use charts::{BarChart, LineChart, Point};
pub use choices::{Checkbox, Choice, RadioGroup, Select, Switch};
pub use collections::{Card, DescriptionList, Stat, StatRow};
pub use combobox::Combobox;
pub use content::{Avatar, Badge, PageHeader, Section, Tag};
pub use dates::{When, WhenStyle};
pub use feedback::{Banner, EmptyState, ErrorState, FormSummary, Skeleton, Toast, Tone};
pub use fields::{Field, FieldSet, FileDrop};
pub use film::{FilmCard, Poster, Rail};
pub use icon::Icon;
pub use kanban::{Kanban, KanbanCard, Lane};
pub use media::{Player, Upload};
pub use navigation::{Breadcrumb, Pagination, Tab, Tabs};
pub use overlays::{CommandPalette, Dialog, Drawer, Menu, MenuItem, Tooltip};
pub use progress::{Progress, Step, Stepper, Timeline, TimelineItem};
pub use prose::Prose;
pub use switches::{DataSaverSwitch, LanguageSwitch, ModeSwitch};
pub use table::{Align, Cell, Column, Row, Table};

#[cfg(test)]
mod tests;
