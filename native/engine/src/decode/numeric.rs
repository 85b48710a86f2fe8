//! Exact decimals between text, floats and PostgreSQL's base-10000 digits.

use crate::error::{Error, Result};

const NAN: u16 = 0xC000;
const POSITIVE_INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;
const NEGATIVE: u16 = 0x4000;

/// Write a float as SQLAlchemy writes a SQLite REAL for a Numeric column: fixed digits, ten unless a scale is set.
pub(crate) fn from_float(value: f64, scale: Option<u32>) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    format!("{value:.*}", scale.unwrap_or(10) as usize)
}

/// Write an integer with the digits `from_float` would give it, without the detour by a float.
pub(crate) fn from_int(value: i64, scale: Option<u32>) -> String {
    match scale.unwrap_or(10) {
        0 => value.to_string(),
        digits => format!("{value}.{:0<1$}", "", digits as usize),
    }
}

fn be16(bytes: &[u8], at: usize) -> Result<u16> {
    match bytes.get(at..at + 2) {
        Some([high, low]) => Ok(u16::from_be_bytes([*high, *low])),
        _ => Err(Error::data("truncated numeric value")),
    }
}

/// Read PostgreSQL's binary numeric as decimal text.
pub(crate) fn from_postgres(bytes: &[u8]) -> Result<String> {
    let digits = usize::from(be16(bytes, 0)?);
    let weight = i32::from(be16(bytes, 2)?.cast_signed());
    let scale = usize::from(be16(bytes, 6)?);
    let sign = be16(bytes, 4)?;
    match sign {
        NAN => return Ok("NaN".to_owned()),
        POSITIVE_INFINITY => return Ok("Infinity".to_owned()),
        NEGATIVE_INFINITY => return Ok("-Infinity".to_owned()),
        _ => {}
    }
    let group = |index: i32| -> Result<u16> {
        match usize::try_from(index) {
            Ok(index) if index < digits => be16(bytes, 8 + index * 2),
            _ => Ok(0),
        }
    };
    let mut out = String::with_capacity(digits * 4 + scale + 3);
    if sign == NEGATIVE {
        out.push('-');
    }
    if weight < 0 {
        out.push('0');
    } else {
        out.push_str(&group(0)?.to_string());
        for index in 1..=weight {
            out.push_str(&format!("{:04}", group(index)?));
        }
    }
    if scale > 0 {
        out.push('.');
        let start = out.len();
        let mut index = weight + 1;
        while out.len() - start < scale {
            let digits = if index < 0 { 0 } else { group(index)? };
            out.push_str(&format!("{digits:04}"));
            index += 1;
        }
        out.truncate(start + scale);
    }
    Ok(out)
}

/// Split decimal text (`-1.5E+3`) into sign, digits and the position of the point counted from the left.
fn split(text: &str) -> Option<(bool, Vec<u8>, i32, usize)> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], rest[at + 1..].parse::<i32>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    if digits.is_empty()
        || !digits.iter().all(u8::is_ascii_digit)
        || exponent.unsigned_abs() > 100_000
    {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let scale = (i32::try_from(fraction.len()).ok()? - exponent).max(0);
    Some((negative, digits, point, usize::try_from(scale).ok()?))
}

/// Write decimal text as PostgreSQL's binary numeric.
pub(crate) fn to_postgres(text: &str, out: &mut Vec<u8>) -> Result<()> {
    let special = match text.to_ascii_lowercase().as_str() {
        "nan" | "-nan" | "snan" => Some(NAN),
        "infinity" | "inf" => Some(POSITIVE_INFINITY),
        "-infinity" | "-inf" => Some(NEGATIVE_INFINITY),
        _ => None,
    };
    if let Some(sign) = special {
        for word in [0, 0, sign, 0] {
            out.extend_from_slice(&word.to_be_bytes());
        }
        return Ok(());
    }
    let refused = || Error::data(format!("invalid decimal: '{text}'"));
    let (negative, digits, point, scale) = split(text).ok_or_else(refused)?;
    // Groups of four digits aligned at the point; `weight` is the position of the first group.
    let mut weight = point.div_euclid(4) - i32::from(point.rem_euclid(4) == 0);
    let lead = usize::try_from((weight + 1) * 4 - point).map_err(|_| refused())?;
    let mut padded = vec![b'0'; lead];
    padded.extend_from_slice(&digits);
    while padded.len() % 4 != 0 {
        padded.push(b'0');
    }
    let mut groups: Vec<u16> = padded
        .chunks_exact(4)
        .map(|group| {
            group
                .iter()
                .fold(0u16, |sum, digit| sum * 10 + u16::from(digit - b'0'))
        })
        .collect();
    while groups.last() == Some(&0) {
        groups.pop();
    }
    let zeros = groups.iter().take_while(|group| **group == 0).count();
    groups.drain(..zeros);
    weight -= i32::try_from(zeros).map_err(|_| refused())?;
    if groups.is_empty() {
        weight = 0;
    }
    let count = i16::try_from(groups.len()).map_err(|_| refused())?;
    let weight = i16::try_from(weight).map_err(|_| refused())?;
    let scale = u16::try_from(scale)
        .ok()
        .filter(|scale| *scale < 0x4000)
        .ok_or_else(refused)?;
    let sign = if negative && !groups.is_empty() {
        NEGATIVE
    } else {
        0
    };
    out.extend_from_slice(&count.to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&scale.to_be_bytes());
    for group in groups {
        out.extend_from_slice(&group.to_be_bytes());
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn round(text: &str) -> String {
        let mut bytes = Vec::new();
        to_postgres(text, &mut bytes).unwrap();
        from_postgres(&bytes).unwrap()
    }

    #[test]
    fn decimals_round_trip() {
        for text in [
            "0",
            "1",
            "-1",
            "10000",
            "99999999",
            "0.1",
            "-0.0001",
            "0.00001",
            "123456789.987654321",
            "12.3400",
            "0.00",
            "NaN",
            "Infinity",
            "-Infinity",
            "1000000000000000000000000000000.5",
            "0.000000000000000000001",
        ] {
            assert_eq!(round(text), text);
        }
    }

    #[test]
    fn exponents_are_written_out() {
        assert_eq!(round("1E+3"), "1000");
        assert_eq!(round("1.5e-3"), "0.0015");
        assert_eq!(round("-2.50E1"), "-25.0");
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "abc", "1.2.3", "-", "1e", "1e999999999"] {
            assert!(to_postgres(text, &mut Vec::new()).is_err(), "{text}");
        }
    }

    #[test]
    fn reals_get_fixed_digits() {
        assert_eq!(from_float(1.1, None), "1.1000000000");
        assert_eq!(from_float(1.125, Some(2)), "1.12");
    }
}
