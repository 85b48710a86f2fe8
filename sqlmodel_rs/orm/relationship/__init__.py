"""Relationships between mapped classes: declaration, configuration, instance behaviour."""
