//! What Python objects stand for in one lowering: an object is found by identity, and kept alive while it is a key.

use pyo3::prelude::*;
use rustc_hash::FxHashMap;

use super::context::identity;

/// From here on a hash map finds an object sooner than a walk over all of them.
const MANY: usize = 8;

/// Python objects and what each of them stands for.
pub struct Registered<'py, T> {
    entries: Vec<(Bound<'py, PyAny>, T)>,
    /// Position by identity, once there are many.
    places: FxHashMap<usize, usize>,
}

impl<T> Default for Registered<'_, T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            places: FxHashMap::default(),
        }
    }
}

impl<'py, T: Copy> Registered<'py, T> {
    /// What an object stands for.
    pub fn get(&self, object: &Bound<'py, PyAny>) -> Option<T> {
        if self.entries.len() <= MANY {
            return self
                .entries
                .iter()
                .find(|(known, _)| known.is(object))
                .map(|(_, value)| *value);
        }
        let place = self.places.get(&identity(object))?;
        self.entries.get(*place).map(|(_, value)| *value)
    }

    /// Let an object stand for `value`, whatever it stood for before.
    pub fn insert(&mut self, object: &Bound<'py, PyAny>, value: T) {
        let known = self
            .entries
            .iter()
            .take(MANY)
            .position(|(known, _)| known.is(object))
            .or_else(|| self.places.get(&identity(object)).copied());
        if let Some(entry) = known.and_then(|place| self.entries.get_mut(place)) {
            entry.1 = value;
            return;
        }
        self.entries.push((object.clone(), value));
        let count = self.entries.len();
        if count == MANY + 1 {
            for (place, (object, _)) in self.entries.iter().enumerate() {
                self.places.insert(identity(object), place);
            }
        } else if count > MANY {
            self.places.insert(identity(object), count - 1);
        }
    }
}
