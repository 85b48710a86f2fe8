//! Prepared statements of one connection, by text; the least recently used one goes first.

use rustc_hash::FxHashMap;

use super::ffi::Statement;

/// The place of one text.
struct Place {
    used: u64,
    /// Absent while it runs.
    statement: Option<Statement>,
}

/// Statements at rest: reset and without bindings.
pub(super) struct StatementCache {
    places: FxHashMap<Box<str>, Place>,
    capacity: usize,
    clock: u64,
}

impl StatementCache {
    pub(super) fn new(capacity: usize) -> Self {
        StatementCache {
            places: FxHashMap::default(),
            capacity,
            clock: 0,
        }
    }

    /// Take a statement out while it runs.
    pub(super) fn take(&mut self, sql: &str) -> Option<Statement> {
        self.places.get_mut(sql)?.statement.take()
    }

    /// Put a statement back, dropping the oldest when the cache is full.
    pub(super) fn put(&mut self, sql: &str, statement: Statement) {
        self.clock += 1;
        let place = Place {
            used: self.clock,
            statement: Some(statement),
        };
        if let Some(own) = self.places.get_mut(sql) {
            *own = place;
            return;
        }
        if self.capacity == 0 {
            return;
        }
        if self.places.len() >= self.capacity {
            let oldest = self.places.iter().min_by_key(|(_, place)| place.used);
            if let Some(oldest) = oldest.map(|(sql, _)| sql.clone()) {
                self.places.remove(&oldest);
            }
        }
        self.places.insert(sql.into(), place);
    }
}
