"""sqlmodel_rs."""
