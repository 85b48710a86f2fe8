//! Rows that were decoded on one thread and wait to be built on another: cells without borrows, texts in one arena.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use sqlmodel_rs_engine::driver::{Cell, Compound, RowSink};

enum Stored {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text { start: usize, len: usize },
    Bytes { start: usize, len: usize },
    Date(NaiveDate),
    Time(NaiveTime),
    DateTime(NaiveDateTime),
    DateTimeUtc(NaiveDateTime),
    Interval(i64),
    Uuid(u128),
    Decimal { start: usize, len: usize },
    Json { start: usize, len: usize },
    Array(Box<[Stored]>),
    Written { start: usize, len: usize },
    Compound(Compound, Box<[Stored]>),
}

/// Rows of one statement, in order.
#[derive(Default)]
pub struct Batch {
    width: usize,
    rows: usize,
    cells: Vec<Stored>,
    text: String,
    bytes: Vec<u8>,
    /// How many columns there are, until somebody was told.
    pub columns: Option<usize>,
}

impl Batch {
    /// Return how many rows wait.
    pub fn count(&self) -> usize {
        self.rows
    }

    /// Forget the rows and keep the room they took.
    pub fn clear(&mut self) {
        self.rows = 0;
        self.cells.clear();
        self.text.clear();
        self.bytes.clear();
        self.columns = None;
    }

    /// Put one row's cells into `row`, which is emptied first.
    pub fn read<'b>(&'b self, index: usize, row: &mut Vec<Cell<'b>>) {
        row.clear();
        let start = index * self.width;
        row.extend(
            self.cells[start..start + self.width]
                .iter()
                .map(|stored| self.cell(stored)),
        );
    }

    fn cell<'b>(&'b self, stored: &Stored) -> Cell<'b> {
        match stored {
            Stored::Null => Cell::Null,
            Stored::Bool(value) => Cell::Bool(*value),
            Stored::Int(value) => Cell::Int(*value),
            Stored::UInt(value) => Cell::UInt(*value),
            Stored::Float(value) => Cell::Float(*value),
            Stored::Text { start, len } => Cell::Text(&self.text[*start..start + len]),
            Stored::Bytes { start, len } => Cell::Bytes(&self.bytes[*start..start + len]),
            Stored::Date(value) => Cell::Date(*value),
            Stored::Time(value) => Cell::Time(*value),
            Stored::DateTime(value) => Cell::DateTime(*value),
            Stored::DateTimeUtc(value) => Cell::DateTimeUtc(*value),
            Stored::Interval(value) => Cell::Interval(*value),
            Stored::Uuid(value) => Cell::Uuid(*value),
            Stored::Decimal { start, len } => {
                Cell::Decimal(Cow::Borrowed(&self.text[*start..start + len]))
            }
            Stored::Json { start, len } => Cell::Json(&self.text[*start..start + len]),
            Stored::Array(items) => Cell::Array(items.iter().map(|item| self.cell(item)).collect()),
            Stored::Written { start, len } => {
                Cell::Written(Cow::Borrowed(&self.text[*start..start + len]))
            }
            Stored::Compound(kind, parts) => {
                Cell::Compound(*kind, parts.iter().map(|part| self.cell(part)).collect())
            }
        }
    }

    fn keep_text(&mut self, text: &str) -> (usize, usize) {
        let start = self.text.len();
        self.text.push_str(text);
        (start, text.len())
    }

    fn store(&mut self, cell: &Cell<'_>) -> Stored {
        match cell {
            Cell::Null => Stored::Null,
            Cell::Bool(value) => Stored::Bool(*value),
            Cell::Int(value) => Stored::Int(*value),
            Cell::UInt(value) => Stored::UInt(*value),
            Cell::Float(value) => Stored::Float(*value),
            Cell::Text(text) => {
                let (start, len) = self.keep_text(text);
                Stored::Text { start, len }
            }
            Cell::Bytes(bytes) => {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Stored::Bytes {
                    start,
                    len: bytes.len(),
                }
            }
            Cell::Date(value) => Stored::Date(*value),
            Cell::Time(value) => Stored::Time(*value),
            Cell::DateTime(value) => Stored::DateTime(*value),
            Cell::DateTimeUtc(value) => Stored::DateTimeUtc(*value),
            Cell::Interval(value) => Stored::Interval(*value),
            Cell::Uuid(value) => Stored::Uuid(*value),
            Cell::Decimal(text) => {
                let (start, len) = self.keep_text(text);
                Stored::Decimal { start, len }
            }
            Cell::Json(text) => {
                let (start, len) = self.keep_text(text);
                Stored::Json { start, len }
            }
            Cell::Written(text) => {
                let (start, len) = self.keep_text(text);
                Stored::Written { start, len }
            }
            Cell::Compound(kind, parts) => {
                Stored::Compound(*kind, parts.iter().map(|part| self.store(part)).collect())
            }
            Cell::Array(items) => {
                Stored::Array(items.iter().map(|item| self.store(item)).collect())
            }
        }
    }
}

impl RowSink for Batch {
    fn columns(&mut self, names: &[&str]) {
        self.columns = Some(names.len());
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> bool {
        self.width = cells.len();
        self.rows += 1;
        self.cells.reserve(cells.len());
        for cell in cells {
            let stored = self.store(cell);
            self.cells.push(stored);
        }
        true
    }
}
