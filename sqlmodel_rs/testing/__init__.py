"""For the tests of programs: the log of statements that the fixture `sql_log` of the pytest plugin is."""

from sqlmodel_rs.testing.log import SqlLog as SqlLog
