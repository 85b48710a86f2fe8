//! Dates, times and intervals between Python's datetime C API and chrono. Knows no SQL type.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use pyo3::exceptions::PyValueError;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyDate, PyDateAccess, PyDateTime, PyDelta, PyDeltaAccess, PyTime, PyTimeAccess, PyTzInfoAccess,
};

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Return the datetime C API, imported on first use.
#[inline]
fn api(py: Python<'_>) -> PyResult<&ffi::PyDateTime_CAPI> {
    // SAFETY: the interpreter lock is held; the import either fills the pointer or leaves it null with an exception set,
    // and the table it points to is never freed.
    unsafe {
        let mut api = ffi::PyDateTimeAPI();
        if api.is_null() {
            ffi::PyDateTime_IMPORT();
            api = ffi::PyDateTimeAPI();
        }
        api.as_ref().ok_or_else(|| PyErr::fetch(py))
    }
}

fn owned(py: Python<'_>, object: *mut ffi::PyObject) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: the C API returned a new reference, or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(py, object) }
}

fn int(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// Build a `datetime.date`.
pub fn date_object(py: Python<'_>, value: NaiveDate) -> PyResult<Bound<'_, PyAny>> {
    let api = api(py)?;
    // SAFETY: plain integers and the table's own class.
    owned(py, unsafe {
        (api.Date_FromDate)(
            value.year(),
            int(value.month()),
            int(value.day()),
            api.DateType,
        )
    })
}

/// Build a naive `datetime.time`.
pub fn time_object(py: Python<'_>, value: NaiveTime) -> PyResult<Bound<'_, PyAny>> {
    let api = api(py)?;
    let micros = int((value.nanosecond() / 1000).min(999_999));
    // SAFETY: plain integers, None for the zone, and the table's own class.
    owned(py, unsafe {
        (api.Time_FromTime)(
            int(value.hour()),
            int(value.minute()),
            int(value.second()),
            micros,
            ffi::Py_None(),
            api.TimeType,
        )
    })
}

/// Build a `datetime.datetime`, naive or in UTC.
pub fn datetime_object(
    py: Python<'_>,
    value: NaiveDateTime,
    utc: bool,
) -> PyResult<Bound<'_, PyAny>> {
    let api = api(py)?;
    let (date, time) = (value.date(), value.time());
    let micros = int((time.nanosecond() / 1000).min(999_999));
    // SAFETY: plain integers, a borrowed zone the call takes its own reference of, and the table's own class.
    owned(py, unsafe {
        (api.DateTime_FromDateAndTime)(
            date.year(),
            int(date.month()),
            int(date.day()),
            int(time.hour()),
            int(time.minute()),
            int(time.second()),
            micros,
            if utc {
                api.TimeZone_UTC
            } else {
                ffi::Py_None()
            },
            api.DateTimeType,
        )
    })
}

/// Build a `datetime.timedelta` from microseconds.
pub fn delta_object(py: Python<'_>, micros: i64) -> PyResult<Bound<'_, PyAny>> {
    let days = i32::try_from(micros.div_euclid(MICROS_PER_DAY))
        .map_err(|_| PyValueError::new_err("interval out of range for a timedelta"))?;
    let rest = micros.rem_euclid(MICROS_PER_DAY);
    let (seconds, micros) = ((rest / 1_000_000) as i32, (rest % 1_000_000) as i32);
    Ok(PyDelta::new(py, days, seconds, micros, false)?.into_any())
}

fn unsigned(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

/// Read a `date` (or the date of a `datetime`).
pub fn date_of(value: &Bound<'_, PyDate>) -> PyResult<NaiveDate> {
    NaiveDate::from_ymd_opt(
        value.get_year(),
        u32::from(value.get_month()),
        u32::from(value.get_day()),
    )
    .ok_or_else(|| PyValueError::new_err("date out of range"))
}

/// Read the wall-clock fields of a `time`.
pub fn time_of(value: &Bound<'_, PyTime>) -> PyResult<NaiveTime> {
    clock(
        value.get_hour(),
        value.get_minute(),
        value.get_second(),
        value.get_microsecond(),
    )
}

fn clock(hour: u8, minute: u8, second: u8, micros: u32) -> PyResult<NaiveTime> {
    NaiveTime::from_hms_micro_opt(hour.into(), minute.into(), second.into(), micros)
        .ok_or_else(|| PyValueError::new_err("time out of range"))
}

/// Read the wall-clock fields of a `datetime`, its zone left aside.
pub fn wall_clock(value: &Bound<'_, PyDateTime>) -> PyResult<NaiveDateTime> {
    let date = NaiveDate::from_ymd_opt(
        value.get_year(),
        u32::from(value.get_month()),
        u32::from(value.get_day()),
    )
    .ok_or_else(|| PyValueError::new_err("datetime out of range"))?;
    Ok(date.and_time(clock(
        value.get_hour(),
        value.get_minute(),
        value.get_second(),
        value.get_microsecond(),
    )?))
}

/// Return the offset of an aware value from UTC, or None when it is naive.
fn offset(value: &Bound<'_, PyAny>) -> PyResult<Option<TimeDelta>> {
    let offset = value.call_method0(intern!(value.py(), "utcoffset"))?;
    if offset.is_none() {
        return Ok(None);
    }
    Ok(Some(TimeDelta::microseconds(micros_of(
        offset.cast::<PyDelta>()?,
    ))))
}

/// Read a `datetime` as an instant in UTC; None when it is naive.
pub fn instant(value: &Bound<'_, PyDateTime>) -> PyResult<Option<NaiveDateTime>> {
    let Some(zone) = value.get_tzinfo() else {
        return Ok(None);
    };
    let wall = wall_clock(value)?;
    if zone.as_ptr() == api(value.py())?.TimeZone_UTC {
        return Ok(Some(wall));
    }
    match offset(value.as_any())? {
        None => Ok(None),
        Some(offset) => wall
            .checked_sub_signed(offset)
            .map(Some)
            .ok_or_else(|| PyValueError::new_err("datetime out of range in UTC")),
    }
}

/// Read a `timedelta` as microseconds.
pub fn micros_of(value: &Bound<'_, PyDelta>) -> i64 {
    i64::from(value.get_days()) * MICROS_PER_DAY
        + i64::from(value.get_seconds()) * 1_000_000
        + i64::from(unsigned(value.get_microseconds()))
}
