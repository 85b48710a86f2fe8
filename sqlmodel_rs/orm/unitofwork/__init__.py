"""The unit of work: what changed, in which order it is written, and how keys and values travel."""
