//! Identifiers: when they need quotes, and writing them.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::{Flavor, reserved};

/// Longest reserved word of any database; longer names skip the look-up.
const LONGEST_RESERVED: usize = 32;

fn reserved_words(flavor: Flavor) -> &'static FxHashSet<&'static str> {
    static SETS: [OnceLock<FxHashSet<&'static str>>; 4] = [
        OnceLock::new(),
        OnceLock::new(),
        OnceLock::new(),
        OnceLock::new(),
    ];
    let (slot, words) = match flavor {
        Flavor::Standard => (&SETS[0], reserved::STANDARD),
        Flavor::Sqlite => (&SETS[1], reserved::SQLITE),
        Flavor::Postgres => (&SETS[2], reserved::POSTGRES),
        Flavor::Mysql => (&SETS[3], reserved::MYSQL),
    };
    slot.get_or_init(|| words.split_ascii_whitespace().collect())
}

/// Whether `name` must be quoted: mixed case, odd characters, a digit or `$` in front, or a reserved word.
pub fn needs_quotes(flavor: Flavor, name: &str) -> bool {
    let bytes = name.as_bytes();
    let Some(first) = bytes.first() else {
        return true;
    };
    if first.is_ascii_digit() || *first == b'$' {
        return true;
    }
    if !bytes
        .iter()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$'))
    {
        return true;
    }
    bytes.len() <= LONGEST_RESERVED && reserved_words(flavor).contains(name)
}

/// Append `name`, in the database's quotes when it needs them.
pub fn write_identifier(out: &mut String, flavor: Flavor, name: &str) {
    if !needs_quotes(flavor, name) {
        out.push_str(name);
        return;
    }
    let quote = if flavor == Flavor::Mysql { '`' } else { '"' };
    out.push(quote);
    for character in name.chars() {
        if character == quote {
            out.push(quote);
        }
        out.push(character);
    }
    out.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(flavor: Flavor, name: &str) -> String {
        let mut out = String::new();
        write_identifier(&mut out, flavor, name);
        out
    }

    #[test]
    fn plain_lower_case_names_stay_bare() {
        for flavor in [
            Flavor::Standard,
            Flavor::Sqlite,
            Flavor::Postgres,
            Flavor::Mysql,
        ] {
            assert_eq!(quoted(flavor, "hero_1"), "hero_1");
        }
    }

    #[test]
    fn mixed_case_reserved_and_odd_names_are_quoted() {
        assert_eq!(quoted(Flavor::Postgres, "userId"), "\"userId\"");
        assert_eq!(quoted(Flavor::Postgres, "user"), "\"user\"");
        assert_eq!(quoted(Flavor::Sqlite, "order"), "\"order\"");
        assert_eq!(quoted(Flavor::Mysql, "rank"), "`rank`");
        assert_eq!(quoted(Flavor::Standard, "1st"), "\"1st\"");
        assert_eq!(quoted(Flavor::Standard, "a\"b"), "\"a\"\"b\"");
        assert_eq!(quoted(Flavor::Mysql, "a`b"), "`a``b`");
    }
}
