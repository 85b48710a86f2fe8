//! Texts that insert many rows at once, made from the text that inserts one.

use std::fmt::Write as _;
use std::ops::Range;

use super::bind_cast::cast_name;
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

/// Let one DELETE find the rows of several parameter sets: its condition, which begins at `condition` and ends the text, is
/// repeated.
#[must_use]
pub fn repeated_conditions(
    sql: &str,
    condition: usize,
    width: usize,
    rows: usize,
) -> Option<String> {
    if rows == 1 {
        return Some(sql.to_owned());
    }
    let (head, one) = (sql.get(..condition)?, sql.get(condition..)?);
    let mut out = String::with_capacity(head.len() + rows * (one.len() + 8));
    out.push_str(head);
    for number in 0..rows {
        out.push_str(if number > 0 { " OR (" } else { "(" });
        renumbered(&mut out, one, number * width);
        out.push(')');
    }
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

/// Let PostgreSQL change, or delete, the rows named by arrays: each placeholder becomes a column of the arrays' rows. None
/// where a type has no arrays to unnest.
///
/// `sql` is an UPDATE or DELETE of one row whose placeholders are plain and counted in the order of `types`.
#[must_use]
pub fn unnested_changes(sql: &str, types: &[SqlType]) -> Option<String> {
    const GIVEN: &str = "_given_rows";
    if types.is_empty() || sql.contains(GIVEN) {
        return None;
    }
    let join = if sql.starts_with("DELETE ") {
        "USING"
    } else {
        "FROM"
    };
    let (mut columns, mut arrays) = (String::new(), String::new());
    let (mut out, mut rest) = (String::with_capacity(sql.len() * 2), sql);
    let mut is_joined = false;
    for (at, ty) in types.iter().enumerate() {
        let cast = cast_name(ty).filter(|_| has_arrays(ty))?;
        let number = at + 1;
        let separator = if at > 0 { ", " } else { "" };
        let _ = write!(columns, "{separator}c{number}");
        let _ = write!(arrays, "{separator}${number}::{cast}[]");
    }
    let source = format!(" {join} unnest({arrays}) AS {GIVEN}({columns})");
    for (at, ty) in types.iter().enumerate() {
        let placeholder = format!("${}::{}", at + 1, cast_name(ty)?);
        let found = outside_quotes(rest, &placeholder)?;
        let (before, from) = rest.split_at(found);
        match outside_quotes(before, " WHERE ") {
            Some(place) if !is_joined => {
                is_joined = true;
                let _ = write!(out, "{}{source}{}", &before[..place], &before[place..]);
            }
            _ => out.push_str(before),
        }
        let _ = write!(out, "{GIVEN}.c{}", at + 1);
        rest = &from[placeholder.len()..];
    }
    out.push_str(rest);
    is_joined.then_some(out)
}

/// Return where `wanted` begins in a text that begins outside quotes.
fn outside_quotes(text: &str, wanted: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'\'' | b'"', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (_, None) if text.get(at..).is_some_and(|rest| rest.starts_with(wanted)) => {
                return Some(at);
            }
            _ => {}
        }
    }
    None
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
    fn conditions_are_repeated() {
        let sql = "DELETE FROM t WHERE t.a = ? AND t.b = ?";
        assert_eq!(
            repeated_conditions(sql, 20, 2, 2).as_deref(),
            Some("DELETE FROM t WHERE (t.a = ? AND t.b = ?) OR (t.a = ? AND t.b = ?)")
        );
        assert_eq!(repeated_conditions(sql, 20, 2, 1).as_deref(), Some(sql));
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
    fn changes_are_joined_with_their_rows() {
        let sql = "UPDATE t SET a=$1::INTEGER, \"$2 WHERE \"=$2::VARCHAR WHERE t.id = $3::INTEGER";
        let types = [INTEGER, SqlType::Varchar { length: None }, INTEGER];
        assert_eq!(
            unnested_changes(sql, &types).as_deref(),
            Some(
                "UPDATE t SET a=_given_rows.c1, \"$2 WHERE \"=_given_rows.c2 FROM unnest($1::INTEGER[], $2::VARCHAR[], \
                 $3::INTEGER[]) AS _given_rows(c1, c2, c3) WHERE t.id = _given_rows.c3"
            )
        );
        let sql = "DELETE FROM t WHERE t.a = $1::INTEGER AND t.b = $2::INTEGER";
        assert_eq!(
            unnested_changes(sql, &[INTEGER, INTEGER]).as_deref(),
            Some(
                "DELETE FROM t USING unnest($1::INTEGER[], $2::INTEGER[]) AS _given_rows(c1, c2) WHERE \
                 t.a = _given_rows.c1 AND t.b = _given_rows.c2"
            )
        );
    }

    #[test]
    fn changes_without_their_placeholders_are_not_joined() {
        let other = "UPDATE t SET a=lower($1) WHERE t.id = $2::INTEGER";
        assert_eq!(unnested_changes(other, &[INTEGER, INTEGER]), None);
        let array = SqlType::Array {
            item: Box::new(INTEGER),
            dimensions: 1,
        };
        let sql = "UPDATE t SET a=$1::INTEGER[] WHERE t.id = $2::INTEGER";
        assert_eq!(unnested_changes(sql, &[array, INTEGER]), None);
    }

    #[test]
    fn wrapped_values_and_arrays_are_not_unnested() {
        let wrapped = "INSERT INTO t (a) VALUES (f($1::INTEGER))";
        assert_eq!(unnested_rows(wrapped, 25..41, &[INTEGER]), None);
        let array = SqlType::Array {
            item: Box::new(INTEGER),
            dimensions: 1,
        };
        let sql = "INSERT INTO t (a) VALUES ($1::INTEGER[])";
        assert_eq!(unnested_rows(sql, 25..40, &[array]), None);
    }
}
