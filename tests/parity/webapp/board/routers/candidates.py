"""Candidates, over synchronous sessions and lazy relationships."""

from fastapi import APIRouter, HTTPException
from sqlmodel import Session, col, or_, select

from board.dependencies import SessionOf, UserOf, WindowOf
from board.models import Candidate, Profile, Skill
from board.models.application import ApplicationPublic
from board.models.candidate import (
    CandidateCreate,
    CandidateDetails,
    CandidatePublic,
    CandidateUpdate,
    ProfileBase,
)
from board.models.page import Page
from board.models.skill import SkillPublic
from board.services.listing import sync_page_of

router = APIRouter(prefix="/candidates", tags=["candidates"])


def candidate_or_404(session: Session, candidate_id: int) -> Candidate:
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise HTTPException(status_code=404, detail="there is no such candidate")
    return candidate


def skills_of(session: Session, ids: list[int]) -> list[Skill]:
    return list(session.exec(select(Skill).where(col(Skill.id).in_(ids)).order_by(col(Skill.id))).all())


@router.post("", response_model=CandidateDetails, status_code=201)
def create_candidate(body: CandidateCreate, session: SessionOf) -> Candidate:
    candidate = Candidate(
        **body.model_dump(exclude={"profile", "skill_ids"}), skills=skills_of(session, body.skill_ids)
    )
    if body.profile is not None:
        candidate.profile = Profile(**body.profile.model_dump())
    session.add(candidate)
    session.commit()
    return candidate


@router.get("", response_model=Page[CandidatePublic])
def list_candidates(
    session: SessionOf, window: WindowOf, q: str = "", active: bool | None = None, rating_above: float | None = None
) -> Page[CandidatePublic]:
    statement = select(Candidate)
    for word in q.split():
        pattern = f"%{word}%"
        statement = statement.where(
            or_(
                col(Candidate.first_name).ilike(pattern),
                col(Candidate.last_name).ilike(pattern),
                (col(Candidate.first_name) + " " + col(Candidate.last_name)).ilike(pattern),
            )
        )
    if active is not None:
        statement = statement.where(col(Candidate.active).is_(active))
    if rating_above is not None:
        statement = statement.where(Candidate.rating > rating_above)
    statement = statement.order_by(col(Candidate.rating).desc(), Candidate.last_name, Candidate.first_name)
    return sync_page_of(session, statement, window, CandidatePublic.model_validate)


@router.get("/with-skill/{name}", response_model=list[CandidatePublic])
def with_skill(name: str, session: SessionOf) -> list[Candidate]:
    statement = select(Candidate).join(Candidate.skills).where(Skill.name == name).order_by(Candidate.email)
    return list(session.exec(statement).all())


@router.get("/{candidate_id}", response_model=CandidateDetails)
def read_candidate(candidate_id: int, session: SessionOf) -> Candidate:
    return candidate_or_404(session, candidate_id)


@router.patch("/{candidate_id}", response_model=CandidatePublic)
def update_candidate(candidate_id: int, body: CandidateUpdate, session: SessionOf) -> Candidate:
    candidate = candidate_or_404(session, candidate_id)
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(candidate, name, value)
    session.commit()
    session.refresh(candidate)
    return candidate


@router.put("/{candidate_id}/profile", response_model=CandidateDetails)
def replace_profile(candidate_id: int, body: ProfileBase, session: SessionOf) -> Candidate:
    candidate = candidate_or_404(session, candidate_id)
    if candidate.profile is None:
        candidate.profile = Profile(**body.model_dump())
    else:
        candidate.profile.sqlmodel_update(body)
    session.commit()
    return candidate


@router.delete("/{candidate_id}/profile", status_code=204)
def delete_profile(candidate_id: int, session: SessionOf) -> None:
    candidate = candidate_or_404(session, candidate_id)
    candidate.profile = None
    session.commit()


@router.post("/{candidate_id}/skills/{skill_id}", response_model=list[SkillPublic])
def add_skill(candidate_id: int, skill_id: int, session: SessionOf) -> list[Skill]:
    candidate = candidate_or_404(session, candidate_id)
    candidate.skills.append(session.get_one(Skill, skill_id))
    session.commit()
    return candidate.skills


@router.delete("/{candidate_id}/skills/{skill_id}", response_model=list[SkillPublic])
def remove_skill(candidate_id: int, skill_id: int, session: SessionOf) -> list[Skill]:
    candidate = candidate_or_404(session, candidate_id)
    candidate.skills = [skill for skill in candidate.skills if skill.id != skill_id]
    session.commit()
    return candidate.skills


@router.get("/{candidate_id}/applications", response_model=list[ApplicationPublic])
def list_applications(candidate_id: int, session: SessionOf) -> list[ApplicationPublic]:
    candidate = candidate_or_404(session, candidate_id)
    return [
        ApplicationPublic.model_validate(application)
        for application in sorted(candidate.applications, key=lambda one: one.sent_at)
    ]


@router.delete("/{candidate_id}")
def delete_candidate(candidate_id: int, session: SessionOf, user: UserOf) -> dict[str, object]:
    candidate = candidate_or_404(session, candidate_id)
    session.delete(candidate)
    session.commit()
    return {"deleted": candidate.id, "by": user}
