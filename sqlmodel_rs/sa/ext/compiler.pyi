# Written by `python -m tests.house.surface_stubs`.

__all__ = [
]
