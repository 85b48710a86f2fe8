"""A Django application: its models are those of `ours.py`."""
