"""Documents with arrays and binary JSON and their operators, on PostgreSQL."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query
from sqlalchemy import Integer, any_, cast, func, literal
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array, insert
from sqlmodel import String, col, select, update

from board.dependencies import AsyncSessionOf, SessionOf
from board.models.document import Document, DocumentCreate, DocumentPublic

router = APIRouter(prefix="/documents", tags=["documents"])


@router.post("", response_model=DocumentPublic, status_code=201)
async def create_document(body: DocumentCreate, session: AsyncSessionOf) -> Document:
    document = Document.model_validate(body)
    session.add(document)
    await session.commit()
    await session.refresh(document)
    return document


@router.put("/by-name", response_model=DocumentPublic)
async def put_document(body: DocumentCreate, session: AsyncSessionOf) -> Document:
    values = body.model_dump()
    statement = insert(Document).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={
            "tags": statement.excluded.tags,
            "attributes": col(Document.attributes).concat(statement.excluded.attributes),
        },
    )
    result = await session.scalars(
        select(Document).from_statement(statement.returning(Document)), execution_options={"populate_existing": True}
    )
    document: Document = result.one()
    await session.commit()
    await session.refresh(document)
    return document


async def _found(session: AsyncSessionOf, *conditions: Any) -> list[str]:
    return list((await session.exec(select(Document.name).where(*conditions).order_by(Document.name))).all())


@router.get("/with-tags")
async def with_tags(session: AsyncSessionOf, tag: Annotated[list[str], Query()], how: str = "contains") -> list[str]:
    tags = col(Document.tags)
    conditions = {
        "contains": tags.contains(tag),
        "contained": tags.contained_by(tag),
        "overlap": tags.overlap(tag),
        "any": tags.any(tag[0]),
        "any_": literal(tag[0]) == any_(tags),
        "first": tags[1] == tag[0],
        "length": func.cardinality(tags) == len(tag),
        "equal": tags == tag,
    }
    if how not in conditions:
        raise HTTPException(400, f"how is one of {', '.join(conditions)}")
    return await _found(session, conditions[how])


@router.post("/matching")
async def matching(session: AsyncSessionOf, attributes: Annotated[dict[str, Any], Body()]) -> list[str]:
    return await _found(session, col(Document.attributes).contains(attributes))


@router.get("/with-keys")
async def with_keys(session: AsyncSessionOf, key: Annotated[list[str], Query()], every: bool = False) -> list[str]:
    attributes = col(Document.attributes)
    if len(key) == 1:
        return await _found(session, attributes.has_key(key[0]))
    return await _found(session, attributes.has_all(array(key)) if every else attributes.has_any(array(key)))


@router.get("/path")
async def path(session: AsyncSessionOf, keys: str, equals: str | None = None) -> list[dict[str, Any]]:
    element = col(Document.attributes)[tuple(keys.split("."))]
    statement = select(Document.name, element, element.astext.label("words")).where(element.is_not(None))
    if equals is not None:
        statement = statement.where(element.astext == equals)
    rows = await session.exec(statement.order_by(Document.name))
    return [{"name": name, "value": value, "words": words} for name, value, words in rows]


@router.get("/heavier-than/{weight}")
def heavier(weight: int, session: SessionOf) -> list[tuple[str, int]]:
    value = cast(col(Document.attributes)["weight"].astext, Integer)
    by_type = col(Document.attributes)["weight"].as_integer()
    statement = select(Document.name, by_type).where(value > weight).order_by(value)
    return [(name, found) for name, found in session.exec(statement)]


@router.get("/tag-counts")
def tag_counts(session: SessionOf) -> dict[str, int]:
    tag = func.unnest(Document.tags).label("tag")
    statement = select(tag, func.count()).group_by(tag).order_by(func.count().desc(), tag)
    return {name: int(count) for name, count in session.exec(statement)}


@router.get("/aggregate")
async def aggregate(session: AsyncSessionOf) -> dict[str, Any]:
    names = func.array_agg(Document.name, type_=ARRAY(String))
    statement = select(
        names.label("names"),
        func.jsonb_object_agg(Document.name, Document.attributes, type_=JSONB).label("attributes"),
        func.string_agg(Document.name, ";").label("joined"),
        func.max(func.array_length(Document.scores, 1)).label("longest"),
    )
    row = (await session.exec(statement)).mappings().one()
    return {**row, "names": sorted(row["names"]), "joined": len(row["joined"])}


@router.post("/{document_id}/tags", response_model=DocumentPublic)
def add_tag(document_id: int, session: SessionOf, tag: str) -> Document:
    session.exec(
        update(Document).where(col(Document.id) == document_id).values(tags=func.array_append(Document.tags, tag))
    )
    session.commit()
    return session.get_one(Document, document_id)


@router.patch("/{document_id}/attributes", response_model=DocumentPublic)
async def change_attributes(
    document_id: int, session: AsyncSessionOf, attributes: Annotated[dict[str, Any], Body()]
) -> Document:
    document = await session.get_one(Document, document_id)
    for name, value in attributes.items():
        document.attributes[name] = value
    await session.commit()
    await session.refresh(document)
    return document


@router.get("/{document_id}", response_model=DocumentPublic)
async def read_document(document_id: int, session: AsyncSessionOf) -> Document:
    return await session.get_one(Document, document_id)
