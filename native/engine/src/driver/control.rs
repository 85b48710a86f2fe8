//! What a statement's first words tell about transactions. Knows text only; comments and opening parentheses are skipped.

use super::State;
use crate::error::{Error, Kind};

/// What a statement's first words do to the transaction of its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    Begins,
    Ends,
    /// A statement that may return rows or change them.
    Data,
    /// DDL, SET, SAVEPOINT and the rest.
    Other,
}

/// Return the first word of a statement.
pub(crate) fn first_word(sql: &str) -> &str {
    words(skip_comments(sql)).next().unwrap_or("")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// Tell whether a statement contains one of these lower-case words, in any case.
pub(crate) fn mentions(sql: &str, wanted: &[&str]) -> bool {
    words(sql).any(|word| wanted.iter().any(|one| word.eq_ignore_ascii_case(one)))
}

/// Classify a statement by its first words.
pub(crate) fn control_of(sql: &str) -> Control {
    const DATA: [&str; 9] = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "REPLACE", "TABLE", "MERGE",
    ];
    let mut words = words(skip_comments(sql));
    let first = words.next().unwrap_or("");
    let is = |word: &str| first.eq_ignore_ascii_case(word);
    if DATA.iter().any(|word| is(word)) {
        return Control::Data;
    }
    let (second, third) = (words.next(), words.next());
    let follows = |word: &str| second.is_some_and(|second| second.eq_ignore_ascii_case(word));
    let to = follows("TO") || third.is_some_and(|third| third.eq_ignore_ascii_case("TO"));
    if is("BEGIN") || (is("START") && follows("TRANSACTION")) {
        Control::Begins
    } else if (is("ROLLBACK") && to) || ((is("COMMIT") || is("ROLLBACK")) && follows("PREPARED")) {
        Control::Other
    } else if is("COMMIT") || is("END") || is("ROLLBACK") || is("ABORT") {
        Control::Ends
    } else {
        Control::Other
    }
}

/// Return the statement without the comments and parentheses it opens with.
pub(crate) fn skip_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    loop {
        let next = if let Some(line) = rest.strip_prefix("--") {
            line.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(block) = rest.strip_prefix("/*") {
            block.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            return rest;
        };
        rest = next.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    }
}

pub(crate) fn already_begun() -> Error {
    Error::new(
        Kind::Interface,
        "a transaction is already begun on this connection",
    )
}

/// Return the state a connection has after a statement of this class succeeded.
pub(crate) fn state_after(control: Control, before: State) -> State {
    match control {
        Control::Begins => State::InTransaction,
        Control::Ends => State::Idle,
        Control::Data | Control::Other => before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_decide() {
        for (sql, expected) in [
            ("BEGIN", Control::Begins),
            (" /* a */ -- b\n start transaction", Control::Begins),
            ("commit;", Control::Ends),
            ("ROLLBACK TO SAVEPOINT a", Control::Other),
            ("ROLLBACK WORK TO a", Control::Other),
            ("ROLLBACK", Control::Ends),
            ("(SELECT 1)", Control::Data),
            ("with x as (select 1) select * from x", Control::Data),
            ("CREATE TABLE begin_x (id int)", Control::Other),
            ("", Control::Other),
        ] {
            assert_eq!(control_of(sql), expected, "{sql}");
        }
    }
}
