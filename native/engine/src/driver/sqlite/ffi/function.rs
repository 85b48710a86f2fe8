//! How SQLite calls the functions and collations of a program.

use std::cmp::Ordering;
use std::ffi::{CString, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use libsqlite3_sys as sys;

use super::super::error;
use super::super::function::{Aggregate, Collation, Function, Reply, Signature, argument, refused};
use super::{Handle, slice, stored};
use crate::decode::Cell;
use crate::error::{Error, Result};
use crate::types::Value;

const PANICKED: &str = "a function has panicked";

impl Handle {
    /// Add a function, or take it away.
    pub(in super::super) fn define(
        &self,
        signature: &Signature<'_>,
        function: Option<Function>,
    ) -> Result<()> {
        let name = c_name(signature.name)?;
        let mut flags = sys::SQLITE_UTF8;
        if signature.deterministic {
            flags |= sys::SQLITE_DETERMINISTIC;
        }
        let is_aggregate = matches!(function, Some(Function::Aggregate(_)));
        let is_scalar = matches!(function, Some(Function::Scalar(_)));
        let state = function.map_or(ptr::null_mut(), |function| {
            Box::into_raw(Box::new(function)).cast::<c_void>()
        });
        // SAFETY: the handle is open and `name` outlives the call. SQLite owns `state` from here on, also where it
        // refuses, and frees it by `free_function`.
        let code = unsafe {
            sys::sqlite3_create_function_v2(
                self.raw(),
                name.as_ptr(),
                signature.arity,
                flags,
                state,
                is_scalar.then_some(on_scalar as _),
                is_aggregate.then_some(on_step as _),
                is_aggregate.then_some(on_final as _),
                (!state.is_null()).then_some(free_function as _),
            )
        };
        match code {
            sys::SQLITE_OK => Ok(()),
            _ => Err(refused(
                "the function",
                signature.name,
                error::classify(&self.report()),
            )),
        }
    }

    /// Add a collation, or take it away.
    pub(in super::super) fn collate(&self, name: &str, collation: Option<Collation>) -> Result<()> {
        let c_name = c_name(name)?;
        let compare = collation.is_some();
        let state = collation.map_or(ptr::null_mut(), |collation| {
            Box::into_raw(Box::new(collation)).cast::<c_void>()
        });
        // SAFETY: the handle is open and the name outlives the call. SQLite owns `state` from here on if it accepts it.
        let code = unsafe {
            sys::sqlite3_create_collation_v2(
                self.raw(),
                c_name.as_ptr(),
                sys::SQLITE_UTF8,
                state,
                compare.then_some(on_compare as _),
                compare.then_some(free_collation as _),
            )
        };
        if code == sys::SQLITE_OK {
            return Ok(());
        }
        if !state.is_null() {
            // SAFETY: a collation that is refused stays the caller's; it was boxed above.
            unsafe { free_collation(state) };
        }
        Err(refused(
            "the collation",
            name,
            error::classify(&self.report()),
        ))
    }
}

fn c_name(name: &str) -> Result<CString> {
    CString::new(name).map_err(|_| Error::interface("a name cannot contain a zero byte"))
}

/// Frees what `define` has boxed.
unsafe extern "C" fn free_function(state: *mut c_void) {
    // SAFETY: SQLite calls it once, with the state that `define` gave it.
    let function = unsafe { Box::from_raw(state.cast::<Function>()) };
    let _ = catch_unwind(AssertUnwindSafe(|| drop(function)));
}

/// Frees what `collate` has boxed.
unsafe extern "C" fn free_collation(state: *mut c_void) {
    // SAFETY: called once, with the state that `collate` boxed.
    let collation = unsafe { Box::from_raw(state.cast::<Collation>()) };
    let _ = catch_unwind(AssertUnwindSafe(|| drop(collation)));
}

/// The function that a call is for.
///
/// SAFETY: `context` is that of a running call of a function that `define` has added.
unsafe fn called<'f>(context: *mut sys::sqlite3_context) -> &'f Function {
    // SAFETY: by this function's contract the state is the boxed function; SQLite keeps it while a call runs.
    unsafe { &*sys::sqlite3_user_data(context).cast::<Function>() }
}

/// The arguments of a call.
///
/// SAFETY: `values` begins `count` values that live until the call returns.
unsafe fn arguments<'v>(
    count: c_int,
    values: *mut *mut sys::sqlite3_value,
) -> std::result::Result<Vec<Cell<'v>>, String> {
    (0..usize::try_from(count).unwrap_or(0))
        .map(|at| {
            // SAFETY: `at` is below `count`; a value is read in its own storage class only.
            let value = unsafe { stored(*values.add(at)) };
            argument(value).map_err(|error| error.message.to_string())
        })
        .collect()
}

/// Give a call its result.
///
/// SAFETY: `context` is that of a running call.
unsafe fn answer(context: *mut sys::sqlite3_context, reply: Reply) {
    let text = |text: &str| {
        // SAFETY: by this function's contract; SQLite copies the bytes.
        unsafe {
            sys::sqlite3_result_text64(
                context,
                text.as_ptr().cast(),
                text.len() as u64,
                sys::SQLITE_TRANSIENT(),
                sys::SQLITE_UTF8 as u8,
            );
        }
    };
    // SAFETY: by this function's contract; SQLite copies bytes and messages.
    unsafe {
        match reply {
            Ok(Value::Null) => sys::sqlite3_result_null(context),
            Ok(Value::Bool(value)) => sys::sqlite3_result_int64(context, i64::from(value)),
            Ok(Value::Int(value)) => sys::sqlite3_result_int64(context, value),
            Ok(Value::Float(value)) => sys::sqlite3_result_double(context, value),
            Ok(Value::Text(value) | Value::Json(value)) => text(&value),
            Ok(Value::Bytes(value)) => sys::sqlite3_result_blob64(
                context,
                // The pointer of an empty slice is not null, so it is an empty blob.
                value.as_ptr().cast(),
                value.len() as u64,
                sys::SQLITE_TRANSIENT(),
            ),
            Ok(_) => fail(
                context,
                "a function of SQLite returns None, int, float, str or bytes",
            ),
            Err(message) => fail(context, &message),
        }
    }
}

/// SAFETY: `context` is that of a running call.
unsafe fn fail(context: *mut sys::sqlite3_context, message: &str) {
    let length = c_int::try_from(message.len()).unwrap_or(c_int::MAX);
    // SAFETY: by this function's contract; SQLite copies the message.
    unsafe { sys::sqlite3_result_error(context, message.as_ptr().cast::<c_char>(), length) };
}

unsafe extern "C" fn on_scalar(
    context: *mut sys::sqlite3_context,
    count: c_int,
    values: *mut *mut sys::sqlite3_value,
) {
    // SAFETY: SQLite calls it for a function that `define` has added, with `count` values.
    unsafe {
        let Function::Scalar(function) = called(context) else {
            return;
        };
        let work = || function(&arguments(count, values)?);
        let reply = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(PANICKED.into()));
        answer(context, reply);
    }
}

/// Where a group keeps its state: null until the first row.
type Place = *mut Box<dyn Aggregate>;

unsafe extern "C" fn on_step(
    context: *mut sys::sqlite3_context,
    count: c_int,
    values: *mut *mut sys::sqlite3_value,
) {
    // SAFETY: as in `on_scalar`. SQLite zeroes the memory of a group, and keeps it until `on_final` was called.
    unsafe {
        let Function::Aggregate(make) = called(context) else {
            return;
        };
        let size = size_of::<Place>() as c_int;
        let place = sys::sqlite3_aggregate_context(context, size).cast::<Place>();
        if place.is_null() {
            return sys::sqlite3_result_error_nomem(context);
        }
        let work = || {
            if (*place).is_null() {
                *place = Box::into_raw(Box::new(make()?));
            }
            (**place).step(&arguments(count, values)?)
        };
        let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(PANICKED.into()));
        if let Err(message) = done {
            fail(context, &message);
        }
    }
}

unsafe extern "C" fn on_final(context: *mut sys::sqlite3_context) {
    // SAFETY: as in `on_step`; called once for each group, which may have had no row.
    unsafe {
        let place = sys::sqlite3_aggregate_context(context, 0).cast::<Place>();
        if place.is_null() || (*place).is_null() {
            return answer(context, Ok(Value::Null));
        }
        let mut state = Box::from_raw(*place);
        *place = ptr::null_mut();
        let work = move || state.finish();
        let reply = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(PANICKED.into()));
        answer(context, reply);
    }
}

unsafe extern "C" fn on_compare(
    state: *mut c_void,
    length: c_int,
    text: *const c_void,
    other_length: c_int,
    other: *const c_void,
) -> c_int {
    // SAFETY: SQLite calls it with the state that `collate` gave it, and two texts that live until it returns.
    let (compare, text, other) = unsafe {
        (
            &*state.cast::<Collation>(),
            String::from_utf8_lossy(slice(text.cast(), length)),
            String::from_utf8_lossy(slice(other.cast(), other_length)),
        )
    };
    match catch_unwind(AssertUnwindSafe(|| compare(&text, &other))) {
        Ok(Ordering::Less) => -1,
        Ok(Ordering::Greater) => 1,
        Ok(Ordering::Equal) | Err(_) => 0,
    }
}
