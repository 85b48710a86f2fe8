"""Skills, over synchronous sessions."""

from typing import Any

from fastapi import APIRouter, HTTPException
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, func, select

from board.dependencies import SessionOf, WindowOf
from board.models import JobSkill, Skill
from board.models.page import Page
from board.models.skill import SkillCreate, SkillPublic, SkillUpdate
from board.services.listing import sync_page_of

router = APIRouter(prefix="/skills", tags=["skills"])


def skill_or_404(session: Session, skill_id: int) -> Skill:
    skill = session.get(Skill, skill_id)
    if skill is None:
        raise HTTPException(404, "there is no such skill")
    return skill


@router.post("", response_model=SkillPublic, status_code=201)
def create_skill(body: SkillCreate, session: SessionOf) -> Skill:
    skill = Skill.model_validate(body)
    session.add(skill)
    session.commit()
    session.refresh(skill)
    return skill


@router.post("/many", response_model=list[SkillPublic], status_code=201)
def create_skills(body: list[SkillCreate], session: SessionOf) -> list[Skill]:
    """Create those that can be; a taken name leaves the others alone."""
    created: list[Skill] = []
    for one in body:
        skill = Skill.model_validate(one)
        try:
            with session.begin_nested():
                session.add(skill)
                session.flush()
        except IntegrityError:
            continue
        created.append(skill)
    session.commit()
    return created


@router.get("", response_model=Page[SkillPublic])
def list_skills(session: SessionOf, window: WindowOf, category: str | None = None) -> Page[SkillPublic]:
    statement = select(Skill).order_by(col(Skill.category).desc(), Skill.name)
    if category is not None:
        statement = statement.where(func.upper(Skill.category) == category.upper())
    return sync_page_of(session, statement, window, SkillPublic.model_validate)


@router.get("/names")
def names(session: SessionOf) -> list[str]:
    return list(session.exec(select(Skill.name).order_by(Skill.name)).all())


@router.get("/unused", response_model=list[SkillPublic])
def unused(session: SessionOf) -> Any:
    statement = select(Skill).outerjoin(JobSkill).where(col(JobSkill.skill_id).is_(None))
    return session.exec(statement.where(~col(Skill.candidates).any()).order_by(Skill.name)).all()


@router.get("/{skill_id}", response_model=SkillPublic)
def read_skill(skill_id: int, session: SessionOf) -> Skill:
    return skill_or_404(session, skill_id)


@router.put("/{skill_id}", response_model=SkillPublic)
def replace_skill(skill_id: int, body: SkillCreate, session: SessionOf) -> Skill:
    skill = session.merge(Skill(id=skill_id, **body.model_dump()))
    session.commit()
    return skill


@router.patch("/{skill_id}", response_model=SkillPublic)
def update_skill(skill_id: int, body: SkillUpdate, session: SessionOf) -> Skill:
    skill = skill_or_404(session, skill_id)
    skill.sqlmodel_update(body.model_dump(exclude_unset=True))
    session.add(skill)
    session.commit()
    session.refresh(skill)
    return skill


@router.delete("/{skill_id}")
def delete_skill(skill_id: int, session: SessionOf) -> dict[str, bool]:
    session.delete(skill_or_404(session, skill_id))
    session.commit()
    return {"ok": True}


@router.delete("")
def delete_category(session: SessionOf, category: str) -> dict[str, int]:
    deleted = session.exec(delete(Skill).where(col(Skill.category) == category))
    session.commit()
    return {"deleted": deleted.rowcount}
