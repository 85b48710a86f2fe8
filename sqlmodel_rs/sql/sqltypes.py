"""SQLModel's own SQL types, under SQLModel's module name."""

from sqlmodel_rs.types import AutoString as AutoString
from sqlmodel_rs.types import UTCDateTime as UTCDateTime
