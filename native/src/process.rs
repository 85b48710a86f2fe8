//! Which process this is, asked of the system once: a fork is noticed by the hook that runs in its child.

use std::sync::atomic::{AtomicU32, Ordering};

/// No process has this number; it stands for "not known".
const UNKNOWN: u32 = 0;

static PROCESS: AtomicU32 = AtomicU32::new(UNKNOWN);

/// Whether forks are noticed.
#[cfg(unix)]
static WATCHED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

#[cfg(unix)]
unsafe extern "C" {
    fn pthread_atfork(
        prepare: Option<unsafe extern "C" fn()>,
        parent: Option<unsafe extern "C" fn()>,
        child: Option<unsafe extern "C" fn()>,
    ) -> std::ffi::c_int;
}

/// Runs in the child, where little is allowed: one store.
#[cfg(unix)]
unsafe extern "C" fn forget() {
    PROCESS.store(UNKNOWN, Ordering::Relaxed);
}

/// Start to notice forks; called once, when the module is loaded.
pub fn watch() {
    #[cfg(unix)]
    {
        // SAFETY: the hook is a function of this library, which is never unloaded, and does what is allowed after a fork.
        let failed = unsafe { pthread_atfork(None, None, Some(forget)) };
        WATCHED.store(failed == 0, Ordering::Relaxed);
    }
}

/// Return the number of this process.
#[inline]
pub fn id() -> u32 {
    match PROCESS.load(Ordering::Relaxed) {
        UNKNOWN => ask(),
        known => known,
    }
}

#[cold]
fn ask() -> u32 {
    let asked = std::process::id();
    #[cfg(unix)]
    if !WATCHED.load(Ordering::Relaxed) {
        return asked;
    }
    PROCESS.store(asked, Ordering::Relaxed);
    asked
}
