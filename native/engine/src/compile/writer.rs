//! The state of one rendering: text, parameter order, anonymous names and the enclosing FROM lists.

use std::fmt::Write as _;

use smallvec::SmallVec;
use smol_str::{SmolStr, SmolStrBuilder, format_smolstr};

use super::alone::PlainChange;
use super::bind_cast::{write_sent_cast, write_shown_cast};
use super::error::CompileError;
use super::few::Few;
use super::lint::Warning;
use crate::dialect::{Flavor, write_identifier, write_literal};
use crate::ir::{BindId, Name, Program, SourceId, Statement};

/// What the text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUse {
    /// To be sent: the driver's placeholders, casts, qualified labels.
    Execute,
    /// To be read: SQLAlchemy's placeholders.
    Display,
}

/// How to write.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub flavor: Flavor,
    pub purpose: TextUse,
    /// Write values into the text.
    pub literal_binds: bool,
    /// Columns without their table (inside CHECK, indexes and computed columns).
    pub bare_columns: bool,
    /// Warn of FROM entries that nothing joins.
    pub lint: bool,
}

impl Options {
    /// Text to be sent to a database.
    pub fn execute(flavor: Flavor) -> Self {
        Self {
            flavor,
            purpose: TextUse::Execute,
            literal_binds: false,
            bare_columns: false,
            lint: false,
        }
    }

    /// Text to be read.
    pub fn text(flavor: Flavor) -> Self {
        Self {
            flavor,
            purpose: TextUse::Display,
            literal_binds: false,
            bare_columns: false,
            lint: false,
        }
    }
}

/// A written statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    pub sql: String,
    /// The parameter of each placeholder.
    pub order: Vec<BindId>,
    /// The name of each of [`Self::order`].
    pub names: Vec<SmolStr>,
    /// The key of each column of a row, as SQLAlchemy names it; empty where the database gives the name.
    pub keys: Vec<SmolStr>,
    /// Where the row of a single-row VALUES list stands in the text, its brackets included.
    pub row: Option<std::ops::Range<usize>>,
    /// How the runs of an UPDATE or DELETE may be put together.
    pub change: Option<PlainChange>,
    pub warnings: Vec<Warning>,
}

/// A few sources; most statements read from one or two.
pub(super) type Sources = SmallVec<[SourceId; 4]>;

/// FROM entries of an enclosing statement.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// Of the statement right around.
    pub nearest: Sources,
    /// Of all statements around.
    pub all: Sources,
}

/// A parameter's number, 0 until it is written, and its name.
#[derive(Clone, Debug, Default)]
struct Placed {
    number: u32,
    name: Option<SmolStr>,
}

pub(super) struct Writer<'p> {
    pub program: &'p Program,
    pub options: Options,
    pub flavor: Flavor,
    pub out: String,
    pub scopes: SmallVec<[Scope; 2]>,
    /// Columns are written without their table.
    pub bare_columns: bool,
    /// What is written stands beside an operator.
    pub in_operator: bool,
    /// What is written is assigned to.
    pub assigning: bool,
    /// The statement is the program's own text.
    in_raw_text: bool,
    pub keys: Vec<SmolStr>,
    pub row: Option<std::ops::Range<usize>>,
    pub change: Option<PlainChange>,
    pub warnings: Vec<Warning>,
    order: Vec<BindId>,
    /// What the select being written says to the optimiser beside its sources.
    pub(super) hints: &'p [(SourceId, SmolStr)],
    /// What each parameter is called, once it is written.
    placed: Vec<Placed>,
    counters: Few<SmolStr, u32>,
    anonymous: Few<u64, SmolStr>,
    shortened: u32,
}

impl<'p> Writer<'p> {
    pub fn new(program: &'p Program, options: &Options) -> Self {
        Self {
            program,
            options: *options,
            flavor: options.flavor,
            out: String::with_capacity(512),
            scopes: SmallVec::new(),
            bare_columns: options.bare_columns,
            in_operator: false,
            assigning: false,
            in_raw_text: false,
            keys: Vec::new(),
            row: None,
            change: None,
            warnings: Vec::new(),
            hints: &[],
            order: Vec::with_capacity(program.binds.len()),
            placed: vec![Placed::default(); program.binds.len()],
            counters: Few::default(),
            anonymous: Few::default(),
            shortened: 0,
        }
    }

    pub fn finish(self) -> Rendered {
        let names = self
            .order
            .iter()
            .map(|bind| {
                self.placed
                    .get(bind.0 as usize)
                    .and_then(|placed| placed.name.clone())
                    .unwrap_or_default()
            })
            .collect();
        Rendered {
            sql: self.out,
            order: self.order,
            names,
            keys: self.keys,
            row: self.row,
            change: self.change,
            warnings: self.warnings,
        }
    }

    /// Return the parameters of the placeholders written so far.
    pub fn order(&self) -> &[BindId] {
        &self.order
    }

    pub fn displays(&self) -> bool {
        self.options.purpose == TextUse::Display
    }

    pub fn unsupported<T>(&self, construct: &'static str) -> Result<T, CompileError> {
        Err(CompileError::Unsupported {
            flavor: self.flavor.name(),
            construct,
        })
    }

    pub fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Append SQL that may hold `%`, doubling it where the reader's driver would take it for a parameter.
    pub fn push_sql(&mut self, text: &str) {
        if self.displays() && self.flavor.doubles_percent() && text.contains('%') {
            self.out.push_str(&text.replace('%', "%%"));
        } else {
            self.out.push_str(text);
        }
    }

    pub fn identifier(&mut self, name: &str) {
        let start = self.out.len();
        write_identifier(&mut self.out, self.flavor, name);
        if self.displays() && self.flavor.doubles_percent() && self.out[start..].contains('%') {
            let doubled = self.out.split_off(start).replace('%', "%%");
            self.out.push_str(&doubled);
        }
    }

    /// The final spelling of a name; an anonymous one is numbered on first use.
    pub fn resolve(&mut self, name: &Name) -> SmolStr {
        match name {
            Name::Plain(text) => text.clone(),
            Name::Anon { id, base } => {
                if let Some(known) = self.anonymous.get_mut(id) {
                    return known.clone();
                }
                let text = self.number(base);
                self.anonymous.push(*id, text.clone());
                text
            }
        }
    }

    /// `base_1`, `base_2` and so on, in order of the asking.
    pub fn number(&mut self, base: &str) -> SmolStr {
        let counter = match self.counters.get_mut(base) {
            Some(counter) => {
                *counter += 1;
                *counter
            }
            None => {
                self.counters.push(base.into(), 1);
                1
            }
        };
        let mut text = SmolStrBuilder::new();
        text.push_str(base);
        text.push('_');
        match single_digit(counter) {
            Some(digit) => text.push(digit),
            None => {
                let _ = write!(text, "{counter}");
            }
        }
        self.shorten(text.finish())
    }

    /// Cut a label that passes the database's limit; a running hexadecimal number keeps it unique.
    pub fn shorten(&mut self, label: SmolStr) -> SmolStr {
        let limit = self.flavor.identifier_limit();
        let length = if self.flavor == Flavor::Mysql {
            label.chars().count()
        } else {
            label.len()
        };
        if length <= limit {
            return label;
        }
        self.shortened += 1;
        let mut cut = limit - 8;
        while !label.is_char_boundary(cut) {
            cut -= 1;
        }
        format_smolstr!("{}_{:x}", &label[..cut], self.shortened)
    }

    pub fn name(&mut self, name: &Name) {
        match name {
            Name::Plain(text) => self.identifier(text),
            Name::Anon { .. } => {
                let text = self.resolve(name);
                self.identifier(&text);
            }
        }
    }

    /// Write `items` with `separator` between them.
    pub fn separated<'i, T>(
        &mut self,
        items: &'i [T],
        separator: &str,
        mut write: impl FnMut(&mut Self, &'i T) -> Result<(), CompileError>,
    ) -> Result<(), CompileError> {
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.out.push_str(separator);
            }
            write(self, item)?;
        }
        Ok(())
    }

    fn bind_name(&mut self, bind: BindId) -> SmolStr {
        let index = bind.0 as usize;
        if let Some(Placed {
            name: Some(name), ..
        }) = self.placed.get(index)
        {
            return name.clone();
        }
        let program = self.program;
        let name = match program.binds.get(index) {
            Some(found) => self.resolve(&found.name),
            None => "param".into(),
        };
        if let Some(slot) = self.placed.get_mut(index) {
            slot.name = Some(name.clone());
        }
        name
    }

    /// Write a parameter's placeholder, or its value when literals are asked for.
    ///
    /// # Errors
    /// Literals are asked for and this parameter has none.
    pub fn bind(&mut self, bind: BindId) -> Result<(), CompileError> {
        let program = self.program;
        let Some(found) = program.binds.get(bind.0 as usize) else {
            return Err(CompileError::Invalid(format!(
                "unknown parameter number {}",
                bind.0
            )));
        };
        if found.in_text && found.literal.is_none() && self.displays() {
            let name = self.bind_name(bind);
            let _ = write!(self.out, "__[POSTCOMPILE_{name}]");
            self.order.push(bind);
            return Ok(());
        }
        if self.options.literal_binds || found.literal.is_some() {
            let Some(value) = &found.literal else {
                let name = self.bind_name(bind).as_str().into();
                return Err(CompileError::NoLiteral { name });
            };
            let start = self.out.len();
            write_literal(&mut self.out, self.flavor, value);
            if self.displays() && self.flavor.doubles_percent() && self.out[start..].contains('%') {
                let doubled = self.out.split_off(start).replace('%', "%%");
                self.out.push_str(&doubled);
            }
            return Ok(());
        }
        self.placeholder(bind);
        if self.flavor == Flavor::Postgres {
            match self.displays() {
                true => write_shown_cast(&mut self.out, &found.ty),
                false => write_sent_cast(&mut self.out, &found.ty),
            }
        }
        Ok(())
    }

    /// Write a placeholder without a cast.
    pub fn placeholder(&mut self, bind: BindId) {
        let index = bind.0 as usize;
        let name = self.bind_name(bind);
        let display = self.displays();
        match (display, self.flavor) {
            (true, Flavor::Standard) | (false, Flavor::Standard) => {
                let _ = write!(self.out, ":{name}");
                self.order.push(bind);
            }
            (true, Flavor::Postgres) => {
                let _ = write!(self.out, "%({name})s");
                self.order.push(bind);
            }
            (true, Flavor::Mysql) => {
                self.out.push_str("%s");
                self.order.push(bind);
            }
            (true, Flavor::Sqlite) | (false, Flavor::Mysql) => {
                self.out.push('?');
                self.order.push(bind);
            }
            (false, Flavor::Sqlite | Flavor::Postgres) => {
                let known = self.placed.get(index).map_or(0, |placed| placed.number);
                let number = if known > 0 {
                    known
                } else {
                    self.order.push(bind);
                    let number = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
                    if let Some(slot) = self.placed.get_mut(index) {
                        slot.number = number;
                    }
                    number
                };
                if self.flavor == Flavor::Sqlite {
                    self.out.push('?');
                    // SQLite calls a column without a name as it is written, its placeholders included.
                    if self.in_raw_text && known == 0 {
                        return;
                    }
                } else {
                    self.out.push('$');
                }
                match single_digit(number) {
                    Some(digit) => self.out.push(digit),
                    None => {
                        let _ = write!(self.out, "{number}");
                    }
                }
            }
        }
    }

    /// The `(__[POSTCOMPILE_name])` marker of a list whose length is not part of the text.
    pub fn expanding(&mut self, bind: BindId) {
        let name = self.bind_name(bind);
        let _ = write!(self.out, "(__[POSTCOMPILE_{name}])");
        self.order.push(bind);
    }

    /// Write a statement; the outermost one is preceded by its CTEs.
    ///
    /// # Errors
    /// As [`super::render`].
    pub fn statement(
        &mut self,
        statement: &'p Statement,
        outermost: bool,
    ) -> Result<(), CompileError> {
        let ctes_inside =
            outermost && self.flavor == Flavor::Mysql && matches!(statement, Statement::Insert(_));
        if outermost && !ctes_inside && !self.program.ctes.is_empty() {
            self.cte_clause(&self.program.ctes)?;
        }
        match statement {
            Statement::Query(query) => self.query(query, super::query::Place::top(outermost)),
            Statement::Insert(insert) => self.insert(insert, outermost),
            Statement::Update(update) => self.update(update, outermost),
            Statement::Delete(delete) => self.delete(delete, outermost),
            Statement::Text(text) => {
                self.in_raw_text = true;
                self.text(text)
            }
            Statement::Expression(expr) => self.expr(expr),
            Statement::From(from) => self.from(from),
            Statement::Ddl(ddl) => {
                let flavor = self.flavor;
                crate::ddl::write_ddl(&mut self.out, flavor, ddl)
            }
        }
    }
}

/// The digit of a number below ten, which most numbers here are.
fn single_digit(number: u32) -> Option<char> {
    char::from_digit(number, 10)
}
