"""What letters to a mentee say: how theirs fared, what the mentor said, how they take part.

Names are looked up when a letter is composed, so a letter that waits on a mentor's word holds ids alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from formsvc.domain.cycle import Word
from formsvc.domain.letters import REMINDERS, Letter, LetterKind
from formsvc.domain.people import Standing
from formsvc.domain.rhythm import nth_cycle
from formsvc.mail.facts import Facts
from formsvc.mail.facts.mentee import (
    CheckInFacts,
    CycleClosedFacts,
    CycleOpenedFacts,
    DelayedMenteeFacts,
    DueSoonFacts,
    DueTodayFacts,
    ErasureSoonFacts,
    LateFacts,
    MentorAnsweredFacts,
    MentorMovedFacts,
    MentorSteppedBackFacts,
    PairingAcceptedFacts,
    PairingDeclinedFacts,
    PairingProposedMenteeFacts,
    ReminderFacts,
    StandingChangedFacts,
    UndeliveredMenteeFacts,
)
from formsvc.workflows.letter_facts.building import Builder, home_link, name_of
from formsvc.workflows.services import Services

_YOUR_MENTOR = "Your mentor"


def _undelivered_mentee(services: Services, letter: Letter) -> Facts:
    shared = bool(letter.facts.get("shared"))
    return UndeliveredMenteeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=letter.facts["mentor_name"],
        cycle=int(letter.facts["cycle"]),
        reference=letter.facts["reference"],
        link=f"{services.base_url}/submissions/{letter.facts['cycle']}{'/copy' if shared else ''}",
        addition=bool(letter.facts.get("addition")),
        shared=shared,
    )


def _mentor_moved(services: Services, letter: Letter) -> Facts:
    """Return what a mentee reads of the mentor's address as it is now; the worker has seen that it waits."""
    mentor = services.store.registry.person(letter.facts["mentor"])
    return MentorMovedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=mentor.name,
        mentor_email=mentor.email,
        link=f"{services.base_url}/mentor-address",
    )


def _delayed_mentee(services: Services, letter: Letter) -> Facts:
    return DelayedMenteeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=letter.facts["mentor_name"],
        cycle=int(letter.facts["cycle"]),
        reference=letter.facts["reference"],
        link=f"{services.base_url}/submissions/{letter.facts['cycle']}",
    )


def _mentor_answered(services: Services, letter: Letter) -> MentorAnsweredFacts:
    """Return what the mentee reads of a mentor's word; of the record, only who received it is used."""
    mentee = services.store.registry.person(letter.person_id or "")
    cycle = int(letter.facts["cycle"])
    sent = services.store.records.submission(mentee.id, cycle)
    by = letter.facts.get("by")
    return MentorAnsweredFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=sent.mentor_name if sent else _YOUR_MENTOR,
        cycle=cycle,
        reference=letter.facts["reference"],
        word=Word(letter.facts["word"]),
        by=date.fromisoformat(by) if by else None,
        still_paired=bool(sent and mentee.pairing and mentee.pairing.mentor_id == sent.mentor_id),
        home_link=home_link(services),
    )


def _mentor_stepped_back(services: Services, letter: Letter) -> MentorSteppedBackFacts:
    """Return what the mentee of a mentor who stepped back reads."""
    return MentorSteppedBackFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=name_of(services, letter.facts["mentor"]) or _YOUR_MENTOR,
        home_link=home_link(services),
    )


def _standing_changed(services: Services, letter: Letter) -> Facts:
    day = letter.facts["day"]
    return StandingChangedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        change=letter.facts["change"],
        day=date.fromisoformat(day) if day else None,
        link=f"{services.base_url}/taking-part",
    )


def _check_in(services: Services, letter: Letter) -> Facts:
    return CheckInFacts(
        programme=services.programme, to_name=letter.to_name, link=f"{services.base_url}/taking-part"
    )


def _erasure_soon(services: Services, letter: Letter) -> Facts:
    return ErasureSoonFacts(
        programme=services.programme,
        to_name=letter.to_name,
        since=date.fromisoformat(letter.facts["since"]),
        day=date.fromisoformat(letter.facts["day"]),
        link=f"{services.base_url}/record",
    )


def _reminder(services: Services, letter: Letter) -> Facts:
    person = services.store.registry.person(letter.person_id or "")
    cycle = nth_cycle(person, int(letter.facts["cycle"]), services.programme.calendar)
    return _REMINDERS[letter.kind](
        programme=services.programme,
        to_name=letter.to_name,
        due=cycle.due,
        last_day=cycle.closes - timedelta(days=1),
        link=f"{services.base_url}/questionnaire",
        short_link=f"{services.base_url}/questionnaire/two-minutes",
        settings_link=f"{services.base_url}/account/settings/letters",
    )


_REMINDERS: Mapping[LetterKind, type[ReminderFacts]] = {
    each.kind: each for each in (CycleOpenedFacts, CycleClosedFacts, DueSoonFacts, DueTodayFacts, LateFacts)
}


def _pairing_proposed(services: Services, letter: Letter) -> Facts:
    mentee = services.store.registry.person(letter.person_id or "")
    return PairingProposedMenteeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=name_of(services, letter.facts["mentor"]),
        earlier_mentor=name_of(services, letter.facts["earlier"]) if letter.facts["earlier"] else "",
        joined=mentee.standing is not Standing.INVITED,
        link=f"{services.base_url}/pairing",
    )


def _pairing_accepted(services: Services, letter: Letter) -> Facts:
    return PairingAcceptedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=name_of(services, letter.facts["mentor"]),
        home_link=home_link(services),
    )


def _pairing_declined(services: Services, letter: Letter) -> Facts:
    return PairingDeclinedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=name_of(services, letter.facts["mentor"]) or _YOUR_MENTOR,
        home_link=home_link(services),
    )


MENTEE_LETTERS: Mapping[LetterKind, Builder] = {
    LetterKind.UNDELIVERED_MENTEE: _undelivered_mentee,
    LetterKind.DELAYED_MENTEE: _delayed_mentee,
    LetterKind.MENTOR_ANSWERED: _mentor_answered,
    LetterKind.MENTOR_STEPPED_BACK: _mentor_stepped_back,
    LetterKind.MENTOR_MOVED: _mentor_moved,
    LetterKind.STANDING_CHANGED: _standing_changed,
    LetterKind.CHECK_IN: _check_in,
    LetterKind.ERASURE_SOON: _erasure_soon,
    **dict.fromkeys(REMINDERS, _reminder),
    LetterKind.PAIRING_PROPOSED_MENTEE: _pairing_proposed,
    LetterKind.PAIRING_ACCEPTED: _pairing_accepted,
    LetterKind.PAIRING_DECLINED: _pairing_declined,
}
