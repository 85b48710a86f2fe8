"""Statements as immutable nodes. Knows types below it, nothing of schemas, engines, sessions or SQL text."""
