//! `text()`: finding `:name` parameters in SQL.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use sqlmodel_rs_engine::ir::{Expr, InList, Name, TextFragment, TextPart};

use super::context::Lowering;

/// A piece of text: SQL, or the name of a parameter.
enum Piece<'t> {
    Sql(&'t str),
    Name(&'t str),
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Split at `:name`; `::` and `\:` are no parameters, and neither is a colon after a word (`12:30`).
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b':' {
            at += 1;
            continue;
        }
        if at > 0 && bytes[at - 1] == b'\\' {
            found.push(Piece::Sql(&text[start..at - 1]));
            start = at;
            at += 1;
            continue;
        }
        let before = at > 0 && (bytes[at - 1] == b':' || is_word(bytes[at - 1]));
        let mut end = at + 1;
        while end < bytes.len() && is_word(bytes[end]) {
            end += 1;
        }
        let after = end < bytes.len() && bytes[end] == b':';
        if before || after || end == at + 1 {
            at = end.max(at + 1);
            continue;
        }
        found.push(Piece::Sql(&text[start..at]));
        found.push(Piece::Name(&text[at + 1..end]));
        start = end;
        at = end;
    }
    found.push(Piece::Sql(&text[start..]));
    found
}

impl<'py> Lowering<'py> {
    /// Lower a text clause.
    pub fn text_fragment(&mut self, element: &Bound<'py, PyAny>) -> PyResult<TextFragment> {
        let py = self.py;
        self.pure_read = false;
        let text = self.text_of(element, intern!(py, "text"))?;
        let binds = element.getattr(intern!(py, "binds"))?;
        let binds = binds.cast::<PyDict>()?;
        let mut parts = Vec::new();
        for piece in pieces(&text) {
            match piece {
                Piece::Sql("") => {}
                Piece::Sql(sql) => parts.push(TextPart::Sql(sql.into())),
                Piece::Name(name) => parts.push(self.text_bind(name, binds)?),
            }
        }
        Ok(TextFragment { parts })
    }

    fn text_bind(&mut self, name: &str, binds: &Bound<'py, PyDict>) -> PyResult<TextPart> {
        let Some(bind) = binds.get_item(name)? else {
            return Err(self.error(&format!("text() has no parameter named {name:?}")));
        };
        if bind.getattr(intern!(self.py, "expanding"))?.is_truthy()? {
            return Ok(match self.expanding(&bind, Name::plain(name), None)? {
                InList::Items(items) => {
                    let members = items.iter().map(|item| match item {
                        Expr::Bind(id) => Some(*id),
                        _ => None,
                    });
                    match members.collect::<Option<Vec<_>>>() {
                        Some(members) => TextPart::List(members),
                        None => TextPart::Rows(items),
                    }
                }
                InList::ArrayBind(id) => TextPart::Array(id),
                InList::Expanding(id) => TextPart::Expanding(id),
                InList::Query(_) | InList::Expr(_) => {
                    return Err(self.error("a list parameter needs values"));
                }
            });
        }
        match self.expr(&bind)? {
            Expr::Bind(id) => Ok(TextPart::Bind(id)),
            _ => Err(self.error(&format!(
                "parameter {name:?} of text() is not a bind parameter"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Sql(sql) => sql.to_owned(),
                Piece::Name(name) => format!("<{name}>"),
            })
            .collect()
    }

    #[test]
    fn names_are_found_and_casts_and_times_are_not() {
        assert_eq!(
            shown("a = :x AND b::int = '12:30'"),
            ["a = ", "<x>", " AND b::int = '12:30'"]
        );
        assert_eq!(shown("a \\:x"), ["a ", ":x"]);
    }
}
