//! Dates and times between text, microseconds and chrono. Knows the storage format of SQLite, not its driver.

use std::fmt::Write;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::Cell;
use crate::error::{Error, Result};

/// Days from 1970-01-01 to 2000-01-01, PostgreSQL's epoch.
const POSTGRES_EPOCH_DAYS: i64 = 10_957;
pub(crate) const DAY_MICROS: i64 = 86_400_000_000;

fn number(bytes: &[u8]) -> Option<u32> {
    let mut value = 0u32;
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    for byte in bytes {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u32::from(byte - b'0');
    }
    Some(value)
}

fn date_of(bytes: &[u8]) -> Option<NaiveDate> {
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i32::try_from(number(&bytes[..4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&bytes[5..7])?, number(&bytes[8..10])?)
}

/// Read `HH:MM[:SS[.fraction]]` and return what is left behind it.
fn clock_of(bytes: &[u8]) -> Option<(NaiveTime, &[u8])> {
    if bytes.len() < 5 || bytes[2] != b':' {
        return None;
    }
    let (hour, minute) = (number(&bytes[..2])?, number(&bytes[3..5])?);
    let mut rest = &bytes[5..];
    let (mut second, mut micros) = (0, 0);
    if rest.first() == Some(&b':') {
        second = number(rest.get(1..3)?)?;
        rest = &rest[3..];
        if rest.first() == Some(&b'.') {
            let digits = rest[1..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            let kept = digits.min(6);
            micros = number(&rest[1..=kept])? * 10u32.pow(6 - u32::try_from(kept).ok()?);
            rest = &rest[1 + digits..];
        }
    }
    Some((
        NaiveTime::from_hms_micro_opt(hour, minute, second, micros)?,
        rest,
    ))
}

/// Read `Z` or `+HH:MM[:SS]` as seconds east of UTC.
fn offset_of(bytes: &[u8]) -> Option<i64> {
    match bytes {
        b"Z" | b"z" => return Some(0),
        _ => {}
    }
    let sign = match bytes.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: Vec<u8> = bytes[1..]
        .iter()
        .copied()
        .filter(|byte| *byte != b':')
        .collect();
    let hours = number(digits.get(..2)?)?;
    let minutes = if digits.len() >= 4 {
        number(&digits[2..4])?
    } else {
        0
    };
    let seconds = if digits.len() >= 6 {
        number(&digits[4..6])?
    } else {
        0
    };
    Some(sign * i64::from(hours * 3600 + minutes * 60 + seconds))
}

fn refused(kind: &str, text: &str) -> Error {
    Error::data(format!("Couldn't parse {kind} string: '{text}'"))
}

/// Read `YYYY-MM-DD`; a time behind it is ignored.
pub(crate) fn parse_date(text: &str) -> Result<NaiveDate> {
    let bytes = text.as_bytes();
    let date = if bytes.len() > 10 && matches!(bytes[10], b' ' | b'T') {
        &bytes[..10]
    } else {
        bytes
    };
    date_of(date).ok_or_else(|| refused("date", text))
}

/// Read `HH:MM[:SS[.ffffff]]`.
pub(crate) fn parse_time(text: &str) -> Result<NaiveTime> {
    match clock_of(text.as_bytes()) {
        Some((time, rest)) if rest.is_empty() || offset_of(rest).is_some() => Ok(time),
        _ => Err(refused("time", text)),
    }
}

/// Read an ISO time and its offset in seconds, which is 0 where there is none.
pub(crate) fn parse_zoned_time(text: &str) -> Result<(NaiveTime, i64)> {
    match clock_of(text.as_bytes()) {
        Some((time, [])) => Some((time, 0)),
        Some((time, rest)) => offset_of(rest).map(|offset| (time, offset)),
        None => None,
    }
    .ok_or_else(|| refused("time", text))
}

/// Read an ISO date and time; one with an offset becomes an instant in UTC.
pub(crate) fn parse_datetime(text: &str) -> Result<Cell<'static>> {
    datetime_of(text.as_bytes()).ok_or_else(|| refused("datetime", text))
}

fn datetime_of(bytes: &[u8]) -> Option<Cell<'static>> {
    let date = date_of(bytes.get(..10)?)?;
    if bytes.len() == 10 {
        return Some(Cell::DateTime(date.and_time(NaiveTime::MIN)));
    }
    if !matches!(bytes[10], b' ' | b'T' | b't') {
        return None;
    }
    let (time, rest) = clock_of(&bytes[11..])?;
    let value = date.and_time(time);
    if rest.is_empty() {
        return Some(Cell::DateTime(value));
    }
    let offset = TimeDelta::try_seconds(offset_of(rest)?)?;
    Some(Cell::DateTimeUtc(value.checked_sub_signed(offset)?))
}

/// Return microseconds since 1970-01-01.
pub(crate) fn micros_of(value: NaiveDateTime) -> i64 {
    value.and_utc().timestamp_micros()
}

/// Return the datetime that many microseconds after 1970-01-01, if a calendar of years 1 to 9999 has it.
pub(crate) fn from_micros(us: i64) -> Result<NaiveDateTime> {
    DateTime::from_timestamp_micros(us)
        .map(|value| value.naive_utc())
        .filter(|value| (1..=9999).contains(&value.year()))
        .ok_or_else(|| Error::data("timestamp out of range (years 1 to 9999)"))
}

/// Return the time of day of microseconds since midnight.
pub(crate) fn time_of_micros(us: i64) -> Result<NaiveTime> {
    let out_of_range = || Error::data("time out of range (00:00:00 to 23:59:59.999999)");
    if !(0..DAY_MICROS).contains(&us) {
        return Err(out_of_range());
    }
    let seconds = u32::try_from(us / 1_000_000).map_err(|_| out_of_range())?;
    let nanos = u32::try_from(us % 1_000_000 * 1000).map_err(|_| out_of_range())?;
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos).ok_or_else(out_of_range)
}

/// Return microseconds since midnight.
pub(crate) fn micros_of_time(value: NaiveTime) -> i64 {
    i64::from(value.num_seconds_from_midnight()) * 1_000_000 + i64::from(value.nanosecond() / 1000)
}

/// Read PostgreSQL's days since 2000-01-01.
pub(crate) fn postgres_date(days: i32) -> Result<NaiveDate> {
    match days {
        i32::MAX => return Err(Error::data("date too large (after year 10K): 'infinity'")),
        i32::MIN => return Err(Error::data("date too small (before year 1): '-infinity'")),
        _ => {}
    }
    from_micros((i64::from(days) + POSTGRES_EPOCH_DAYS) * DAY_MICROS).map(|value| value.date())
}

/// Read PostgreSQL's microseconds since 2000-01-01.
pub(crate) fn postgres_timestamp(us: i64) -> Result<NaiveDateTime> {
    match us {
        i64::MAX => {
            return Err(Error::data(
                "timestamp too large (after year 10K): 'infinity'",
            ));
        }
        i64::MIN => {
            return Err(Error::data(
                "timestamp too small (before year 1): '-infinity'",
            ));
        }
        _ => {}
    }
    us.checked_add(POSTGRES_EPOCH_DAYS * DAY_MICROS)
        .ok_or_else(|| Error::data("timestamp out of range"))
        .and_then(from_micros)
}

/// Return PostgreSQL's days since 2000-01-01.
pub(crate) fn to_postgres_date(value: NaiveDate) -> i32 {
    let days = micros_of(value.and_time(NaiveTime::MIN)) / DAY_MICROS - POSTGRES_EPOCH_DAYS;
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// Return PostgreSQL's microseconds since 2000-01-01.
pub(crate) fn to_postgres_timestamp(value: NaiveDateTime) -> i64 {
    micros_of(value) - POSTGRES_EPOCH_DAYS * DAY_MICROS
}

/// Write `YYYY-MM-DD`.
pub(crate) fn date_text(value: NaiveDate) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        value.year(),
        value.month(),
        value.day()
    )
}

/// Write `HH:MM:SS.ffffff`.
pub(crate) fn time_text(value: NaiveTime) -> String {
    format!(
        "{:02}:{:02}:{:02}.{:06}",
        value.hour(),
        value.minute(),
        value.second(),
        value.nanosecond() / 1000 % 1_000_000
    )
}

/// Write `YYYY-MM-DD HH:MM:SS.ffffff`.
pub(crate) fn datetime_text(value: NaiveDateTime) -> String {
    let mut out = date_text(value.date());
    // Writing to a String cannot fail.
    let _ = write!(out, " {}", time_text(value.time()));
    out
}

/// Write `[-]HH:MM:SS.ffffff`, of as many hours as there are.
pub(crate) fn duration_text(us: i64) -> String {
    let sign = if us < 0 { "-" } else { "" };
    let (seconds, rest) = (us.unsigned_abs() / 1_000_000, us.unsigned_abs() % 1_000_000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{sign}{hours:02}:{minutes:02}:{seconds:02}.{rest:06}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_through_the_storage_format() {
        let text = "2024-02-29 23:59:58.000123";
        let Ok(Cell::DateTime(value)) = parse_datetime(text) else {
            panic!("not a datetime")
        };
        assert_eq!(datetime_text(value), text);
        assert_eq!(from_micros(micros_of(value)).unwrap(), value);
        assert_eq!(
            postgres_timestamp(to_postgres_timestamp(value)).unwrap(),
            value
        );
    }

    #[test]
    fn a_duration_has_as_many_hours_as_it_takes() {
        assert_eq!(duration_text(101 * 3_600_000_000 + 1), "101:00:00.000001");
        assert_eq!(duration_text(-61_000_000), "-00:01:01.000000");
    }

    #[test]
    fn an_offset_becomes_utc() {
        let Ok(Cell::DateTimeUtc(value)) = parse_datetime("2024-01-01T01:30:00+02:00") else {
            panic!()
        };
        assert_eq!(datetime_text(value), "2023-12-31 23:30:00.000000");
    }

    #[test]
    fn bad_text_is_refused_with_the_text() {
        assert!(
            parse_datetime("soon")
                .unwrap_err()
                .message
                .contains("'soon'")
        );
        assert!(parse_date("2023-02-29").is_err());
        assert!(parse_time("25:00:00").is_err());
    }

    #[test]
    fn dates_before_the_epoch_round_trip() {
        for text in ["0001-01-01", "1969-12-31", "1999-12-31", "9999-12-31"] {
            let date = parse_date(text).unwrap();
            assert_eq!(postgres_date(to_postgres_date(date)).unwrap(), date);
            assert_eq!(date_text(date), text);
        }
    }
}
