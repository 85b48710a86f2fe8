//! Identifiers: when they need quotes, and writing them.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::{Flavor, reserved};

/// No reserved word is longer; longer names skip the look-up.
const LONGEST_RESERVED: usize = 32;

/// The reserved words of a database.
struct Reserved {
    words: FxHashSet<&'static str>,
    /// By length of the word, a bit for each first letter there is: most names differ in one of the two.
    openings: [u32; LONGEST_RESERVED + 1],
}

impl Reserved {
    fn of(words: &'static str) -> Self {
        let mut openings = [0; LONGEST_RESERVED + 1];
        for word in words.split_ascii_whitespace() {
            if let (Some(bits), Some(first)) = (openings.get_mut(word.len()), word.bytes().next()) {
                *bits |= letter(first);
            }
        }
        Self {
            words: words.split_ascii_whitespace().collect(),
            openings,
        }
    }

    fn contains(&self, name: &str, first: u8) -> bool {
        self.openings
            .get(name.len())
            .is_some_and(|bits| bits & letter(first) != 0)
            && self.words.contains(name)
    }
}

/// The bit of a lower-case letter; words that begin otherwise share one.
fn letter(first: u8) -> u32 {
    1 << if first.is_ascii_lowercase() {
        first - b'a'
    } else {
        31
    }
}

fn reserved_words(flavor: Flavor) -> &'static Reserved {
    static SETS: [OnceLock<Reserved>; 4] = [
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
    slot.get_or_init(|| Reserved::of(words))
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
    reserved_words(flavor).contains(name, *first)
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
