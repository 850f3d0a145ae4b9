"""A programme of so many mentees and mentors who took part, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from formsvc.domain.evaluation import Round
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.evaluation import open_round
from formsvc.workflows.services import Services
from tests.domain.small_evaluation import EVALUATION
from tests.workflows.small_programme import BEGINNING, add_mentee, add_mentor

CHOICES = {"useful": 3, "safe": 0, "again": 0}
OF_A_MENTOR = {"again": 0}
TWO_WEEKS = timedelta(days=14)


def asking(services: Services) -> Services:
    """Return the same services with an evaluation in the programme."""
    return replace(services, programme=replace(services.programme, evaluation=EVALUATION))


def add_people(services: Services, mentees: int, mentors: int = 1) -> list[Person]:
    """Add mentors, and mentees whose pairings both have accepted, spread over them; return the mentees."""
    guides = [
        add_mentor(services, f"mentor{number}", f"mentor{number}@example.org") for number in range(mentors)
    ]
    return [
        paired(
            services,
            add_mentee(services, guides[number % mentors], f"mentee{number}", f"mentee{number}@example.org"),
        )
        for number in range(mentees)
    ]


def paired(services: Services, mentee: Person, **changes: object) -> Person:
    """Return a mentee whose newest pairing both have accepted."""
    accepted = replace(mentee.pairings[-1], mentee_accepted_at=BEGINNING, mentor_accepted_at=BEGINNING)
    return changed(services, replace(mentee, pairings=(accepted,)), **changes)


def changed(services: Services, person: Person, **changes: object) -> Person:
    """Save a person with some fields changed."""
    person = replace(person, **changes)  # type: ignore[arg-type]  # any of its fields
    with services.store.hold(person.id):
        services.store.registry.save(person)
    return person


def opened(services: Services, by: str = "coordinator1") -> Round:
    """Open a round of two weeks."""
    return open_round(services.for_coordinators(by), services.today() + TWO_WEEKS)


def letters(services: Services, kind: LetterKind = LetterKind.EVALUATION_INVITATION) -> list[Letter]:
    """Return the waiting letters of a kind, by whom they go to."""
    found = (letter for letter in services.store.outbox.letters() if letter.kind is kind)
    return sorted(found, key=lambda letter: letter.to_email)


def links(services: Services, to: Iterable[Person]) -> list[str]:
    """Return the tokens in these people's letters, in their order."""
    token = {letter.person_id: letter.facts["secret"] for letter in letters(services)}
    return [token[person.id] for person in to]
