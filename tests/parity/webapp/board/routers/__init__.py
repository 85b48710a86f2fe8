"""The board's routes, a module for each subject."""
