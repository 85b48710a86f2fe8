//! Prepared statements of one connection, by text; the least recently used one goes first.

use rustc_hash::FxHashMap;

use super::ffi::Statement;

/// Statements at rest: reset and without bindings.
pub(super) struct StatementCache {
    statements: FxHashMap<Box<str>, (u64, Statement)>,
    capacity: usize,
    clock: u64,
}

impl StatementCache {
    pub(super) fn new(capacity: usize) -> Self {
        StatementCache {
            statements: FxHashMap::default(),
            capacity,
            clock: 0,
        }
    }

    /// Take a statement out while it runs.
    pub(super) fn take(&mut self, sql: &str) -> Option<Statement> {
        self.statements.remove(sql).map(|(_, statement)| statement)
    }

    /// Put a statement back, dropping the oldest when the cache is full.
    pub(super) fn put(&mut self, sql: &str, statement: Statement) {
        if self.capacity == 0 {
            return;
        }
        if self.statements.len() >= self.capacity {
            let oldest = self
                .statements
                .iter()
                .min_by_key(|(_, (used, _))| *used)
                .map(|(sql, _)| sql.clone());
            if let Some(oldest) = oldest {
                self.statements.remove(&oldest);
            }
        }
        self.clock += 1;
        self.statements.insert(sql.into(), (self.clock, statement));
    }
}
