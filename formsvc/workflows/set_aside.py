"""The other versions of a page, from another tab or device: kept to be copied from, then put away."""

from __future__ import annotations

from formsvc.domain.drafting import asides_of, mark_of, with_aside, without_aside
from formsvc.domain.questionnaire import Answers, Section, answers_to
from formsvc.domain.submission import Draft, SetAside
from formsvc.workflows.questionnaire import draft_to_write
from formsvc.workflows.services import Services


def keep_aside(  # noqa: PLR0913 - what a tab had kept, part by part
    services: Services, mentee_id: str, cycle: int, *, section: Section, answers: Answers, page_id: str
) -> Draft:
    """Keep what a tab held unsaved beside what was saved elsewhere meanwhile; raises as saving does."""
    with services.store.hold(mentee_id):
        draft = draft_to_write(services, mentee_id, cycle)
        saved = answers_to(section.questions, draft.answers)
        known = [saved, *(other.answers for other in asides_of(draft, section))]
        if mark_of(answers) in {mark_of({}), *map(mark_of, known)}:
            return draft
        kept = with_aside(draft, SetAside(section.id, dict(answers), services.clock(), page_id))
        services.store.records.save_draft(mentee_id, kept)
    return kept


def put_away(services: Services, mentee_id: str, cycle: int, section_id: str, saved_at: str) -> None:
    """Drop one other version of a section, named by its moment; raises as saving does."""
    with services.store.hold(mentee_id):
        draft = draft_to_write(services, mentee_id, cycle)
        left = without_aside(draft, section_id, saved_at)
        if left != draft:
            services.store.records.save_draft(mentee_id, left)
