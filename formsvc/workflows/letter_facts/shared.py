"""What the letter of a shared earlier questionnaire says: its answers, or a link to them."""

from __future__ import annotations

from formsvc.domain.people import Person
from formsvc.domain.submission import Submission, Way
from formsvc.mail.facts.mentor import SharedFacts
from formsvc.workflows.letter_facts.building import local
from formsvc.workflows.letter_facts.submission import submission_facts
from formsvc.workflows.notice import opens_until, shared_link
from formsvc.workflows.services import Services


def shared_facts(services: Services, shared: Submission, mentee: Person) -> SharedFacts:
    """Return what the new mentor reads; nothing of the answers where they open by link."""
    whole = submission_facts(services, shared, mentee)
    by_link = shared.way is Way.LINK
    return SharedFacts(
        programme=services.programme,
        to_name=shared.mentor_name,
        mentee_name=mentee.name,
        cycle=shared.cycle,
        reference=shared.reference,
        sent_at=whole.sent_at,
        reading_minutes=whole.reading_minutes,
        asks=None if by_link else whole.asks,
        sections=() if by_link else whole.sections,
        added=shared.update.text if shared.update and not by_link else "",
        open_link=shared_link(services, shared) if by_link else "",
        until=local(services, opens_until(shared)) if by_link else None,
    )
