"""What letters to a coordinator say: names and states, and never what anybody wrote."""

from __future__ import annotations

from collections.abc import Mapping

from formsvc.domain.letters import Letter, LetterKind
from formsvc.mail.facts import Facts
from formsvc.mail.facts.coordinator import (
    CoordinatorChangedFacts,
    DigestFacts,
    MenteesToPairFacts,
    NewApplicationsFacts,
    PairingDeclinedCoordinatorFacts,
    PairingEndedCoordinatorFacts,
    UndeliveredCoordinatorFacts,
)
from formsvc.workflows.ending import MENTOR
from formsvc.workflows.letter_facts.building import Builder, name_of
from formsvc.workflows.services import Services

_A_MENTOR, _A_MENTEE, _A_COORDINATOR = "A mentor", "A mentee", "A coordinator"


def page_of(services: Services, person_id: str) -> str:
    """Return the link to a person's page in the coordinators' rooms, to everyone's for who isn't known."""
    return f"{services.base_url}/coordinator/{f'people/{person_id}' if person_id else ''}"


def _undelivered_coordinator(services: Services, letter: Letter) -> Facts:
    return UndeliveredCoordinatorFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=letter.facts["mentee_name"],
        mentor_name=letter.facts["mentor_name"],
        cycle=int(letter.facts["cycle"]),
        reference=letter.facts["reference"],
        reply=letter.facts["reply"],
        addition=bool(letter.facts.get("addition")),
        link=page_of(services, letter.facts.get("mentor_id", "")),
        shared=bool(letter.facts.get("shared")),
    )


def _mentees_to_pair(services: Services, letter: Letter) -> MenteesToPairFacts:
    """Return what a coordinator reads of a mentor who stepped back: names, and nothing written."""
    names = (name_of(services, mentee_id) for mentee_id in letter.facts["mentees"].split())
    return MenteesToPairFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=name_of(services, letter.facts["mentor"]) or _A_MENTOR,
        mentees=tuple(sorted((name for name in names if name), key=str.casefold)),
    )


def _pairing_ended_coordinator(services: Services, letter: Letter) -> Facts:
    return PairingEndedCoordinatorFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=letter.facts["mentee_name"],
        mentor_name=letter.facts["mentor_name"],
        left=bool(letter.facts["left"]),
    )


def _new_applications(services: Services, letter: Letter) -> Facts:
    return NewApplicationsFacts(
        programme=services.programme,
        to_name=letter.to_name,
        waiting=int(letter.facts["waiting"]),
        link=f"{services.base_url}/coordinator/applications",
    )


def _digest(services: Services, letter: Letter) -> Facts:
    return DigestFacts(
        programme=services.programme,
        to_name=letter.to_name,
        who=letter.facts["who"],
        why=letter.facts["why"],
        link=f"{services.base_url}/coordinator/overview",
        settings_link=f"{services.base_url}/account/settings/letters",
    )


def _coordinator_changed(services: Services, letter: Letter) -> Facts:
    who, by = letter.facts["who"], letter.facts["by"]
    own = letter.person_id == who
    return CoordinatorChangedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        who=name_of(services, who) or _A_COORDINATOR,
        by=name_of(services, by) or _A_COORDINATOR,
        by_self=who == by,
        own=own,
        back=bool(letter.facts["back"]),
        link=f"{services.base_url}/coordinator/overview" if own else page_of(services, who),
    )


def _pairing_declined_coordinator(services: Services, letter: Letter) -> Facts:
    return PairingDeclinedCoordinatorFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=name_of(services, letter.facts["mentee"]) or _A_MENTEE,
        mentor_name=name_of(services, letter.facts["mentor"]) or _A_MENTOR,
        by_mentor=letter.facts["by"] == MENTOR,
        supervises=bool(letter.facts["supervises"]),
        unbegun=bool(letter.facts["unbegun"]),
    )


COORDINATOR_LETTERS: Mapping[LetterKind, Builder] = {
    LetterKind.UNDELIVERED_COORDINATOR: _undelivered_coordinator,
    LetterKind.MENTEES_TO_PAIR: _mentees_to_pair,
    LetterKind.PAIRING_ENDED_COORDINATOR: _pairing_ended_coordinator,
    LetterKind.NEW_APPLICATIONS: _new_applications,
    LetterKind.DIGEST: _digest,
    LetterKind.COORDINATOR_CHANGED: _coordinator_changed,
    LetterKind.PAIRING_DECLINED_COORDINATOR: _pairing_declined_coordinator,
}
