"""The mentee's own word that a reply has come: many mentors reply and never press the link."""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.errors import SubmissionUnknownError
from formsvc.workflows.services import Services
from formsvc.workflows.settling import settle


def say_mentor_replied(services: Services, mentee_id: str, cycle: int) -> None:
    """Write down that the mentor has replied to a cycle's questionnaire; again changes nothing.

    Raises SubmissionUnknownError when nothing was sent in that cycle.
    """
    with services.store.hold(mentee_id):
        submission = services.store.records.submission(mentee_id, cycle)
        if submission is None:
            raise SubmissionUnknownError("You haven't sent a questionnaire for this cycle.")
        state = settle(services, submission)
        if state.mentee_says_replied_at is None:
            person = services.store.registry.person(mentee_id)
            said = replace(state, mentee_says_replied_at=services.clock())
            services.store.registry.save(person.with_cycle(cycle, said))
