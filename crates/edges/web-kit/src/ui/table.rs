//! Tables: sortable by links, sticky head, cards on a phone.

use maud::{Markup, Render, html};

use super::Icon;

/// Where a column's content stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Text.
    #[default]
    Start,
    /// Numbers.
    End,
}

/// One column.
#[derive(Debug, Clone)]
pub struct Column {
    label: String,
    align: Align,
    sort: Option<Sort>,
    hidden_label: bool,
}

#[derive(Debug, Clone)]
struct Sort {
    href: String,
    state: Option<&'static str>,
}

impl Column {
    /// A column of text.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), align: Align::Start, sort: None, hidden_label: false }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self { align: Align::End, ..Self::new(label) }
    }

    /// The column of buttons: its label is only read aloud.
    pub fn actions(label: impl Into<String>) -> Self {
        Self { align: Align::End, hidden_label: true, ..Self::new(label) }
    }

    /// A link that sorts by this column.
    #[must_use]
    pub fn sort(mut self, href: impl Into<String>) -> Self {
        self.sort = Some(Sort { href: href.into(), state: None });
        self
    }

    /// The table is sorted by this column, and the link turns it around: `ascending` or `descending`.
    #[must_use]
    pub fn sorted(mut self, state: &'static str) -> Self {
        if let Some(sort) = &mut self.sort {
            sort.state = Some(state);
        }
        self
    }
}

/// One cell.
#[derive(Debug, Clone)]
pub struct Cell(Markup);

impl<R: Render> From<R> for Cell {
    fn from(content: R) -> Self {
        Self(content.render())
    }
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    cells: Vec<Cell>,
    id: Option<String>,
}

impl Row {
    /// A row; the first cell names it.
    pub const fn new(cells: Vec<Cell>) -> Self {
        Self { cells, id: None }
    }

    /// An id, for htmx to replace it.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// A table. Below 640 px each row becomes a block with its labels.
#[derive(Debug, Clone)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

impl Table {
    /// A table; the caption is read aloud.
    pub fn new(caption: impl Into<String>, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self { caption: caption.into(), columns, rows }
    }

    fn head(column: &Column) -> Markup {
        html! {
            th scope="col" .num[column.align == Align::End] aria-sort=[column.sort.as_ref().and_then(|sort| sort.state)] {
                @if let Some(sort) = &column.sort {
                    a.sort href=(sort.href) { (column.label) @if sort.state.is_some() { (Icon::ChevronDown) } }
                } @else if column.hidden_label { span.sr-only { (column.label) } } @else { (column.label) }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        html! {
            div.table-frame role="region" tabindex="0" aria-label=(self.caption) {
                table.table {
                    caption.sr-only { (self.caption) }
                    thead { tr { @for column in &self.columns { (Self::head(column)) } } }
                    tbody {
                        @for row in &self.rows {
                            tr id=[row.id.as_deref()] {
                                @for (at, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
                                    @if at == 0 { th scope="row" { (cell.0) } }
                                    @else {
                                        td data-label=[(!column.hidden_label).then_some(column.label.as_str())]
                                            .num[column.align == Align::End] { (cell.0) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
