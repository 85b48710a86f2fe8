//! Elements whose text a function of the program writes (`@compiles`): its text comes back in pieces, and what it asked
//! the compiler to write stands between them as elements.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use sqlmodel_rs_engine::ir::{Expr, Func, Statement, TextFragment, TextPart};

use super::compiled::StatementKind;
use super::context::Lowering;
use super::kind::node;
use super::query::may_return_rows;

/// How an element inside the text is written; the codes of `ext/compiler.py`.
mod manner {
    /// As the library writes it, although its class has a function.
    pub const BUILTIN: i64 = 1;
    /// As an element of FROM.
    pub const FROM: i64 = 2;
}

/// What a function of the program wrote.
enum Written<'py> {
    /// Nothing: it has none for this database, so the library writes the element.
    Builtin,
    /// One element and no text.
    One(Piece<'py>),
    Text(TextFragment),
}

/// An element inside the text.
struct Piece<'py> {
    element: Bound<'py, PyAny>,
    manner: i64,
    literal: bool,
}

impl<'py> Lowering<'py> {
    /// The kind of a node without regard to functions of the program; 0 where the library has no text for it.
    pub fn own_kind(&self, element: &Bound<'py, PyAny>) -> i64 {
        element
            .getattr(intern!(self.py, "_kind"))
            .and_then(|kind| kind.extract())
            .unwrap_or(0)
    }

    /// Lower an expression whose class has functions.
    pub fn construct_expression(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        self.pure_read = false;
        match self.written(element)? {
            Written::Builtin => {
                let kind = self.own_kind(element);
                self.expr_of_kind(element, kind)
            }
            Written::One(piece) => match self.piece(&piece)? {
                TextPart::Expr(expr) => Ok(*expr),
                part => Ok(Expr::Text(TextFragment { parts: vec![part] })),
            },
            Written::Text(text) => Ok(Expr::Text(text)),
        }
    }

    /// Lower a call whose class has functions, inside OVER, FILTER or WITHIN GROUP.
    pub fn construct_call(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Func> {
        self.pure_read = false;
        let text = match self.written(element)? {
            Written::Builtin => {
                let kind = self.own_kind(element);
                return self.function_of_kind(element, kind);
            }
            Written::One(piece) => TextFragment {
                parts: vec![self.piece(&piece)?],
            },
            Written::Text(text) => text,
        };
        Ok(Func {
            written: Some(text),
            ..Func::default()
        })
    }

    /// Lower a FROM element whose class has functions.
    pub fn construct_text(&mut self, element: &Bound<'py, PyAny>) -> PyResult<TextFragment> {
        self.pure_read = false;
        match self.written(element)? {
            Written::Text(text) => Ok(text),
            Written::One(piece) => Ok(TextFragment {
                parts: vec![self.piece(&piece)?],
            }),
            Written::Builtin => {
                let kind = self.own_kind(element);
                let part = TextPart::Expr(Box::new(self.expr_of_kind(element, kind)?));
                Ok(TextFragment { parts: vec![part] })
            }
        }
    }

    /// Lower a statement whose class has functions.
    pub fn construct_statement(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Statement> {
        let own = self.own_kind(element);
        self.kind = match own {
            100..130 => StatementKind::Ddl,
            _ => StatementKind::Text,
        };
        match self.written(element)? {
            Written::Builtin => self.statement_of_kind(element, own),
            Written::One(piece) => {
                let kind = match piece.manner {
                    manner::BUILTIN => self.own_kind(&piece.element),
                    _ => self.kind_of(&piece.element)?,
                };
                self.kind = StatementKind::Select;
                self.statement_of_kind(&piece.element, kind)
            }
            Written::Text(text) => {
                self.pure_read = false;
                let sql: String = text
                    .parts
                    .iter()
                    .filter_map(|part| match part {
                        TextPart::Sql(sql) => Some(sql.as_str()),
                        _ => None,
                    })
                    .collect();
                self.returns_rows = self.returns_rows || may_return_rows(&sql);
                Ok(Statement::Text(text))
            }
        }
    }

    /// Call the function of an element's class.
    fn written(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Written<'py>> {
        let py = self.py;
        let pieces = element
            .getattr(intern!(py, "_compile_handlers"))?
            .call_method1(
                intern!(py, "pieces"),
                (element, self.flavor.name(), self.options.literal_binds),
            )?;
        let Ok(pieces) = pieces.cast_into::<PyList>() else {
            return Ok(Written::Builtin);
        };
        if pieces.len() == 1
            && let Some(piece) = piece_of(&pieces.get_item(0)?)?
        {
            return Ok(Written::One(piece));
        }
        let mut parts = Vec::with_capacity(pieces.len());
        for item in pieces {
            parts.push(match piece_of(&item)? {
                Some(piece) if piece.element.is(element) => self.whole(&piece)?,
                Some(piece) => self.piece(&piece)?,
                None => TextPart::Sql(item.cast::<PyString>()?.to_str()?.into()),
            });
        }
        Ok(Written::Text(TextFragment { parts }))
    }

    /// Lower the element itself inside the text that is written for it: its rows are those of the text.
    fn whole(&mut self, piece: &Piece<'py>) -> PyResult<TextPart> {
        let kind = self.own_kind(&piece.element);
        if kind < node::SELECT || self.depth > 0 {
            return self.piece(piece);
        }
        let statement = Box::new(self.statement_of_kind(&piece.element, kind)?);
        Ok(TextPart::Statement {
            statement,
            outermost: true,
        })
    }

    fn piece(&mut self, piece: &Piece<'py>) -> PyResult<TextPart> {
        let before = self.options.literal_binds;
        self.options.literal_binds = before || piece.literal;
        let part = self.lowered(piece);
        self.options.literal_binds = before;
        part
    }

    fn lowered(&mut self, piece: &Piece<'py>) -> PyResult<TextPart> {
        let element = &piece.element;
        let kind = match piece.manner {
            manner::BUILTIN => self.own_kind(element),
            _ => self.kind_of(element)?,
        };
        Ok(match kind {
            node::ENTITY | node::TABLE..=node::FROM_GROUPING if piece.manner == manner::FROM => {
                let from =
                    self.without_collecting(|lowering| lowering.lower_from(element, None))?;
                TextPart::From(Box::new(from))
            }
            node::SELECT | node::COMPOUND | node::TEXTUAL_SELECT => {
                let statement = Statement::Query(self.nested_query_of_kind(element, kind)?);
                TextPart::Statement {
                    statement: Box::new(statement),
                    outermost: false,
                }
            }
            node::INSERT | node::UPDATE | node::DELETE => {
                self.depth += 1;
                let statement = self.modification(element, kind);
                self.depth -= 1;
                TextPart::Statement {
                    statement: Box::new(statement?),
                    outermost: false,
                }
            }
            100..130 => TextPart::Statement {
                statement: Box::new(self.definition(element, kind)?),
                outermost: false,
            },
            _ => TextPart::Expr(Box::new(self.expr_of_kind(element, kind)?)),
        })
    }
}

/// The element of a piece; None for text.
fn piece_of<'py>(item: &Bound<'py, PyAny>) -> PyResult<Option<Piece<'py>>> {
    if item.is_instance_of::<PyString>() {
        return Ok(None);
    }
    let (element, manner, literal) = item.extract()?;
    Ok(Some(Piece {
        element,
        manner,
        literal,
    }))
}
