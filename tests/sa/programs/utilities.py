"""What an application uses of sqlalchemy-utils: types, observers, aggregates, schema questions, views, databases."""

import enum
import os
import tempfile
import uuid

import sqlalchemy as sa
import sqlalchemy_utils as utils
from sqlalchemy.orm import DeclarativeBase, Session, aliased, relationship
from sqlalchemy_utils import functions

utils.force_auto_coercion()


class Base(DeclarativeBase):
    pass


class Kind(enum.Enum):
    admin = 1
    regular = 2


@utils.generic_repr
class User(Base, utils.Timestamp):
    __tablename__ = "user"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(50))
    email = sa.Column(utils.EmailType, unique=True)
    role = sa.Column(utils.ChoiceType([("admin", "Administrator"), ("user", "Plain user")]))
    kind = sa.Column(utils.ChoiceType(Kind, impl=sa.Integer()))
    token = sa.Column(utils.UUIDType(binary=False))
    raw = sa.Column(utils.UUIDType)
    site = sa.Column(utils.URLType)
    data = sa.Column(utils.JSONType)
    hobbies = sa.Column(utils.ScalarListType())
    points = sa.Column(utils.ScalarListType(int, separator=";"))
    address = sa.Column(utils.IPAddressType)
    article_count = sa.Column(sa.Integer, default=0)
    articles = relationship("Article", back_populates="author")

    @utils.observes("articles")
    def count_articles(self, articles):
        self.article_count = len(articles)


@utils.generic_repr("id", "title")
class Article(Base):
    __tablename__ = "article"
    id = sa.Column(sa.Integer, primary_key=True)
    title = sa.Column(sa.String(50), index=True)
    author_id = sa.Column(sa.Integer, sa.ForeignKey("user.id"), index=True)
    author = relationship(User, back_populates="articles")


class Thread(Base):
    __tablename__ = "thread"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(50))

    @utils.aggregated("comments", sa.Column(sa.Integer))
    def comment_count(self):
        return sa.func.count("1")

    comments = relationship("Comment", backref="thread")


class Comment(Base):
    __tablename__ = "comment"
    id = sa.Column(sa.Integer, primary_key=True)
    content = sa.Column(sa.Text)
    thread_id = sa.Column(sa.Integer, sa.ForeignKey(Thread.id))


def types(session):
    ada = User(
        name="Ada", email="Ada@Example.COM", role="admin", kind=1, token=uuid.UUID(int=7), raw=str(uuid.UUID(int=8)),
        site="https://a.b/c", data={"a": [1, None]}, hobbies=["x", "y"], points=[1, 2], address="10.0.0.1",
    )  # fmt: skip
    print("coerced", repr(ada.role), ada.kind, repr(ada.raw), type(ada.address).__name__)
    bob = User(name="Bob", email="bob@example.com", kind=Kind.regular, role="user")
    session.add_all([ada, bob])
    session.commit()
    print(ada.created is not None, ada.updated is not None, ada.role.value, ada.kind, ada.token, ada.raw)
    print(ada.email, ada.site, ada.data, ada.hobbies, ada.points, ada.address)
    try:
        User(role="nobody")
    except KeyError as error:
        print("refused", error)
    return ada, bob


def operators(session):
    names = session.query(User.name)
    print(names.filter(User.email == "BOB@example.com").all(), names.filter(User.email.like("BOB%")).all())
    print(names.filter(User.email.in_(["ADA@example.com"])).all(), names.filter(User.role == "admin").all())
    print(sa.select(User.id).where(User.email == "Q", User.email.startswith("W"), User.email != None))  # noqa: E711
    print(sa.select(utils.Asterisk(Article.__table__)), utils.escape_like("50%_*"))


def changes(session, ada):
    before = ada.updated
    ada.name = "Ada L"
    has = utils.has_changes
    print(has(ada), has(ada, "name"), has(ada, ["email", "role"]), has(ada, exclude=["name"]))
    session.commit()
    print("touched", ada.updated >= before)
    ada.articles = [Article(title="one"), Article(title="two")]
    session.commit()
    print("observed", ada.article_count)
    ada.articles.append(Article(title="three"))
    session.commit()
    print("observed", ada.article_count, ada.articles[0])
    session.expire(ada, ["name"])
    print("loaded", utils.is_loaded(ada, "id"), utils.is_loaded(ada, "name"))
    thread = Thread(name="t", comments=[Comment(content="a"), Comment(content="b")])
    session.add(thread)
    session.commit()
    print("aggregated", thread.comment_count)
    thread.comments.append(Comment(content="c"))
    session.commit()
    print("aggregated", thread.comment_count)


def questions(session, ada, bob):
    table, mapper = Article.__table__, sa.inspect(Article)
    print(list(utils.get_columns(User).keys()), [c.name for c in utils.get_columns(aliased(Article))])
    print([utils.get_mapper(one) is mapper for one in (Article, Article(), table, aliased(Article), Article.title)])
    print(list(utils.get_primary_keys(User)), utils.table_name(Article.title), [t.name for t in utils.get_tables(User)])
    print(utils.get_class_by_table(Base, table) is Article, utils.get_column_key(User, User.__table__.c.name))
    print(utils.identity(ada), utils.naturally_equivalent(ada, bob), utils.get_type(Article.author).__name__)
    print(
        utils.has_index(table.c.title),
        utils.has_unique_index(User.__table__.c.email),
        functions.quote(session.get_bind().dialect, "a b"),
    )
    print(sorted(key.parent.name for key in utils.get_referencing_foreign_keys(User)))
    print([article.title for article in utils.dependent_objects(ada)])
    for query in (session.query(Article).order_by(Article.author_id), session.query(User).order_by(User.email.desc())):
        print(str(functions.make_order_by_deterministic(query)).partition("ORDER BY")[2])
    utils.merge_references(ada, bob)
    session.commit()
    session.expire_all()
    print([article.author_id == bob.id for article in session.query(Article)])
    utils.assert_nullable(bob, "name")
    chain = utils.QueryChain([session.query(Article), session.query(Comment)])
    print(sorted(type(one).__name__ for one in chain.limit(10)))


def views(engine):
    metadata = sa.MetaData()
    base = sa.Table("base", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))
    chosen = sa.select(base.c.id, base.c.n).where(base.c.n > 3)
    view = utils.create_view("base_view", chosen, metadata, cascade_on_drop=engine.dialect.name == "postgresql")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(base.insert(), [{"n": 1}, {"n": 5}])
        print("view", connection.execute(sa.select(view)).all())
    metadata.drop_all(engine)


def databases(engine):
    print(utils.database_exists(engine.url), utils.Ltree("a.b").path)
    with tempfile.TemporaryDirectory() as folder:
        if engine.dialect.name == "sqlite":
            url = f"sqlite:///{folder}/made.db"
        else:
            url = engine.url.set(database=f"sqlmodel_rs_made_{uuid.uuid4().hex[:8]}")
        for change in (None, utils.create_database, utils.drop_database):
            if change is not None:
                change(url)
            print(utils.database_exists(url))
    table = sa.Table("paths", sa.MetaData(), sa.Column("path", utils.LtreeType))
    print(str(sa.schema.CreateTable(table).compile(dialect=sa.dialects.postgresql.dialect())).split())


def main():
    engine = sa.create_engine(os.environ["APPLICATION_DATABASE"])
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        ada, bob = types(session)
        operators(session)
        changes(session, ada)
        questions(session, ada, bob)
    Base.metadata.drop_all(engine)
    views(engine)
    databases(engine)


main()
