//! Keeps Python's cyclic collector quiet while a batch of rows is built.

use std::marker::PhantomData;

use pyo3::ffi;
use pyo3::prelude::*;

/// The collector is off while this lives; what it was before is restored.
pub struct Pause<'py> {
    was_on: bool,
    attached: PhantomData<Python<'py>>,
}

impl<'py> Pause<'py> {
    pub fn new(_py: Python<'py>) -> Self {
        // SAFETY: the interpreter lock is held, as `Python` proves.
        let was_on = unsafe { ffi::PyGC_Disable() } == 1;
        Pause {
            was_on,
            attached: PhantomData,
        }
    }
}

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        if self.was_on {
            // SAFETY: the lifetime keeps the interpreter lock held.
            unsafe { ffi::PyGC_Enable() };
        }
    }
}
