//! Texts that insert many rows at once, made from the text that inserts one.

use std::fmt::Write as _;
use std::ops::Range;

use super::writer::cast_name;
use crate::types::SqlType;

/// Repeat the row of a VALUES list; numbered placeholders (`$1`) go on counting, others count by their order.
///
/// `row` is where the row stands in `sql`, its brackets included, and `width` how many placeholders it has.
#[must_use]
pub fn repeated_rows(sql: &str, row: Range<usize>, width: usize, rows: usize) -> Option<String> {
    let (head, one, tail) = cut(sql, row)?;
    let mut out = String::with_capacity(head.len() + tail.len() + rows * (one.len() + 8));
    out.push_str(head);
    for number in 0..rows {
        if number > 0 {
            out.push_str(", ");
        }
        renumbered(&mut out, one, number * width);
    }
    out.push_str(tail);
    Some(out)
}

/// Write `text` with every `$n` outside quotes counted up by `by`.
fn renumbered(out: &mut String, text: &str, by: usize) {
    let mut quote = None;
    let mut rest = text;
    while let Some(found) = rest.find(['$', '\'', '"']) {
        let (before, from) = rest.split_at(found);
        out.push_str(before);
        let mark = from.as_bytes()[0];
        let digits = from[1..].bytes().take_while(u8::is_ascii_digit).count();
        let number = from[1..=digits].parse::<usize>();
        match (mark, quote, number) {
            (b'$', None, Ok(number)) => {
                let _ = write!(out, "${}", number + by);
                rest = &from[1 + digits..];
                continue;
            }
            (b'$', ..) => {}
            (_, None, _) => quote = Some(mark),
            (_, Some(open), _) if open == mark => quote = None,
            _ => {}
        }
        out.push_str(&from[..1]);
        rest = &from[1..];
    }
    out.push_str(rest);
}

/// Take PostgreSQL's rows from one array a column, in the arrays' order; None where a value is not a plain placeholder or
/// its type has no arrays to unnest.
///
/// Generated keys are given out after the sort, so they count in the order of the rows.
#[must_use]
pub fn unnested_rows(sql: &str, row: Range<usize>, types: &[SqlType]) -> Option<String> {
    let (head, one, tail) = cut(sql, row)?;
    let head = head.strip_suffix("VALUES ")?;
    let mut plain = String::from("(");
    let (mut columns, mut arrays) = (String::new(), String::new());
    for (at, ty) in types.iter().enumerate() {
        let cast = cast_name(ty).filter(|_| has_arrays(ty))?;
        let separator = if at > 0 { ", " } else { "" };
        let number = at + 1;
        let _ = write!(plain, "{separator}${number}::{cast}");
        let _ = write!(columns, "{separator}c{number}");
        let _ = write!(arrays, "{separator}${number}::{cast}[]");
    }
    plain.push(')');
    if types.is_empty() || plain != one {
        return None;
    }
    Some(format!(
        "{head}SELECT {columns} FROM unnest({arrays}) WITH ORDINALITY AS given({columns}, place) ORDER BY place{tail}"
    ))
}

fn cut(sql: &str, row: Range<usize>) -> Option<(&str, &str, &str)> {
    Some((
        sql.get(..row.start)?,
        sql.get(row.clone())?,
        sql.get(row.end..)?,
    ))
}

/// Unnesting an array of arrays gives its leaves; the arrays of other types are known only to the server.
fn has_arrays(ty: &SqlType) -> bool {
    !matches!(
        ty,
        SqlType::Null | SqlType::Array { .. } | SqlType::Other { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTEGER: SqlType = SqlType::Integer;

    #[test]
    fn rows_are_repeated() {
        let sql = "INSERT INTO t (a, b) VALUES (?, ?) RETURNING t.id";
        let row = 28..34;
        assert_eq!(
            repeated_rows(sql, row, 2, 3).as_deref(),
            Some("INSERT INTO t (a, b) VALUES (?, ?), (?, ?), (?, ?) RETURNING t.id")
        );
    }

    #[test]
    fn numbered_placeholders_go_on_counting_outside_quotes() {
        let sql = "INSERT INTO t (a, b) VALUES ($1::A[], f('$1', $2)) RETURNING t.id";
        assert_eq!(
            repeated_rows(sql, 28..50, 2, 2).as_deref(),
            Some(
                "INSERT INTO t (a, b) VALUES ($1::A[], f('$1', $2)), ($3::A[], f('$1', $4)) RETURNING t.id"
            )
        );
    }

    #[test]
    fn columns_are_unnested_in_order() {
        let sql = "INSERT INTO t (a, b) VALUES ($1::INTEGER, $2::VARCHAR) RETURNING t.id";
        let row = 28..54;
        let types = [INTEGER, SqlType::Varchar { length: Some(3) }];
        assert_eq!(
            unnested_rows(sql, row, &types).as_deref(),
            Some(
                "INSERT INTO t (a, b) SELECT c1, c2 FROM unnest($1::INTEGER[], $2::VARCHAR[]) WITH ORDINALITY AS \
                 given(c1, c2, place) ORDER BY place RETURNING t.id"
            )
        );
    }

    #[test]
    fn wrapped_values_and_arrays_are_not_unnested() {
        let wrapped = "INSERT INTO t (a) VALUES (f($1::INTEGER))";
        assert_eq!(unnested_rows(wrapped, 25..41, &[INTEGER]), None);
        let array = SqlType::Array {
            item: Box::new(INTEGER),
        };
        let sql = "INSERT INTO t (a) VALUES ($1::INTEGER[])";
        assert_eq!(unnested_rows(sql, 25..40, &[array]), None);
    }
}
