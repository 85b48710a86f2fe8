//! The only unsafe code of the engine: SQLite's C interface behind safe types.
//! Handles are opened NOMUTEX: owned by one thread at a time, `Send`, not `Sync`.

mod function;

use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::marker::PhantomData;
use std::panic::catch_unwind;
use std::ptr::{self, NonNull};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use libsqlite3_sys as sys;
use parking_lot::Mutex;

use super::super::options::SqliteOptions;
use super::error::{self, Report};
use crate::error::{Error, Result};

unsafe extern "C" {
    // libsqlite3-sys leaves this one out of its bindings.
    fn sqlite3_close_v2(db: *mut sys::sqlite3) -> c_int;
}

/// A raw database pointer that may move between threads.
#[derive(Clone, Copy)]
struct Pointer(NonNull<sys::sqlite3>);

// SAFETY: NOMUTEX handles may be used from any thread, one at a time; `Handle` is not `Sync`, and the only call made
// from other threads is `sqlite3_interrupt`, which SQLite allows on a connection that is not closed.
unsafe impl Send for Pointer {}

/// Stops the statement that runs on a connection; safe from any thread, a no-op after close.
#[derive(Clone)]
pub struct InterruptHandle(Arc<Mutex<Option<Pointer>>>);

impl InterruptHandle {
    /// Interrupt. With nothing running it has no effect.
    pub fn interrupt(&self) {
        if let Some(Pointer(db)) = *self.0.lock() {
            // SAFETY: `Handle::drop` takes the pointer out under this lock before it closes, so it is open here.
            unsafe { sys::sqlite3_interrupt(db.as_ptr()) }
        }
    }
}

/// Virtual machine steps between two pulses: some 100 microseconds.
const STEPS_PER_PULSE: c_int = 4096;
/// The pauses of SQLite's own busy handler, in milliseconds; the last one repeats.
const PAUSES: [u64; 12] = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100];

/// What the handlers of a connection need while it waits or works.
struct Watch {
    busy_timeout: Duration,
    pulse: fn() -> bool,
}

impl Watch {
    /// Tell whether the statement may go on. A panic must not cross SQLite's frames.
    fn may_go_on(&self) -> bool {
        catch_unwind(self.pulse).unwrap_or(false)
    }
}

/// Stops a statement when the pulse says so.
unsafe extern "C" fn on_progress(watch: *mut c_void) -> c_int {
    // SAFETY: `Handle` passes its own boxed watch and outlives every statement that runs.
    let watch = unsafe { &*watch.cast::<Watch>() };
    c_int::from(!watch.may_go_on())
}

/// Waits for a lock as SQLite's own handler does, with a pulse before each pause.
unsafe extern "C" fn on_busy(watch: *mut c_void, times: c_int) -> c_int {
    // SAFETY: as in `on_progress`.
    let watch = unsafe { &*watch.cast::<Watch>() };
    let times = usize::try_from(times).unwrap_or(0);
    let pause = |at: usize| Duration::from_millis(PAUSES[at.min(PAUSES.len() - 1)]);
    let listed: Duration = (0..times.min(PAUSES.len())).map(pause).sum();
    let repeated = u32::try_from(times.saturating_sub(PAUSES.len())).unwrap_or(u32::MAX);
    let waited = listed + pause(PAUSES.len()).saturating_mul(repeated);
    let left = watch.busy_timeout.saturating_sub(waited);
    if left.is_zero() || !watch.may_go_on() {
        return 0;
    }
    thread::sleep(pause(times).min(left));
    1
}

/// An open database.
pub(super) struct Handle {
    db: Pointer,
    interrupt: InterruptHandle,
    /// The handlers point to it; boxed, so that it stays where it is.
    watch: Option<Box<Watch>>,
    /// `Cell` is `Send` and not `Sync`.
    _not_sync: PhantomData<std::cell::Cell<()>>,
}

impl Handle {
    /// Open the database file.
    pub(super) fn open(options: &SqliteOptions) -> Result<Self> {
        let path = CString::new(options.path.as_str())
            .map_err(|_| Error::interface("a database path cannot contain a zero byte"))?;
        let mut flags =
            sys::SQLITE_OPEN_READWRITE | sys::SQLITE_OPEN_CREATE | sys::SQLITE_OPEN_NOMUTEX;
        if options.uri {
            flags |= sys::SQLITE_OPEN_URI;
        }
        let mut db = ptr::null_mut();
        // SAFETY: `path` is a C string that outlives the call; `db` receives a handle, also on most failures.
        let code = unsafe { sys::sqlite3_open_v2(path.as_ptr(), &mut db, flags, ptr::null()) };
        let Some(db) = NonNull::new(db) else {
            return Err(Error::new(
                crate::error::Kind::Connect,
                "SQLite could not allocate a connection",
            )
            .lost());
        };
        let db = Pointer(db);
        let interrupt = InterruptHandle(Arc::new(Mutex::new(Some(db))));
        let mut handle = Handle {
            db,
            interrupt,
            watch: None,
            _not_sync: PhantomData,
        };
        if code != sys::SQLITE_OK {
            let mut error = error::classify(&handle.report());
            error.message = format!("{}: {}", error.message, options.path).into();
            return Err(error.while_connecting());
        }
        // SAFETY: the handle is open; these calls only set flags of it.
        unsafe {
            sys::sqlite3_extended_result_codes(handle.raw(), 1);
            sys::sqlite3_db_config(
                handle.raw(),
                sys::SQLITE_DBCONFIG_DQS_DML as c_int,
                0,
                ptr::null_mut::<c_int>(),
            );
        }
        match options.pulse {
            None => handle.set_busy_timeout(options.busy_timeout),
            Some(pulse) => handle.watch(Watch {
                busy_timeout: options.busy_timeout,
                pulse,
            }),
        }
        Ok(handle)
    }

    /// Install the handlers that take a statement's pulse.
    fn watch(&mut self, watch: Watch) {
        let watch = self.watch.insert(Box::new(watch));
        let state: *mut c_void = ptr::from_mut::<Watch>(watch).cast();
        let db = self.db.0.as_ptr();
        // SAFETY: the handle is open; the box lives as long as this handle, and the handlers only read it.
        unsafe {
            sys::sqlite3_progress_handler(db, STEPS_PER_PULSE, Some(on_progress), state);
            sys::sqlite3_busy_handler(db, Some(on_busy), state);
        }
    }

    fn raw(&self) -> *mut sys::sqlite3 {
        self.db.0.as_ptr()
    }

    pub(super) fn interrupt_handle(&self) -> InterruptHandle {
        self.interrupt.clone()
    }

    pub(super) fn set_busy_timeout(&self, timeout: Duration) {
        let millis = c_int::try_from(timeout.as_millis()).unwrap_or(c_int::MAX);
        // SAFETY: the handle is open.
        unsafe { sys::sqlite3_busy_timeout(self.raw(), millis) };
    }

    /// Return SQLite's own answer to "is a transaction open".
    pub(super) fn in_transaction(&self) -> bool {
        // SAFETY: the handle is open.
        unsafe { sys::sqlite3_get_autocommit(self.raw()) == 0 }
    }

    pub(super) fn changes(&self) -> u64 {
        // SAFETY: the handle is open.
        u64::try_from(unsafe { sys::sqlite3_changes64(self.raw()) }).unwrap_or(0)
    }

    pub(super) fn total_changes(&self) -> i64 {
        // SAFETY: the handle is open.
        unsafe { sys::sqlite3_total_changes64(self.raw()) }
    }

    pub(super) fn last_rowid(&self) -> i64 {
        // SAFETY: the handle is open.
        unsafe { sys::sqlite3_last_insert_rowid(self.raw()) }
    }

    /// Read the last failure of this handle.
    pub(super) fn report(&self) -> Report {
        // SAFETY: the handle is open; the message is a C string valid until the next call on this handle.
        unsafe {
            Report {
                code: sys::sqlite3_extended_errcode(self.raw()),
                message: text_of(sys::sqlite3_errmsg(self.raw())),
            }
        }
    }

    /// Compile the first statement of `sql`; returns it, if there is one, and where the rest begins.
    pub(super) fn prepare(
        &self,
        sql: &str,
        persistent: bool,
    ) -> Result<(Option<Statement>, usize)> {
        let length = c_int::try_from(sql.len())
            .map_err(|_| Error::data("the statement is longer than 2 GB"))?;
        let flags = if persistent {
            sys::SQLITE_PREPARE_PERSISTENT
        } else {
            0
        };
        let (mut raw, mut tail) = (ptr::null_mut(), ptr::null());
        let start: *const c_char = sql.as_ptr().cast();
        // SAFETY: `start` and `length` delimit `sql`; the results are written to two locals.
        let code = unsafe {
            sys::sqlite3_prepare_v3(self.raw(), start, length, flags, &mut raw, &mut tail)
        };
        if code != sys::SQLITE_OK {
            return Err(error::classify(&self.report()));
        }
        let rest = if tail.is_null() {
            sql.len()
        } else {
            (tail as usize).saturating_sub(start as usize)
        };
        let statement = NonNull::new(raw).map(|raw| Statement {
            raw,
            lasting: persistent,
            names: RefCell::new(None),
            held: Vec::new(),
        });
        Ok((statement, rest))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // Waits for an interrupt in flight, and makes every later one a no-op.
        let pointer = self.interrupt.0.lock().take();
        if let Some(Pointer(db)) = pointer {
            // SAFETY: the pointer was taken, so this is the only close. Version 2 keeps the memory until the last
            // statement is finalized.
            unsafe { sqlite3_close_v2(db.as_ptr()) };
        }
    }
}

/// SAFETY: `text` is null or a C string.
unsafe fn text_of(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: not null, and a C string by this function's contract.
    unsafe { CStr::from_ptr(text) }
        .to_string_lossy()
        .into_owned()
}

/// A compiled statement. Finalized on drop; harmless after its database was closed.
pub(super) struct Statement {
    raw: NonNull<sys::sqlite3_stmt>,
    /// Prepared to be kept.
    lasting: bool,
    /// The column names, and how often SQLite had compiled the statement anew when they were read.
    names: RefCell<Option<(c_int, Arc<[String]>)>>,
    /// What each parameter holds at present.
    held: Vec<Held>,
}

/// What a parameter of a statement holds. SQLite compiles a statement anew whenever a parameter that its plan depends on,
/// such as that of LIMIT, is bound, cleared included; an integer that stays the same is therefore left where it is.
#[derive(Clone, Copy, PartialEq)]
enum Held {
    Nothing,
    Integer(i64),
    /// Another value, which may point into the caller's.
    Value,
}

// SAFETY: a statement belongs to a NOMUTEX connection and moves with it; `Connection` owns both and is not `Sync`.
unsafe impl Send for Statement {}

impl Statement {
    fn raw(&self) -> *mut sys::sqlite3_stmt {
        self.raw.as_ptr()
    }

    pub(super) fn parameter_count(&self) -> usize {
        // SAFETY: the statement is not finalized.
        usize::try_from(unsafe { sys::sqlite3_bind_parameter_count(self.raw()) }).unwrap_or(0)
    }

    pub(super) fn readonly(&self) -> bool {
        // SAFETY: the statement is not finalized.
        unsafe { sys::sqlite3_stmt_readonly(self.raw()) != 0 }
    }

    /// Return true for a statement that is worth keeping.
    pub(super) fn is_lasting(&self) -> bool {
        self.lasting
    }

    /// Count how often SQLite has compiled the statement anew.
    fn compiled(&self) -> c_int {
        // SAFETY: the statement is not finalized; zero leaves the counter as it is.
        unsafe {
            sys::sqlite3_stmt_status(self.raw(), sys::SQLITE_STMTSTATUS_REPREPARE as c_int, 0)
        }
    }

    /// Read the column names. A schema change shows after the first step, which compiles the statement anew.
    pub(super) fn columns(&self) -> Arc<[String]> {
        let compiled = self.compiled();
        let mut known = self.names.borrow_mut();
        if let Some((at, names)) = &*known
            && *at == compiled
        {
            return names.clone();
        }
        // SAFETY: the statement is not finalized; a name is a C string valid until the next call on the column.
        let names: Arc<[String]> = unsafe {
            let count = sys::sqlite3_column_count(self.raw());
            (0..count)
                .map(|index| text_of(sys::sqlite3_column_name(self.raw(), index)))
                .collect()
        };
        *known = Some((compiled, names.clone()));
        names
    }

    /// Bind, step through all rows, and reset, whatever happens. Values borrowed for `'b` outlive the run.
    pub(super) fn run<'b>(
        &mut self,
        database: &Handle,
        bind: impl FnOnce(&mut Binder<'_, 'b>) -> Result<()>,
        mut row: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let guard = Reset(self);
        bind(&mut Binder {
            statement: &mut *guard.0,
            lifetime: sys::SQLITE_STATIC(),
            _values: PhantomData,
        })?;
        loop {
            // SAFETY: the statement is not finalized.
            match unsafe { sys::sqlite3_step(guard.0.raw()) } {
                sys::SQLITE_ROW => row(&Row {
                    statement: guard.0,
                    _step: PhantomData,
                })?,
                sys::SQLITE_DONE => return Ok(()),
                _ => return Err(error::classify(&database.report())),
            }
        }
    }
}

impl Statement {
    /// Bind copies of values, so that rows can be stepped to one by one.
    pub(super) fn start<'b>(
        &mut self,
        bind: impl FnOnce(&mut Binder<'_, 'b>) -> Result<()>,
    ) -> Result<()> {
        bind(&mut Binder {
            statement: self,
            lifetime: sys::SQLITE_TRANSIENT(),
            _values: PhantomData,
        })
    }

    /// Step to the next row of a started statement; None after the last one.
    pub(super) fn step(&mut self, database: &Handle) -> Result<Option<Row<'_>>> {
        // SAFETY: the statement is not finalized.
        match unsafe { sys::sqlite3_step(self.raw()) } {
            sys::SQLITE_ROW => Ok(Some(Row {
                statement: self,
                _step: PhantomData,
            })),
            sys::SQLITE_DONE => Ok(None),
            _ => Err(error::classify(&database.report())),
        }
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        // SAFETY: finalized once, here.
        unsafe { sys::sqlite3_finalize(self.raw()) };
    }
}

/// Ends a run: an unreset statement would keep its read transaction, and its bindings point into the caller's values.
struct Reset<'s>(&'s mut Statement);

impl Drop for Reset<'_> {
    fn drop(&mut self) {
        // SAFETY: the statement is not finalized.
        unsafe {
            sys::sqlite3_reset(self.0.raw());
        }
        let raw = self.0.raw();
        for (at, held) in (1..).zip(&mut self.0.held) {
            if *held == Held::Value {
                // SAFETY: the statement is not finalized and was reset.
                unsafe { sys::sqlite3_bind_null(raw, at) };
                *held = Held::Nothing;
            }
        }
    }
}

/// Writes the values of one run; positions count from one.
pub(super) struct Binder<'s, 'b> {
    statement: &'s mut Statement,
    /// Whether SQLite copies texts and blobs.
    lifetime: sys::sqlite3_destructor_type,
    _values: PhantomData<&'b ()>,
}

impl<'b> Binder<'_, 'b> {
    fn check(code: c_int) -> Result<()> {
        match code {
            sys::SQLITE_OK => Ok(()),
            sys::SQLITE_TOOBIG => Err(Error::data("string or blob too big")),
            sys::SQLITE_RANGE => Err(Error::new(
                crate::error::Kind::Programming,
                "column index out of range",
            )),
            _ => Err(Error::new(
                crate::error::Kind::Interface,
                format!("SQLite refused a value (code {code})"),
            )),
        }
    }

    /// Note what a parameter is about to hold; false where it holds just that already.
    fn hold(&mut self, at: c_int, value: Held) -> bool {
        let Some(index) = usize::try_from(at).ok().and_then(|at| at.checked_sub(1)) else {
            return true;
        };
        let held = &mut self.statement.held;
        if held.len() <= index {
            held.resize(index + 1, Held::Nothing);
        }
        let changes = value == Held::Value || held[index] != value;
        held[index] = value;
        changes
    }

    pub(super) fn null(&mut self, at: c_int) -> Result<()> {
        if !self.hold(at, Held::Nothing) {
            return Ok(());
        }
        // SAFETY: the statement is not finalized.
        Self::check(unsafe { sys::sqlite3_bind_null(self.statement.raw(), at) })
    }

    pub(super) fn int(&mut self, at: c_int, value: i64) -> Result<()> {
        if !self.hold(at, Held::Integer(value)) {
            return Ok(());
        }
        // SAFETY: the statement is not finalized.
        Self::check(unsafe { sys::sqlite3_bind_int64(self.statement.raw(), at, value) })
    }

    pub(super) fn float(&mut self, at: c_int, value: f64) -> Result<()> {
        self.hold(at, Held::Value);
        // SAFETY: the statement is not finalized.
        Self::check(unsafe { sys::sqlite3_bind_double(self.statement.raw(), at, value) })
    }

    /// Bind text, in a run without a copy.
    pub(super) fn text(&mut self, at: c_int, value: &'b str) -> Result<()> {
        self.hold(at, Held::Value);
        // SAFETY: in a run `'b` outlives it, and the binding is taken back at its end (`Reset`), so SQLITE_STATIC holds; a
        // started statement copies.
        Self::check(unsafe {
            sys::sqlite3_bind_text64(
                self.statement.raw(),
                at,
                value.as_ptr().cast(),
                value.len() as u64,
                self.lifetime,
                sys::SQLITE_UTF8 as u8,
            )
        })
    }

    /// Bind text that SQLite copies.
    pub(super) fn short_lived_text(&mut self, at: c_int, value: &str) -> Result<()> {
        self.hold(at, Held::Value);
        // SAFETY: SQLITE_TRANSIENT makes SQLite copy the bytes before it returns.
        Self::check(unsafe {
            sys::sqlite3_bind_text64(
                self.statement.raw(),
                at,
                value.as_ptr().cast(),
                value.len() as u64,
                sys::SQLITE_TRANSIENT(),
                sys::SQLITE_UTF8 as u8,
            )
        })
    }

    /// Bind bytes, in a run without a copy.
    pub(super) fn bytes(&mut self, at: c_int, value: &'b [u8]) -> Result<()> {
        self.hold(at, Held::Value);
        // SAFETY: as for `text`; the pointer of an empty slice is not null, so it binds an empty blob.
        Self::check(unsafe {
            sys::sqlite3_bind_blob64(
                self.statement.raw(),
                at,
                value.as_ptr().cast(),
                value.len() as u64,
                self.lifetime,
            )
        })
    }
}

/// A stored value, borrowed from SQLite.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stored<'r> {
    Null,
    Int(i64),
    Float(f64),
    Text(&'r [u8]),
    Blob(&'r [u8]),
}

/// The row a statement stands on; gone at the next step.
pub(super) struct Row<'r> {
    statement: &'r Statement,
    _step: PhantomData<&'r ()>,
}

impl<'r> Row<'r> {
    /// Read the column names of the statement as it is compiled now.
    pub(super) fn columns(&self) -> Arc<[String]> {
        self.statement.columns()
    }

    /// Read a column in its storage class. An index past the end reads NULL.
    pub(super) fn value(&self, index: usize) -> Stored<'r> {
        let Ok(at) = c_int::try_from(index) else {
            return Stored::Null;
        };
        // SAFETY: the statement stands on a row. The value is SQLite's own, without a lock of its own: the handle is this
        // thread's alone. It is only ever read in its own storage class, so SQLite never converts it in place and the
        // pointers stay valid until the next step, which needs `&mut Statement`.
        unsafe { stored(sys::sqlite3_column_value(self.statement.raw(), at)) }
    }
}

/// SAFETY: `start` is null or begins `length` readable bytes that live for `'r`.
unsafe fn slice<'r>(start: *const u8, length: c_int) -> &'r [u8] {
    match usize::try_from(length) {
        // SAFETY: by this function's contract.
        Ok(length) if length > 0 && !start.is_null() => unsafe {
            std::slice::from_raw_parts(start, length)
        },
        _ => &[],
    }
}

/// Read a value in its storage class.
///
/// SAFETY: `value` lives for `'r`, and nothing converts it in place meanwhile.
unsafe fn stored<'r>(value: *mut sys::sqlite3_value) -> Stored<'r> {
    // SAFETY: by this function's contract.
    unsafe {
        match sys::sqlite3_value_type(value) {
            sys::SQLITE_INTEGER => Stored::Int(sys::sqlite3_value_int64(value)),
            sys::SQLITE_FLOAT => Stored::Float(sys::sqlite3_value_double(value)),
            sys::SQLITE_TEXT => {
                let start = sys::sqlite3_value_text(value);
                Stored::Text(slice(start, sys::sqlite3_value_bytes(value)))
            }
            sys::SQLITE_BLOB => {
                let start = sys::sqlite3_value_blob(value);
                Stored::Blob(slice(start.cast(), sys::sqlite3_value_bytes(value)))
            }
            _ => Stored::Null,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn statement(sql: &str) -> (Handle, Statement) {
        let handle = Handle::open(&SqliteOptions::default()).unwrap();
        let statement = handle.prepare(sql, true).unwrap().0.unwrap();
        (handle, statement)
    }

    #[test]
    fn a_limit_that_stays_the_same_does_not_compile_the_statement_anew() {
        let (handle, mut statement) = statement("SELECT 1 UNION ALL SELECT 2 LIMIT ?");
        let mut counted = Vec::new();
        for limit in [2, 2, 2, 1] {
            let mut rows = 0;
            let bind = |binder: &mut Binder<'_, '_>| binder.int(1, limit);
            let row = |_: &Row<'_>| {
                rows += 1;
                Ok(())
            };
            statement.run(&handle, bind, row).unwrap();
            assert_eq!(rows, limit);
            counted.push(statement.compiled());
        }
        assert_eq!(counted, [1, 1, 1, 2]);
    }

    #[test]
    fn a_parameter_holds_what_was_bound_last() {
        let (handle, mut statement) = statement("SELECT ?, ?");
        let text = |row: &Row<'_>, at| match row.value(at) {
            Stored::Null => "NULL".to_owned(),
            Stored::Int(value) => value.to_string(),
            Stored::Text(value) => String::from_utf8_lossy(value).into_owned(),
            other => panic!("{other:?}"),
        };
        for given in ["5", "a", "5", "5", "NULL", "5", "NULL", "NULL", "b", "NULL"] {
            let mut read = Vec::new();
            let bind = |binder: &mut Binder<'_, 'static>| {
                binder.int(2, 7)?;
                match given.parse() {
                    Ok(number) => binder.int(1, number),
                    Err(_) if given == "NULL" => binder.null(1),
                    Err(_) => binder.text(1, given),
                }
            };
            let row = |row: &Row<'_>| {
                read.extend([text(row, 0), text(row, 1)]);
                Ok(())
            };
            statement.run(&handle, bind, row).unwrap();
            assert_eq!(read, [given, "7"]);
        }
    }
}
