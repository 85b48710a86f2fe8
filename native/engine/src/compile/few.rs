//! A map of nearly always a handful of entries: a walk finds them sooner than a hash does, and most need no memory of
//! their own.

use std::borrow::Borrow;
use std::hash::Hash;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// From here on a hash map takes over.
const MANY: usize = 8;

/// Entries in order of arrival; a key is pushed once.
#[derive(Debug)]
pub(super) struct Few<K, V> {
    entries: SmallVec<[(K, V); 4]>,
    /// Position by key, once there are many.
    places: FxHashMap<K, usize>,
}

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self {
            entries: SmallVec::new(),
            places: FxHashMap::default(),
        }
    }
}

impl<K: Clone + Eq + Hash, V> Few<K, V> {
    /// The value of a key.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let place = if self.entries.len() <= MANY {
            self.entries
                .iter()
                .position(|(known, _)| known.borrow() == key)?
        } else {
            *self.places.get(key)?
        };
        self.entries.get_mut(place).map(|(_, value)| value)
    }

    /// Add a key that is not there yet.
    pub fn push(&mut self, key: K, value: V) {
        self.entries.push((key, value));
        let count = self.entries.len();
        if count <= MANY {
            return;
        }
        let known = if count == MANY + 1 {
            0
        } else {
            MANY.max(count - 1)
        };
        for (place, (key, _)) in self.entries.iter().enumerate().skip(known) {
            self.places.insert(key.clone(), place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_before_and_after_there_are_many() {
        let mut few = Few::<String, usize>::default();
        for number in 0..40 {
            let key = format!("name {number}");
            assert_eq!(few.get_mut(key.as_str()), None);
            few.push(key, number);
            for known in 0..=number {
                let found = few.get_mut(format!("name {known}").as_str()).copied();
                assert_eq!(found, Some(known));
            }
        }
    }
}
