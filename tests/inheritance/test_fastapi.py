"""A hierarchy in annotations: FastAPI reads, writes and documents it as the discriminated union of its classes."""

import enum
import warnings
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError, field_validator

from sqlmodel_rs import Field, Relationship, Session, SQLModel, create_engine, event, exc, select
from sqlmodel_rs.ext.asyncio import create_async_engine
from sqlmodel_rs.ext.asyncio.session import AsyncSession
from sqlmodel_rs.orm import selectinload
from sqlmodel_rs.orm.registry import registry

with warnings.catch_warnings():
    # Starlette would rather have another client than the one that is installed.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


def declare() -> SimpleNamespace:
    """Declare companies and their employees, and the variants that an application uses."""

    class Base(SQLModel, registry=registry()):
        pass

    class Company(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=20)
        employees: list["Employee"] = Relationship(back_populates="company")

    class Employee(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee"}
        id: int | None = Field(default=None, primary_key=True)
        type: str = Field(default="employee", max_length=20)
        name: str = Field(max_length=20)
        company_id: int | None = Field(default=None, foreign_key="company.id")
        company: Company | None = Relationship(back_populates="employees")

        @field_validator("name")
        @classmethod
        def name_is_trimmed(cls, value: str) -> str:
            return value.strip()

    class Engineer(Employee):
        __tablename__ = "engineer"
        __mapper_args__ = {"polymorphic_identity": "engineer"}
        level: int = Field(ge=1)

    class Manager(Employee):
        __mapper_args__ = {"polymorphic_identity": "manager"}
        hobby: str = Field(max_length=20)

    class EmployeeCreate(Employee, variant="Create", exclude={"id"}):
        pass

    class EmployeeUpdate(Employee, variant="Update", exclude={"id", "company_id"}, partial=True):
        pass

    class CompanyPublic(SQLModel):
        name: str

    class EmployeePublic(Employee, variant="Public", exclude={"company_id"}):
        company: CompanyPublic | None = None

    return SimpleNamespace(**{key: value for key, value in locals().items() if isinstance(value, type)})


def application(m: SimpleNamespace, engine: Any) -> FastAPI:
    """Build an application over the hierarchy."""
    app = FastAPI()

    @app.post("/employees", response_model=m.Employee)
    def create(employee: m.Employee) -> Any:
        with Session(engine, expire_on_commit=False) as session:
            session.add(employee)
            session.commit()
        return employee

    @app.post("/created", response_model=m.EmployeePublic)
    def create_variant(employee: m.EmployeeCreate) -> Any:
        with Session(engine) as session:
            row = m.Employee.model_validate(employee)
            session.add(row)
            session.commit()
            return m.EmployeePublic.model_validate(row)

    @app.patch("/employees/{key}", response_model=m.Employee)
    def change(key: int, employee: m.EmployeeUpdate) -> Any:
        with Session(engine, expire_on_commit=False) as session:
            row = session.get(m.Employee, key)
            row.sqlmodel_update(employee.model_dump(exclude_unset=True))
            session.commit()
            return row

    @app.get("/employees", response_model=list[m.Employee])
    def read() -> Any:
        with Session(engine) as session:
            return session.exec(select(m.Employee).order_by(m.Employee.id)).all()

    @app.get("/public", response_model=list[m.EmployeePublic])
    def read_variant(companies: bool = False) -> Any:
        with Session(engine) as session:
            options = [selectinload(m.Employee.company)] if companies else []
            return session.exec(select(m.Employee).options(*options).order_by(m.Employee.id)).all()

    return app


BODIES: list[dict[str, Any]] = [
    {"type": "employee", "name": "Ed"},
    {"type": "engineer", "name": "Vera", "level": 3},
    {"type": "manager", "name": "Max", "hobby": "golf"},
]


@pytest.fixture
def app(database_url):
    m = declare()
    m.engine = create_engine(database_url)
    m.Base.metadata.create_all(m.engine)
    m.app = application(m, m.engine)
    m.statements = []
    event.listen(m.engine, "before_cursor_execute", lambda *given: m.statements.append(given[2]))
    with TestClient(m.app) as m.client:
        yield m
    m.engine.dispose()


def fill(m: SimpleNamespace) -> None:
    with Session(m.engine) as session:
        for number in range(3):
            company = m.Company(name=f"C{number}")
            session.add(m.Engineer(name=f"E{number}", level=1, company=company))
        session.commit()
    m.statements.clear()


def test_a_change_that_does_not_say_its_class_is_refused(app):
    """Where all may be left out, the fields of another class would be dropped without a word."""
    app.client.post("/employees", json=BODIES[1])
    for body in ({"level": 5}, {"name": "Vera"}):
        answer = app.client.patch("/employees/1", json=body)
        assert (answer.status_code, answer.json()["detail"][0]["type"]) == (422, "union_tag_not_found")
    assert app.client.patch("/employees/1", json={"type": "engineer", "level": 5}).json()["level"] == 5
    # The class that has none below it, and a model for all fields, need not say it.
    leaf = app.EmployeeUpdate.__sqlmodel_variant__.of(app.Manager)
    assert TypeAdapter(list[leaf]).validate_python([{"hobby": "golf"}])[0].hobby == "golf"
    assert app.client.post("/employees", json={"name": "Ed"}).json()["type"] == "employee"


def test_body_of_the_base_makes_the_class_that_it_names(app):
    for body in BODIES:
        answer = app.client.post("/employees", json=body)
        assert answer.status_code == 200
        assert {key: answer.json()[key] for key in body} == body
    with Session(app.engine) as session:
        found = session.exec(select(app.Employee).order_by(app.Employee.id)).all()
        assert [type(one) for one in found] == [app.Employee, app.Engineer, app.Manager]
        assert found[1].level == 3


def test_list_of_the_base_has_the_fields_of_each_class(app):
    with Session(app.engine) as session:
        session.add_all([app.Employee(name="Ed"), app.Engineer(name="Vera", level=3)])
        session.add(app.Manager(name="Max", hobby="golf"))
        session.commit()
    app.statements.clear()
    answer = app.client.get("/employees").json()
    assert answer == [{"id": at, "company_id": None, **body} for at, body in enumerate(BODIES, 1)]
    assert len([one for one in app.statements if one.startswith("SELECT")]) == 1


def test_body_is_validated_as_the_class_that_it_names(app):
    answer = app.client.post("/employees", json={"type": "engineer", "name": "Vera", "level": 0})
    assert answer.status_code == 422
    assert [line["loc"] for line in answer.json()["detail"]] == [["body", "level"]]
    answer = app.client.post("/employees", json={"type": "pilot", "name": "Vera"})
    assert [line["type"] for line in answer.json()["detail"]] == ["union_tag_invalid"]
    assert "'engineer'" in answer.text
    assert app.client.post("/employees", json=[1]).status_code == 422
    assert app.statements == []


def test_body_sets_no_relationship(app):
    answer = app.client.post("/employees", json={**BODIES[1], "company": {"name": "mine"}})
    assert answer.json()["company_id"] is None


def test_variants_create_and_change_each_class(app):
    for at, body in enumerate(BODIES, 1):
        answer = app.client.post("/created", json={**body, "id": 99, "name": f" {body['name']} "})
        assert answer.json() == {"id": at, "company": None, **body}
    answer = app.client.patch("/employees/2", json={"type": "engineer", "level": 5})
    assert answer.json() == {"id": 2, "company_id": None, **BODIES[1], "level": 5}
    assert app.client.patch("/employees/2", json={"type": "engineer", "level": 0}).status_code == 422


def test_change_may_leave_out_but_not_empty_what_a_class_requires(app):
    for body in BODIES:
        app.client.post("/created", json=body)
    for key, body in ((2, {"type": "engineer", "level": None}), (3, {"type": "manager", "hobby": None})):
        answer = app.client.patch(f"/employees/{key}", json=body)
        assert [line["type"] for line in answer.json()["detail"]] == ["null"], answer.text
    update = app.app.openapi()["components"]["schemas"]["EngineerUpdate"]["properties"]
    assert update["level"] == {"type": "integer", "minimum": 1.0, "title": "Level"}
    made = app.EmployeeUpdate.model_validate({"type": "engineer"})
    assert (made.level, made.name, made.model_dump(exclude_unset=True)) == (None, None, {"type": "engineer"})


def test_change_of_another_class_is_refused_and_changes_nothing(app):
    app.client.post("/created", json=BODIES[1])
    with pytest.raises(exc.InvalidRequestError, match="of a Engineer: type='manager'.*'engineer'"):
        app.client.patch("/employees/1", json={"type": "manager", "hobby": "golf"})
    with Session(app.engine) as session:
        row = session.get(app.Employee, 1)
        for values in ({"type": "manager"}, app.Manager(name="Max", hobby="golf")):
            with pytest.raises(exc.InvalidRequestError, match="says another class"):
                row.sqlmodel_update(values)
        row.sqlmodel_update({"type": "engineer"}, update={"level": 7})
        assert (row.type, row.level, row.name) == ("engineer", 7, "Vera")


def test_relationship_of_a_variant_is_written_when_it_is_loaded(app):
    fill(app)
    assert [one["company"] for one in app.client.get("/public").json()] == [None] * 3
    assert len([one for one in app.statements if one.startswith("SELECT")]) == 1
    app.statements.clear()
    found = app.client.get("/public?companies=true").json()
    assert [(one["level"], one["company"]) for one in found] == [(1, {"name": f"C{at}"}) for at in range(3)]
    assert len([one for one in app.statements if one.startswith("SELECT")]) == 2


def test_variant_made_of_a_row_asks_for_no_relationship(app):
    fill(app)
    with Session(app.engine) as session:
        row = session.get(app.Employee, 1)
        app.statements.clear()
        assert app.EmployeePublic.model_validate(row).company is None
        given = app.EmployeePublic.model_validate(row, update={"company": {"name": "mine"}})
        assert (app.statements, given.company.name, type(given).__name__) == ([], "mine", "EngineerPublic")
        assert row.company.name == "C0"
        assert app.EmployeePublic.model_validate(row).company.name == "C0"


def test_expired_row_is_loaded_before_it_is_written(app):
    fill(app)
    adapter = TypeAdapter(list[app.Employee])
    with Session(app.engine) as session:
        row = session.get(app.Employee, 1)
        session.expire(row)
        assert adapter.dump_python([row]) == [{"id": 1, "type": "engineer", "name": "E0", "company_id": 1, "level": 1}]


async def test_async_session_gives_the_union(async_database_url):
    m = declare()
    engine = create_async_engine(async_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(m.Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        adapter = TypeAdapter(list[m.Employee])
        session.add_all(adapter.validate_python(BODIES))
        await session.commit()
        rows = (await session.exec(select(m.Employee).order_by(m.Employee.id))).all()
        assert [type(row) for row in rows] == [m.Employee, m.Engineer, m.Manager]
        assert [row["name"] for row in adapter.dump_python(rows)] == ["Ed", "Vera", "Max"]
    await engine.dispose()


def names(reference: dict[str, Any]) -> list[str]:
    return [one["$ref"].rpartition("/")[2] for one in reference["oneOf"]]


def test_openapi_says_one_of_with_a_discriminator():
    m = declare()
    documented = application(m, None).openapi()
    schemas = documented["components"]["schemas"]
    paths = documented["paths"]
    body = paths["/created"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert names(body) == ["EmployeeCreate", "EngineerCreate", "ManagerCreate"]
    listed = paths["/employees"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["items"]
    assert listed["discriminator"]["propertyName"] == "type"
    assert {
        key: value.rpartition("/")[2].partition("-")[0] for key, value in listed["discriminator"]["mapping"].items()
    } == {"employee": "Employee", "engineer": "Engineer", "manager": "Manager"}
    engineer = schemas["EngineerCreate"]
    assert engineer["properties"]["type"]["const"] == "engineer"
    assert "id" not in engineer["properties"]
    assert set(engineer["required"]) == {"type", "name", "level"}
    assert schemas["EngineerUpdate"]["required"] == ["type"]
    for mapping in (body["discriminator"]["mapping"], listed["discriminator"]["mapping"]):
        assert all(one.rpartition("/")[2] in schemas for one in mapping.values())


def test_union_grows_with_subclasses_that_come_later():
    m = declare()
    app = application(m, None)
    adapter = TypeAdapter(list[m.Employee])

    class Chief(m.Engineer):
        __tablename__ = "chief"
        __mapper_args__ = {"polymorphic_identity": "chief"}
        car: str

    made = adapter.validate_python([{"type": "chief", "name": "Ada", "level": 9, "car": "Mini"}])
    assert [type(one) for one in made] == [Chief]
    assert adapter.dump_python(made)[0]["car"] == "Mini"
    written = app.openapi()["paths"]["/created"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert names(written) == ["EmployeeCreate", "EngineerCreate", "ChiefCreate", "ManagerCreate"]


def test_middle_class_is_the_union_from_there_down():
    m = declare()

    class Chief(m.Engineer):
        __mapper_args__ = {"polymorphic_identity": "chief"}

    adapter = TypeAdapter(list[m.Engineer])
    made = adapter.validate_python([{"type": "chief", "name": "Ada", "level": 9}, {"name": "Bob", "level": 1}])
    assert [type(one) for one in made] == [Chief, m.Engineer]
    with pytest.raises(ValidationError, match="'engineer', 'chief'"):
        adapter.validate_python([{"type": "manager", "name": "Max", "hobby": "golf"}])
    assert names(adapter.json_schema()["items"]) == ["Engineer", "Chief"]
    assert names(TypeAdapter(list[m.Manager]).json_schema()["items"]) == ["Manager"]


def test_field_of_another_model_holds_the_union():
    m = declare()

    class Team(BaseModel):
        lead: m.Employee
        members: list[m.EmployeeCreate] = []

    team = Team.model_validate({"lead": BODIES[1], "members": BODIES})
    assert type(team.lead) is m.Engineer
    assert [type(one).__name__ for one in team.members] == ["EmployeeCreate", "EngineerCreate", "ManagerCreate"]
    assert team.model_dump()["members"][1]["level"] == 3
    assert Team.model_validate_json(team.model_dump_json()).members == team.members


def test_model_validate_makes_the_class_that_the_value_names():
    m = declare()
    made = m.Employee.model_validate({"type": "engineer", "name": " Vera ", "level": "3"})
    assert (type(made), made.name, made.level) == (m.Engineer, "Vera", 3)
    sent = m.EmployeeCreate.model_validate(BODIES[2])
    assert type(sent).__name__ == "ManagerCreate"
    assert isinstance(sent, m.EmployeeCreate)
    assert isinstance(sent, m.Manager)
    assert type(m.Employee.model_validate(sent)) is m.Manager


def test_json_makes_the_class_that_it_names():
    m = declare()
    made = m.Employee.model_validate_json('{"type": "engineer", "name": " Vera ", "level": "3"}')
    assert (type(made), made.name, made.level) == (m.Engineer, "Vera", 3)
    sent = m.EmployeeCreate.model_validate_json('{"type": "manager", "name": "Max", "hobby": "golf"}')
    assert (type(sent).__name__, sent.hobby) == ("ManagerCreate", "golf")
    for text, kind in (('{"type": "pilot"}', "union_tag_invalid"), ("{", "json_invalid"), ('{"name": 1}', "missing")):
        with pytest.raises(ValidationError) as refused:
            m.EmployeeCreate.model_validate_json(text)
        assert refused.value.errors()[-1]["type"] in (kind, "string_type")


def test_model_validate_refuses_what_names_no_class_below():
    m = declare()
    for cls, value in ((m.Employee, "pilot"), (m.Engineer, "manager"), (m.EmployeeCreate, "pilot")):
        with pytest.raises(ValidationError, match=f"Input tag '{value}' found using 'type'"):
            cls.model_validate({"type": value, "name": "Vera", "level": 1})
    assert type(m.Engineer.model_validate({"name": "Vera", "level": 1})) is m.Engineer


def test_identities_of_an_enum_and_of_numbers():
    class Kind(enum.Enum):
        CAT = "cat"
        DOG = "dog"

    class Base(SQLModel, registry=registry()):
        pass

    class Pet(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: Kind

    class Cat(Pet):
        __mapper_args__ = {"polymorphic_identity": Kind.CAT}

    class Dog(Pet):
        __mapper_args__ = {"polymorphic_identity": Kind.DOG}

    class PetCreate(Pet, variant="Create", exclude={"id"}):
        pass

    adapter = TypeAdapter(list[Pet])
    assert [type(one) for one in adapter.validate_python([{"kind": "dog"}, {"kind": Kind.CAT}])] == [Dog, Cat]
    assert set(adapter.json_schema()["items"]["discriminator"]["mapping"]) == {"cat", "dog"}
    assert TypeAdapter(list[PetCreate]).validate_python([{"kind": "dog"}])[0].kind is Kind.DOG
    with pytest.raises(ValidationError, match="Unable to extract tag"):
        adapter.validate_python([{}])

    class Shape(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "sides", "polymorphic_identity": 0}
        id: int | None = Field(default=None, primary_key=True)
        sides: int = 0

    class Triangle(Shape):
        __mapper_args__ = {"polymorphic_identity": 3}

    found = TypeAdapter(list[Shape]).validate_python([{"sides": 3}, {"sides": 0}, {}])
    assert [type(one) for one in found] == [Triangle, Shape, Shape]


def tree() -> SimpleNamespace:
    """Declare a hierarchy whose variants hold variants of it, and of which the abstract root has no rows."""

    class Base(SQLModel, registry=registry()):
        pass

    class Node(Base, table=True):
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
        id: int | None = Field(default=None, primary_key=True)
        kind: str = Field(max_length=10)
        name: str = Field(max_length=10)
        parent_id: int | None = Field(default=None, foreign_key="node.id")
        parent: Optional["Folder"] = Relationship(
            back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"}
        )

    class Folder(Node):
        __mapper_args__ = {"polymorphic_identity": "folder"}
        children: list["Node"] = Relationship(back_populates="parent")

    class File(Node):
        __tablename__ = "file"
        __mapper_args__ = {"polymorphic_identity": "file"}
        size: int

    class NodePublic(Node, variant="Public", exclude={"parent_id"}):
        above: "NodePublic | None" = None

    class FolderPublic(NodePublic, Folder):
        children: list[NodePublic] = []
        twins: "list[FolderPublic]" = []

    class NodeCreate(Node, variant="Create", exclude={"id", "parent_id"}):
        pass

    class FolderCreate(NodeCreate, Folder):
        children: list[NodeCreate] = []

    return SimpleNamespace(**{key: value for key, value in locals().items() if isinstance(value, type)})


TREE = {
    "kind": "folder",
    "name": "root",
    "children": [{"kind": "folder", "name": "sub", "children": [{"kind": "file", "name": "b", "size": 30}]}],
}


def test_variant_that_holds_its_own_hierarchy(database_url):
    m = tree()
    engine = create_engine(database_url)
    m.Base.metadata.create_all(engine)
    app = FastAPI()

    @app.post("/nodes")
    def create(node: m.NodeCreate) -> dict[str, str]:
        with Session(engine) as session:
            session.add(m.Node.model_validate(node))
            session.commit()
        return {}

    @app.get("/nodes", response_model=list[m.NodePublic])
    def read() -> Any:
        with Session(engine) as session:
            deep = selectinload(m.Folder.children, recursion_depth=-1)
            return session.exec(select(m.Node).where(m.Node.name == "root").options(deep)).all()

    with TestClient(app) as client:
        assert client.post("/nodes", json=TREE).status_code == 200
        refused = client.post("/nodes", json={**TREE, "children": [{**TREE["children"][0], "children": [{}]}]})
        assert refused.json()["detail"][0]["loc"] == ["body", "children", 0, "children", 0]
        (root,) = client.get("/nodes").json()
        inner = root["children"][0]["children"][0]
        assert inner == {"id": 3, "kind": "file", "name": "b", "size": 30, "above": None}
        schemas = client.get("/openapi.json").json()["components"]["schemas"]
    engine.dispose()
    folder = schemas["FolderPublic"]["properties"]
    assert names(folder["children"]["items"]) == ["FolderPublic", "FilePublic"]
    assert names(folder["twins"]["items"]) == ["FolderPublic"]
    assert names(schemas["FilePublic"]["properties"]["above"]["anyOf"][0]) == ["FolderPublic", "FilePublic"]
    assert all(
        "kind" in schemas[f"{name}{end}"]["required"] for name in ("Folder", "File") for end in ("Public", "Create")
    )


def test_json_schema_of_one_class_that_holds_its_hierarchy():
    m = tree()
    written = m.FolderPublic.model_json_schema()
    assert names(written["$defs"]["FolderPublic"]["properties"]["children"]["items"]) == ["FolderPublic", "FilePublic"]
    assert written["$defs"]["FolderPublic"]["required"] == ["name", "kind"]
    with pytest.raises(ValidationError, match="Unable to extract tag"):
        m.NodePublic.model_validate({"name": "nobody"})


def test_related_shows_relationships_of_each_class_by_models():
    m = tree()

    class NodeShown(m.Node, variant="Shown", related={"children": "NodeShown", "parent": m.NodePublic}):
        """Nodes with what is above and below them."""

    class Archive(m.Folder):
        __mapper_args__ = {"polymorphic_identity": "archive"}

    above = m.Folder(name="top")
    shown = NodeShown.model_validate(Archive(name="old", parent=above, children=[m.File(name="f", size=1)]))
    assert (type(shown).__name__, type(shown.parent).__name__) == ("ArchiveShown", "FolderPublic")
    assert [type(one).__name__ for one in shown.children] == ["FileShown"]
    assert NodeShown.model_validate(m.File(name="g", size=2)).parent is None
    assert "children" not in type(shown.children[0]).model_fields
    written = TypeAdapter(list[NodeShown]).json_schema()
    assert names(written["$defs"]["ArchiveShown"]["properties"]["children"]["items"]) == [
        "FolderShown", "ArchiveShown", "FileShown",
    ]  # fmt: skip
    with pytest.raises(exc.ArgumentError, match="related= of Odd: no class of Node has a relationship owner"):

        class Odd(m.Node, variant="Odd", related={"owner": m.NodePublic}):
            pass

    with pytest.raises(exc.ArgumentError, match="are for variants"):

        class Plain(m.Node, related={"children": m.NodePublic}):
            pass


def test_model_of_one_class_may_be_written_by_hand():
    m = declare()

    class EngineerCreate(m.EmployeeCreate, m.Engineer):
        motto: str = "none"

    made = m.EmployeeCreate.model_validate({**BODIES[1], "motto": "onward"})
    assert (type(made), made.motto, made.level) == (EngineerCreate, "onward", 3)
    assert "id" not in EngineerCreate.model_fields


def test_plain_data_model_below_a_hierarchy_is_no_union():
    m = declare()

    class Card(m.Employee, table=False):
        pass

    assert TypeAdapter(list[Card]).json_schema()["items"] == {"$ref": "#/$defs/Card"}


def test_contradictions_are_refused():
    m = declare()
    with pytest.raises(exc.ArgumentError, match="no field colour"):

        class Odd(m.Employee, variant="Odd", exclude={"colour"}):
            pass

    with pytest.raises(exc.ArgumentError, match="says which class"):

        class Untold(m.Employee, variant="Untold", exclude={"type"}):
            pass

    with pytest.raises(exc.ArgumentError, match="none of its bases"):

        class Plain(SQLModel, variant="Plain"):
            pass

    with pytest.raises(exc.ArgumentError, match="are for variants"):

        class Partial(m.Employee, partial=True):
            pass
