//! PostgreSQL's own types whose binary form is neither a number nor text: networks, bit strings, text search, ranges,
//! key and value pairs. They become the text that PostgreSQL writes, or a value with parts.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::postgres::Decoder;
use super::{Cell, text};
use crate::error::{Error, Result};
use crate::types::SqlType;

/// What a value with parts is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compound {
    /// Lower and upper bound; a bound that is not there is NULL.
    Range {
        empty: bool,
        lower_included: bool,
        upper_included: bool,
    },
    /// Keys and values by turns.
    Pairs,
    /// An address, or a network, as text.
    Network { is_network: bool },
    /// A time of day, so many seconds ahead of UTC.
    ZonedTime { offset: i32 },
}

/// A type with a binary form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Own {
    Network,
    Mac,
    Bits,
    SearchVector,
    SearchQuery,
    /// Text after a version number.
    Versioned,
    Point,
    LogPosition,
    Pairs,
    Floats,
}

/// Reads a value from its start to its end.
struct Reader<'r>(&'r [u8]);

impl<'r> Reader<'r> {
    fn take(&mut self, count: usize) -> Result<&'r [u8]> {
        let head = self
            .0
            .get(..count)
            .ok_or_else(|| Error::data("a value from the server is shorter than its type"))?;
        self.0 = &self.0[count..];
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    fn short(&mut self) -> Result<u16> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    fn int(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.array()?))
    }

    fn count(&mut self) -> Result<usize> {
        usize::try_from(self.int()?).map_err(|_| Error::data("a negative length in a value"))
    }

    /// Bytes after their length; None for a length of -1.
    fn sized(&mut self) -> Result<Option<&'r [u8]>> {
        match usize::try_from(self.int()?) {
            Ok(length) => self.take(length).map(Some),
            Err(_) => Ok(None),
        }
    }

    fn terminated(&mut self) -> Result<&'r str> {
        let end = self
            .0
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(self.0.len());
        let found = text(self.take(end)?)?;
        self.take(1)?;
        Ok(found)
    }
}

impl Own {
    /// The type by its OID, or by its name where an extension made it.
    pub(crate) fn of(oid: u32, name: &str) -> Option<Own> {
        Some(match oid {
            869 | 650 => Own::Network,
            829 | 774 => Own::Mac,
            1560 | 1562 => Own::Bits,
            3614 => Own::SearchVector,
            3615 => Own::SearchQuery,
            4072 => Own::Versioned,
            600 => Own::Point,
            3220 => Own::LogPosition,
            _ => match name.rsplit('.').next().unwrap_or(name) {
                "hstore" => Own::Pairs,
                "ltree" | "lquery" | "ltxtquery" => Own::Versioned,
                "vector" => Own::Floats,
                _ => return None,
            },
        })
    }

    /// Read one value that is not NULL.
    pub(crate) fn cell<'r>(self, bytes: &'r [u8]) -> Result<Cell<'r>> {
        let mut reader = Reader(bytes);
        let mut out = String::new();
        match self {
            Own::Network => return network(&mut reader),
            Own::Pairs => return pairs(&mut reader),
            Own::Versioned => {
                reader.byte()?;
                return Ok(Cell::Text(text(reader.0)?));
            }
            Own::Mac => {
                let parts: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                out = parts.join(":");
            }
            Own::Bits => {
                let count = reader.count()?;
                let bits = reader.take(count.div_ceil(8))?;
                out.extend((0..count).map(|at| match bits[at / 8] >> (7 - at % 8) & 1 {
                    1 => '1',
                    _ => '0',
                }));
            }
            Own::SearchVector => search_vector(&mut reader, &mut out)?,
            Own::SearchQuery => {
                let tokens = reader.count()?;
                if tokens > 0 {
                    search_query(&mut reader, 0, &mut out)?;
                }
            }
            Own::Point => {
                let (x, y) = (
                    f64::from_be_bytes(reader.array()?),
                    f64::from_be_bytes(reader.array()?),
                );
                let _ = write!(out, "({x},{y})");
            }
            Own::LogPosition => {
                let (high, low) = (reader.int()?, reader.int()?);
                let _ = write!(out, "{high:X}/{low:X}");
            }
            Own::Floats => {
                let count = reader.short()?;
                reader.short()?;
                out.push('[');
                for at in 0..count {
                    let value = f32::from_be_bytes(reader.array()?);
                    let _ = write!(out, "{}{value}", if at > 0 { "," } else { "" });
                }
                out.push(']');
            }
        }
        Ok(Cell::Written(out.into()))
    }
}

/// Family, bits of the mask, whether it is a network, length, address.
fn network<'r>(reader: &mut Reader<'_>) -> Result<Cell<'r>> {
    let (_family, bits, is_network) = (reader.byte()?, reader.byte()?, reader.byte()? == 1);
    let (address, full) = match reader.byte()? {
        4 => (Ipv4Addr::from(reader.array::<4>()?).to_string(), 32),
        16 => (Ipv6Addr::from(reader.array::<16>()?).to_string(), 128),
        length => return Err(Error::data(format!("an address of {length} bytes"))),
    };
    let written = match bits == full && !is_network {
        true => address,
        false => format!("{address}/{bits}"),
    };
    Ok(Cell::Compound(
        Compound::Network { is_network },
        vec![Cell::Written(written.into())],
    ))
}

fn pairs<'r>(reader: &mut Reader<'r>) -> Result<Cell<'r>> {
    let count = reader.count()?;
    let mut parts = Vec::with_capacity(count.min(1024) * 2);
    for _ in 0..count * 2 {
        parts.push(match reader.sized()? {
            Some(bytes) => Cell::Text(text(bytes)?),
            None => Cell::Null,
        });
    }
    Ok(Cell::Compound(Compound::Pairs, parts))
}

fn quoted(word: &str, out: &mut String) {
    out.push('\'');
    for letter in word.chars() {
        if matches!(letter, '\'' | '\\') {
            out.push(letter);
        }
        out.push(letter);
    }
    out.push('\'');
}

/// Lexemes with their positions: `'cat':3A,5 'fat'`.
fn search_vector(reader: &mut Reader<'_>, out: &mut String) -> Result<()> {
    for at in 0..reader.count()? {
        if at > 0 {
            out.push(' ');
        }
        quoted(reader.terminated()?, out);
        for position in 0..reader.short()? {
            let packed = reader.short()?;
            out.push(if position == 0 { ':' } else { ',' });
            let _ = write!(out, "{}", packed & 0x3fff);
            match packed >> 14 {
                3 => out.push('A'),
                2 => out.push('B'),
                1 => out.push('C'),
                _ => {}
            }
        }
    }
    Ok(())
}

/// One operand or operator of a query; an operator is followed by its right side, then its left one.
fn search_query(reader: &mut Reader<'_>, around: u8, out: &mut String) -> Result<()> {
    if reader.byte()? == 1 {
        let (weights, prefix) = (reader.byte()?, reader.byte()? != 0);
        quoted(reader.terminated()?, out);
        if weights != 0 || prefix {
            out.push(':');
        }
        if prefix {
            out.push('*');
        }
        let named = [(3, 'A'), (2, 'B'), (1, 'C'), (0, 'D')];
        out.extend(
            named
                .iter()
                .filter(|(bit, _)| weights >> bit & 1 == 1)
                .map(|(_, name)| name),
        );
        return Ok(());
    }
    let operator = reader.byte()?;
    if operator == 1 {
        out.push('!');
        return search_query(reader, 4, out);
    }
    let (strength, written) = match operator {
        2 => (2, " & ".to_owned()),
        3 => (1, " | ".to_owned()),
        _ => match reader.short()? {
            1 => (3, " <-> ".to_owned()),
            distance => (3, format!(" <{distance}> ")),
        },
    };
    let mut right = String::new();
    // A phrase within a phrase on the right side is not the same as one on the left.
    search_query(reader, strength + u8::from(strength == 3), &mut right)?;
    if strength < around {
        out.push_str("( ");
    }
    search_query(reader, strength, out)?;
    out.push_str(&written);
    out.push_str(&right);
    if strength < around {
        out.push_str(" )");
    }
    Ok(())
}

/// Flags, then each bound there is after its length.
pub(super) fn range<'r>(bytes: &'r [u8], item: &Decoder) -> Result<Cell<'r>> {
    const EMPTY: u8 = 1;
    const LOWER_INCLUDED: u8 = 2;
    const UPPER_INCLUDED: u8 = 4;
    const NO_LOWER: u8 = 8;
    const NO_UPPER: u8 = 16;
    let mut reader = Reader(bytes);
    let flags = reader.byte()?;
    let mut bound = |absent: u8| -> Result<Cell<'r>> {
        match flags & (EMPTY | absent) {
            0 => match reader.sized()? {
                Some(bytes) => item.cell(bytes, &SqlType::Null),
                None => Ok(Cell::Null),
            },
            _ => Ok(Cell::Null),
        }
    };
    let parts = vec![bound(NO_LOWER)?, bound(NO_UPPER)?];
    Ok(Cell::Compound(
        Compound::Range {
            empty: flags & EMPTY != 0,
            lower_included: flags & LOWER_INCLUDED != 0,
            upper_included: flags & UPPER_INCLUDED != 0,
        },
        parts,
    ))
}
