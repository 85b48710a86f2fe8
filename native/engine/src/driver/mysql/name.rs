//! Names of columns that the server makes up from the text of an expression: with the values, as Python's drivers write
//! them into the text, and not with placeholders.

use crate::dialect::{Flavor, write_literal};
use crate::types::{SqlType, Value};

/// Put the values into names that quote placeholders of `sql`; the columns stand in the order of the text.
pub(super) fn with_values(sql: &str, names: &mut [String], binds: &[(Value, SqlType)]) {
    let places: Vec<usize> = placeholders(sql).collect();
    let mut behind = 0;
    for name in names {
        let Some(start) = sql[behind..].find(name.as_str()) else {
            continue;
        };
        let (start, end) = (behind + start, behind + start + name.len());
        behind = end;
        let first = places.partition_point(|place| *place < start);
        let last = places.partition_point(|place| *place < end);
        match (binds.get(first..last), name.as_str()) {
            (None | Some([]), _) => {}
            // The name of a text is the text.
            (Some([(Value::Text(text), _)]), "?") => *name = text.clone(),
            (Some([(value, _)]), "?") => {
                *name = filled("?", &[0], &[(value.clone(), SqlType::Null)])
                    .trim_matches('\'')
                    .to_owned();
            }
            (Some(values), _) => {
                let inside: Vec<usize> = places[first..last]
                    .iter()
                    .map(|place| place - start)
                    .collect();
                *name = filled(name, &inside, values);
            }
        }
    }
}

fn filled(name: &str, places: &[usize], values: &[(Value, SqlType)]) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for (place, (value, _)) in places.iter().zip(values) {
        out.push_str(&name[from..*place]);
        write(&mut out, value);
        from = place + 1;
    }
    out.push_str(&name[from..]);
    out
}

/// Write a value as Python's drivers do.
fn write(out: &mut String, value: &Value) {
    let start = out.len();
    match value {
        Value::Text(text) => {
            out.push('\'');
            for letter in text.chars() {
                match letter {
                    '\0' => out.push_str("\\0"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    '\x1a' => out.push_str("\\Z"),
                    '"' | '\'' | '\\' => out.extend(['\\', letter]),
                    _ => out.push(letter),
                }
            }
            out.push('\'');
        }
        Value::Bool(flag) => out.push(if *flag { '1' } else { '0' }),
        _ => write_literal(out, Flavor::Mysql, value),
    }
    if matches!(value, Value::Float(_)) && !out[start..].contains('e') {
        out.push_str("e0");
    }
}

/// Return where the placeholders of a text are: the question marks outside quotes.
fn placeholders(text: &str) -> impl Iterator<Item = usize> {
    let mut quote = None;
    text.char_indices().filter_map(move |(at, letter)| {
        match (quote, letter) {
            (None, '?') => return Some(at),
            (None, '\'' | '"' | '`') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(sql: &str, names: &[&str], values: Vec<Value>) -> Vec<String> {
        let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let binds: Vec<_> = values
            .into_iter()
            .map(|value| (value, SqlType::Null))
            .collect();
        with_values(sql, &mut names, &binds);
        names
    }

    #[test]
    fn names_quote_the_values_of_their_own_placeholders() {
        let values = vec![Value::Int(1), Value::Int(2), Value::Text("it's".to_owned())];
        assert_eq!(
            named(
                "select ? + ? , '?', id, cast(? as char) from t",
                &["? + ?", "?", "id", "cast(? as char)"],
                values
            ),
            ["1 + 2", "?", "id", "cast('it\\'s' as char)"]
        );
    }

    #[test]
    fn a_text_alone_is_its_own_name() {
        let values = vec![Value::Text("x".to_owned()), Value::Float(1.5), Value::Null];
        assert_eq!(
            named("select ?, ?, ?", &["?", "?", "?"], values),
            ["x", "1.5e0", "NULL"]
        );
    }

    #[test]
    fn a_name_that_the_text_does_not_have_stays() {
        assert_eq!(
            named("select  ?", &["what?"], vec![Value::Int(1)]),
            ["what?"]
        );
    }
}
