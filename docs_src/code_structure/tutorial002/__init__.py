"""A program of several modules."""
