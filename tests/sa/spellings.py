"""The import spellings of SQLAlchemy names that real SQLModel programs use, by module."""

SPELLINGS: dict[str, str] = {
    "sqlalchemy": (
        "select Column create_engine func text Integer DateTime String Boolean Engine delete PrimaryKeyConstraint "
        "JSON and_ NullPool UniqueConstraint ForeignKeyConstraint inspect or_ Select Connection Enum event ForeignKey "
        "Text TypeDecorator update desc Index MetaData StaticPool VARCHAR engine_from_config INTEGER ARRAY BOOLEAN "
        "Float not_ UUID asc BigInteger Table Uuid insert Numeric case column distinct LargeBinary Row SmallInteger "
        "URL cast ColumnElement Date literal_column make_url TEXT TIMESTAMP BinaryExpression CHAR DATETIME Dialect "
        "exists false table true AsyncAdaptedQueuePool BIGINT bindparam CheckConstraint CreateTable CursorResult DDL "
        "DOUBLE_PRECISION Identity Join Label literal PickleType Sequence union"
    ),
    "sqlalchemy.dialects.mysql": "JSON VARCHAR INTEGER BOOLEAN insert TEXT TIMESTAMP CHAR DATETIME BIGINT ENUM",
    "sqlalchemy.dialects.postgresql": (
        "JSON VARCHAR INTEGER ARRAY BOOLEAN UUID insert TEXT TIMESTAMP CHAR BIGINT DOUBLE_PRECISION ENUM JSONB"
    ),
    "sqlalchemy.dialects.sqlite": "JSON VARCHAR INTEGER BOOLEAN insert TEXT TIMESTAMP CHAR DATETIME",
    "sqlalchemy.engine": ("create_engine Engine Connection engine_from_config Row URL make_url Dialect CursorResult"),
    "sqlalchemy.engine.base": "Engine Connection",
    "sqlalchemy.engine.cursor": "Row CursorResult",
    "sqlalchemy.engine.default": "Dialect",
    "sqlalchemy.engine.interfaces": "Dialect",
    "sqlalchemy.engine.reflection": "Engine Connection Inspector",
    "sqlalchemy.engine.result": "Row",
    "sqlalchemy.engine.row": "Row",
    "sqlalchemy.engine.url": "URL make_url Dialect",
    "sqlalchemy.exc": (
        "IntegrityError SQLAlchemyError NoResultFound OperationalError InvalidRequestError MultipleResultsFound "
        "PendingRollbackError SAWarning DBAPIError DataError ProgrammingError StatementError"
    ),
    "sqlalchemy.ext.associationproxy": "association_proxy AssociationProxy",
    "sqlalchemy.ext.asyncio": (
        "AsyncSession create_async_engine AsyncEngine async_sessionmaker async_engine_from_config"
    ),
    "sqlalchemy.ext.asyncio.engine": "create_async_engine AsyncEngine async_engine_from_config",
    "sqlalchemy.ext.asyncio.session": "AsyncSession async_sessionmaker",
    "sqlalchemy.ext.declarative": "declared_attr DeclarativeMeta declarative_base",
    "sqlalchemy.ext.hybrid": "hybrid_property hybrid_method",
    "sqlalchemy.ext.mutable": "MutableDict MutableList Mutable",
    "sqlalchemy.future": "select create_engine Engine Connection",
    "sqlalchemy.inspection": "inspect",
    "sqlalchemy.orm": (
        "Session declarative_base declared_attr DeclarativeMeta QueryableAttribute InstrumentedAttribute "
        "InstanceState Mapper Relationship sessionmaker selectinload aliased DeclarativeBase Mapped mapped_column "
        "relationship defer joinedload RelationshipProperty scoped_session ColumnProperty MANYTOONE noload Query "
        "validates column_property synonym registry"
    ),
    "sqlalchemy.orm.attributes": "QueryableAttribute flag_modified InstrumentedAttribute Mapped",
    "sqlalchemy.orm.base": "Mapped MANYTOONE",
    "sqlalchemy.orm.collections": "InstrumentedList",
    "sqlalchemy.orm.decl_api": (
        "declarative_base declared_attr DeclarativeMeta InstrumentedAttribute Mapper DeclarativeBase Mapped "
        "mapped_column relationship"
    ),
    "sqlalchemy.orm.exc": "NoResultFound MultipleResultsFound StaleDataError DetachedInstanceError FlushError",
    "sqlalchemy.orm.interfaces": "MANYTOONE",
    "sqlalchemy.orm.mapper": "Mapper",
    "sqlalchemy.orm.properties": "RelationshipProperty ColumnProperty",
    "sqlalchemy.orm.query": "Query",
    "sqlalchemy.orm.relationships": "Relationship RelationshipProperty MANYTOONE",
    "sqlalchemy.orm.scoping": "Session scoped_session",
    "sqlalchemy.orm.session": "Session InstanceState sessionmaker Query",
    "sqlalchemy.orm.state": "InstanceState",
    "sqlalchemy.orm.strategy_options": "selectinload defer joinedload noload",
    "sqlalchemy.pool": "NullPool StaticPool AsyncAdaptedQueuePool QueuePool Pool",
    "sqlalchemy.pool.impl": "NullPool StaticPool AsyncAdaptedQueuePool",
    "sqlalchemy.schema": (
        "Column PrimaryKeyConstraint UniqueConstraint ForeignKeyConstraint ForeignKey Index MetaData Table "
        "CheckConstraint CreateTable DDL Identity Sequence"
    ),
    "sqlalchemy.sql": (
        "select func text delete and_ or_ Select update desc not_ asc insert case column distinct cast ColumnElement "
        "literal_column exists false table true bindparam DDL Join literal union"
    ),
    "sqlalchemy.sql.ddl": "CreateTable DDL",
    "sqlalchemy.sql.dml": "Join",
    "sqlalchemy.sql.elements": "ColumnElement literal_column BinaryExpression Label literal",
    "sqlalchemy.sql.expression": (
        "select func text delete and_ or_ Select update desc not_ asc insert case column distinct cast ColumnElement "
        "literal_column BinaryExpression exists false table true bindparam Join Label literal union"
    ),
    "sqlalchemy.sql.functions": "func",
    "sqlalchemy.sql.schema": (
        "Column PrimaryKeyConstraint UniqueConstraint ForeignKeyConstraint ForeignKey Index MetaData Table "
        "CheckConstraint Identity Sequence"
    ),
    "sqlalchemy.sql.selectable": "Select literal_column Join",
    "sqlalchemy.sql.sqltypes": "String Integer",
    "sqlalchemy.sql.type_api": "TypeDecorator",
    "sqlalchemy.types": (
        "Integer DateTime String Boolean JSON Enum Text TypeDecorator VARCHAR INTEGER ARRAY BOOLEAN Float UUID "
        "BigInteger Uuid Numeric LargeBinary SmallInteger Date TEXT TIMESTAMP CHAR DATETIME BIGINT DOUBLE_PRECISION "
        "PickleType"
    ),
}
