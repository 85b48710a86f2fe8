//! The one error of the drivers and the pool, classified by SQLSTATE or native code and never by message text.

/// Which constraint a statement broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Violation {
    Unique,
    ForeignKey,
    NotNull,
    Check,
    Other,
}

/// The class of a failure, in DB-API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A constraint was broken.
    Integrity(Violation),
    /// The server or the environment failed: lost connection, lock timeout, deadlock.
    Operational,
    /// The statement is wrong: syntax, unknown table or column, missing privilege.
    Programming,
    /// A value does not fit: out of range, division by zero, bad encoding.
    Data,
    /// The database contradicts itself.
    Internal,
    /// The database or the driver cannot do this.
    NotSupported,
    /// The driver was used wrongly.
    Interface,
    /// The pool had no connection in time.
    Timeout,
    /// A connection could not be opened.
    Connect,
}

impl Kind {
    /// Return the stable lower-case name that crosses to Python.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Integrity(Violation::Unique) => "unique",
            Kind::Integrity(Violation::ForeignKey) => "foreign_key",
            Kind::Integrity(Violation::NotNull) => "not_null",
            Kind::Integrity(Violation::Check) => "check",
            Kind::Integrity(Violation::Other) => "integrity",
            Kind::Operational => "operational",
            Kind::Programming => "programming",
            Kind::Data => "data",
            Kind::Internal => "internal",
            Kind::NotSupported => "not_supported",
            Kind::Interface => "interface",
            Kind::Timeout => "timeout",
            Kind::Connect => "connect",
        }
    }
}

/// A failed operation, with what the database told about it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub kind: Kind,
    pub message: Box<str>,
    /// SQLSTATE on PostgreSQL, the error number on MySQL, the extended result code on SQLite.
    pub code: Option<Box<str>>,
    pub constraint: Option<Box<str>>,
    pub table: Option<Box<str>>,
    pub column: Option<Box<str>>,
    /// The place of the parameter that does not fit, counted from 0, where it was found before anything was sent.
    pub parameter: Option<usize>,
    /// The connection cannot be used any more.
    pub fatal: bool,
}

impl Error {
    /// Make an error without a database's code.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error {
            kind,
            message: message.into().into_boxed_str(),
            code: None,
            constraint: None,
            table: None,
            column: None,
            parameter: None,
            fatal: false,
        }
    }

    /// Add the database's own code.
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into().into_boxed_str());
        self
    }

    /// Mark the connection as lost.
    pub fn lost(mut self) -> Self {
        self.fatal = true;
        self
    }

    /// Tell whether the server ended the statement because somebody asked it to.
    #[must_use]
    pub fn is_cancellation(&self) -> bool {
        matches!(self.code.as_deref(), Some("57014" | "1317"))
    }

    pub(crate) fn data(message: impl Into<String>) -> Self {
        Error::new(Kind::Data, message)
    }

    pub(crate) fn interface(message: impl Into<String>) -> Self {
        Error::new(Kind::Interface, message)
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Error::new(Kind::NotSupported, message)
    }

    /// As `while_connecting`, naming the server when it was never reached: its own errors say enough.
    pub(crate) fn while_connecting_to(mut self, host: Option<&str>, port: Option<u16>) -> Self {
        if self.code.is_none() {
            let host = host.unwrap_or("localhost");
            let port = port.map_or(String::new(), |port| format!(", port {port}"));
            self.message = format!(
                "connection to server at \"{host}\"{port} failed: {}",
                self.message
            )
            .into();
        }
        self.while_connecting()
    }

    /// Turn a failure while connecting into `Kind::Connect`, keeping text and code.
    pub(crate) fn while_connecting(mut self) -> Self {
        self.kind = Kind::Connect;
        self.fatal = true;
        self
    }
}

/// The drivers' result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Return the class of a SQLSTATE, as psycopg maps it.
pub(crate) fn kind_of_sqlstate(state: &str) -> Kind {
    match state {
        "23505" => return Kind::Integrity(Violation::Unique),
        "23503" => return Kind::Integrity(Violation::ForeignKey),
        "23502" => return Kind::Integrity(Violation::NotNull),
        "23514" => return Kind::Integrity(Violation::Check),
        // A wrong number of values for a prepared statement; the connection is fine.
        "08P01" => return Kind::Programming,
        _ => {}
    }
    match state.get(..2).unwrap_or("") {
        "23" => Kind::Integrity(Violation::Other),
        "0A" => Kind::NotSupported,
        "10" | "20" | "21" | "26" | "34" | "3D" | "3F" | "42" | "44" | "P0" => Kind::Programming,
        "22" => Kind::Data,
        "24" | "25" | "2B" | "2D" | "XX" => Kind::Internal,
        _ => Kind::Operational,
    }
}

fn postgres_error(error: &sqlx::postgres::PgDatabaseError) -> Error {
    let mut message = error.message().to_owned();
    if let Some(detail) = error.detail() {
        message.push_str("\nDETAIL:  ");
        message.push_str(detail);
    }
    if let Some(hint) = error.hint() {
        message.push_str("\nHINT:  ");
        message.push_str(hint);
    }
    let state = error.code();
    let mut out = Error::new(kind_of_sqlstate(state), message).with_code(state);
    out.constraint = error.constraint().map(Into::into);
    out.table = error.table().map(Into::into);
    out.column = error.column().map(Into::into);
    out.fatal = matches!(state, "57P01" | "57P02" | "57P03" | "57P05" | "25P03")
        || (state.starts_with("08") && state != "08P01");
    out
}

/// Return the class of a MySQL or MariaDB error number, as PyMySQL maps it. Constraints that it takes for failures of
/// operation (1364, 3819, 4025 ..) are told as what they are; Python gives them both classes.
fn kind_of_mysql(number: u16) -> Kind {
    match number {
        1022 | 1062 | 1169 | 1557 | 1586 => Kind::Integrity(Violation::Unique),
        1215 | 1216 | 1217 | 1451 | 1452 => Kind::Integrity(Violation::ForeignKey),
        1048 | 1364 => Kind::Integrity(Violation::NotNull),
        3819 | 4025 => Kind::Integrity(Violation::Check),
        1171 | 1230 | 1263..=1265 | 1366 | 1367 | 1406 | 1441 => Kind::Data,
        1007 | 1064 | 1102 | 1103 | 1110..=1113 | 1146 | 1149 | 1166 | 1179 => Kind::Programming,
        1196 | 1235 | 1286 | 1289 => Kind::NotSupported,
        0..1000 => Kind::Internal,
        _ => Kind::Operational,
    }
}

/// Read the names in quotes after each marker; MySQL has no structured fields.
fn quoted_after(message: &str, marker: &str, quote: char) -> Option<Box<str>> {
    let rest = &message[message.find(marker)? + marker.len()..];
    let rest = rest.trim_start().strip_prefix(quote)?;
    rest.split(quote).next().map(Into::into)
}

fn mysql_error(error: &sqlx::mysql::MySqlDatabaseError) -> Error {
    let (number, message) = (error.number(), error.message());
    let mut out = Error::new(kind_of_mysql(number), message).with_code(number.to_string());
    match out.kind {
        Kind::Integrity(Violation::Unique) => {
            // MySQL 8 writes `table.key`, MariaDB only the key.
            if let Some(key) = quoted_after(message, "for key", '\'') {
                match key.split_once('.') {
                    Some((table, key)) => {
                        out.table = Some(table.into());
                        out.constraint = Some(key.into());
                    }
                    None => out.constraint = Some(key),
                }
            }
        }
        Kind::Integrity(Violation::ForeignKey) => {
            out.constraint = quoted_after(message, "CONSTRAINT", '`');
            out.column = quoted_after(message, "FOREIGN KEY (", '`');
            out.table = message
                .split("`.`")
                .nth(1)
                .and_then(|rest| rest.split('`').next())
                .map(Into::into);
        }
        Kind::Integrity(Violation::NotNull) => {
            out.column = quoted_after(message, "Column", '\'')
                .or_else(|| quoted_after(message, "Field", '\''));
        }
        Kind::Integrity(Violation::Check) => {
            out.constraint = quoted_after(message, "CONSTRAINT", '`')
                .or_else(|| quoted_after(message, "constraint", '\''));
        }
        _ => {}
    }
    out.fatal = matches!(number, 1053 | 1152..=1161 | 1927 | 2006 | 2013 | 4031);
    out
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::Database(inner) => {
                if let Some(pg) = inner.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
                    return postgres_error(pg);
                }
                if let Some(my) = inner.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
                    return mysql_error(my);
                }
                Error::new(Kind::Operational, inner.message()).lost()
            }
            E::Io(_) | E::Tls(_) | E::WorkerCrashed => {
                Error::new(Kind::Operational, error.to_string()).lost()
            }
            E::Protocol(text) if is_argument_count(text) => {
                Error::new(Kind::Programming, text.as_str())
            }
            E::Protocol(_) => Error::new(Kind::Operational, error.to_string()).lost(),
            E::Configuration(_) | E::InvalidArgument(_) => {
                Error::new(Kind::Programming, error.to_string())
            }
            E::TypeNotFound { .. } => Error::new(Kind::Programming, error.to_string()),
            E::Encode(_) | E::Decode(_) | E::ColumnDecode { .. } => {
                Error::new(Kind::Data, error.to_string())
            }
            _ => Error::new(Kind::Interface, error.to_string()),
        }
    }
}

/// sqlx-mysql and sqlx-postgres report a wrong number of arguments before anything is sent, without a code.
fn is_argument_count(text: &str) -> bool {
    text.contains("parameters but") || text.contains("too many arguments")
}
