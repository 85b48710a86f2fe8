"""Programs that print, run on this library and on the real packages."""
