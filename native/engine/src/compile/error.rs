//! Why a statement cannot be written.

/// A statement that has no text on the database asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// The database has no such construct.
    #[error("{construct} is not supported by dialect {flavor}")]
    Unsupported {
        flavor: &'static str,
        construct: &'static str,
    },
    /// SQLite changes the rows of one table, by conditions on that table.
    #[error("This backend does not support multiple-table criteria within {statement}")]
    MultipleTables { statement: &'static str },
    /// SQLAlchemy has no text for such an element on this database.
    #[error("Compiler {flavor} can't render element of type {element}")]
    UnsupportedElement {
        flavor: &'static str,
        element: &'static str,
    },
    /// The database has no such type.
    #[error("Compiler {flavor} can't render element of type {name}")]
    UnsupportedType { flavor: &'static str, name: String },
    /// DDL needs a type and none is known.
    #[error("Can't generate DDL for {element}; did you forget to specify a type on this Column?")]
    UntypedColumn { element: String },
    /// A parameter has no literal form.
    #[error("Bind parameter '{name}' without a renderable value not allowed here.")]
    NoLiteral { name: String },
    /// Automatic correlation left a subquery without any table.
    #[error(
        "Select statement returned no FROM clauses due to auto-correlation; specify correlate(<tables>) to control \
         correlation manually."
    )]
    NothingLeftToSelectFrom,
    /// An identifier is longer than the database allows.
    #[error("Identifier '{name}' exceeds maximum length of {limit} characters")]
    IdentifierTooLong { name: String, limit: usize },
    /// A constraint without a name cannot be dropped.
    #[error("Can't emit DROP CONSTRAINT for constraint {constraint}; it has no name")]
    UnnamedConstraint { constraint: String },
    /// An error inside a CREATE TABLE, with its place.
    #[error("(in table '{table}', column '{column}'): {cause}")]
    InColumn {
        table: String,
        column: String,
        cause: Box<CompileError>,
    },
    /// The tree contradicts itself.
    #[error("{0}")]
    Invalid(String),
}
