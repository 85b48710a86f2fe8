//! A statement with many parameter sets: how its runs are put together without anybody noticing.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use sqlmodel_rs_engine::compile::{
    repeated_conditions, repeated_rows, unnested_changes, unnested_rows,
};
use sqlmodel_rs_engine::driver::{Batch, BatchText};
use sqlmodel_rs_engine::{Dialect, SqlType, Value};

use crate::lower::{Compiled, StatementKind};

/// Rows of one statement by its length; few lengths, so that prepared statements are found again.
pub const ROWS: [usize; 4] = [128, 16, 4, 1];
/// Parameters of one statement: below SQLite's 32766 and PostgreSQL's and MySQL's 65535.
const PARAMETERS: usize = 30_000;

/// How the runs of one statement are sent.
pub struct Many {
    each: Arc<BatchText>,
    together: Option<Together>,
    types: Arc<[SqlType]>,
}

struct Together {
    text: Arc<BatchText>,
    /// Only where the sets differ in these places.
    keys: Option<Vec<usize>>,
    /// The last set is sent on its own: the server tells only the first of several numbers it counted.
    last_alone: bool,
}

impl Many {
    /// Decide for a statement that changes rows; None for others, whose runs are executed one by one.
    pub fn of(compiled: &Compiled, types: &[SqlType], dialect: Dialect) -> Option<Many> {
        let changes = matches!(
            compiled.kind,
            StatementKind::Insert | StatementKind::Update | StatementKind::Delete
        );
        changes.then(|| Many {
            each: Arc::new(BatchText::Each {
                sql: compiled.sql.clone(),
                keys: false,
            }),
            together: Together::of(compiled, types, dialect),
            types: types.into(),
        })
    }

    /// Put parameter sets in batches that run one after the other.
    pub fn batches(&self, mut sets: Vec<Vec<Value>>) -> Vec<Batch> {
        let together = self
            .together
            .as_ref()
            .filter(|way| way.keys.as_ref().is_none_or(|keys| differ(&sets, keys)));
        let last = match together {
            Some(way) if way.last_alone && sets.len() > 1 => sets.pop(),
            _ => None,
        };
        let text = together.map_or(&self.each, |way| &way.text);
        let mut batches = vec![self.batch(text, sets)];
        batches.extend(last.map(|set| self.batch(&self.each, vec![set])));
        batches
    }

    fn batch(&self, text: &Arc<BatchText>, sets: Vec<Vec<Value>>) -> Batch {
        Batch {
            text: text.clone(),
            types: self.types.clone(),
            rows: sets.len(),
            values: sets.into_iter().flatten().collect(),
        }
    }
}

impl Together {
    fn of(compiled: &Compiled, types: &[SqlType], dialect: Dialect) -> Option<Together> {
        let sql = &compiled.sql;
        let (text, keys) = match (dialect, compiled.kind) {
            (Dialect::Sqlite, _) => return None,
            (Dialect::Postgres, StatementKind::Insert) => {
                let unnested = unnested_rows(sql, compiled.row.clone()?, types);
                (
                    arrays(compiled, unnested).or_else(|| inserted(compiled, types.len()))?,
                    None,
                )
            }
            (Dialect::Mysql, StatementKind::Insert) => (inserted(compiled, types.len())?, None),
            (Dialect::Postgres, kind) => {
                let change = compiled.change.as_ref()?;
                let keys = (kind == StatementKind::Update).then(|| change.keys.clone());
                let is_exact = |at: &usize| types.get(*at).is_some_and(compares_exactly);
                if keys.as_ref().is_some_and(|keys| !keys.iter().all(is_exact)) {
                    return None;
                }
                (arrays(compiled, unnested_changes(sql, types))?, keys)
            }
            (Dialect::Mysql, StatementKind::Delete) => {
                let condition = compiled.change.as_ref()?.condition;
                let text = repeated(types.len(), |rows| {
                    repeated_conditions(sql, condition, types.len(), rows)
                });
                (text?, None)
            }
            (Dialect::Mysql, _) => return None,
        };
        let counts = dialect == Dialect::Mysql && compiled.kind == StatementKind::Insert;
        Some(Together {
            text: Arc::new(text),
            keys,
            last_alone: counts && !compiled.returns_rows,
        })
    }
}

fn arrays(compiled: &Compiled, many: Option<String>) -> Option<BatchText> {
    many.map(|many| BatchText::Arrays {
        one: compiled.sql.clone(),
        many,
    })
}

/// Texts of several rows of an INSERT; None where a value may depend on the rows before.
fn inserted(compiled: &Compiled, width: usize) -> Option<BatchText> {
    let row = compiled.row.clone()?;
    if compiled.sql.get(row.clone())?.contains("SELECT ") {
        return None;
    }
    repeated(width, |rows| {
        repeated_rows(&compiled.sql, row.clone(), width, rows)
    })
}

/// Texts of several rows; None where a row has no parameters to repeat.
pub fn repeated(width: usize, text: impl Fn(usize) -> Option<String>) -> Option<BatchText> {
    if width == 0 {
        return None;
    }
    ROWS.iter()
        .filter(|rows| **rows == 1 || **rows * width <= PARAMETERS)
        .map(|rows| text(*rows).map(|sql| (*rows, sql)))
        .collect::<Option<_>>()
        .map(BatchText::Repeated)
}

/// Tell whether values that are different here are different in the database.
fn compares_exactly(ty: &SqlType) -> bool {
    matches!(
        ty,
        SqlType::Integer
            | SqlType::BigInteger
            | SqlType::SmallInteger
            | SqlType::Uuid
            | SqlType::Varchar { .. }
            | SqlType::Text
    )
}

/// Tell whether no two parameter sets are equal in all of these places.
fn differ(sets: &[Vec<Value>], keys: &[usize]) -> bool {
    let mut seen = HashSet::with_capacity(sets.len());
    sets.iter().all(|set| {
        let values = keys.iter().map(|at| set.get(*at).and_then(Exact::of));
        let key: Option<Vec<Exact<'_>>> = values.collect();
        key.is_some_and(|key| seen.insert(key))
    })
}

/// A value that equals others in the database only if it does so here.
#[derive(PartialEq, Eq, Hash)]
enum Exact<'v> {
    Int(i64),
    Uuid(u128),
    /// In lower case, since a collation may not tell cases apart; only ASCII, where nothing else is alike.
    Text(Cow<'v, str>),
}

impl<'v> Exact<'v> {
    fn of(value: &'v Value) -> Option<Exact<'v>> {
        Some(match value {
            Value::Int(number) => Exact::Int(*number),
            Value::Uuid(number) => Exact::Uuid(*number),
            Value::Text(text) if text.is_ascii() => {
                Exact::Text(if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    text.to_ascii_lowercase().into()
                } else {
                    text.as_str().into()
                })
            }
            _ => return None,
        })
    }
}
