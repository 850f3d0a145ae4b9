"""Pausing, letting one pass, and leaving: at once, without a reason, and without signing in.

Signed links in every cycle letter lead here, each bound to one purpose, one mentee and one cycle.
They stop letters; exporting and immediate erasure need signing in, so that a forwarded letter can
destroy nothing. Who has left is erased ``ERASED_AFTER`` later and may come back until then.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from formsvc.domain.cycle import Cycle
from formsvc.domain.errors import (
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    NothingDueError,
    PersonUnknownError,
    SubmissionUnknownError,
    TooLateToTakeBackError,
)
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Pause, Person, Role, Standing
from formsvc.domain.retention import ERASED_AFTER
from formsvc.domain.rhythm import back_from_pause, current_cycle
from formsvc.workflows.after_sending import take_back
from formsvc.workflows.ending import close_letter
from formsvc.workflows.mentor_address import may_hear_of
from formsvc.workflows.services import Services
from formsvc.workflows.telling import coordinators_of, tell
from formsvc.workflows.withdrawing import withdraw_unsent

LONGEST_PAUSE = relativedelta(years=2)
CHECK_INS = (1, 2, 4)
"""Months after which somebody who paused without an end may be asked, once, how it is."""
_NOT_OURS = "This link isn't one of ours, or part of it is missing. Open it from the letter again."
_PARTS = 2


class WayOut(StrEnum):
    """What a link lets a mentee do; the link's purpose is bound to it."""

    PAUSE = "pause"
    SKIP = "skip"
    CHANGE_MENTOR = "change_mentor"
    LEAVE = "leave"

    @property
    def path(self) -> str:
        """The part of the link's address that names it."""
        return self.value.replace("_", "-")


@dataclass(frozen=True, slots=True)
class TakingPart:
    """How a mentee takes part now; ``cycle`` is the one that is open, None before the first."""

    person: Person
    cycle: Cycle | None
    mentor_name: str
    erased_on: date

    @property
    def skipped(self) -> bool:
        """Whether the open cycle is let pass."""
        return self.cycle is not None and self.cycle.number in self.person.skipped

    @property
    def sent(self) -> bool:
        """Whether the open cycle's questionnaire is sent."""
        return self.cycle is not None and self.cycle.number in self.person.cycles


def way_out_token(services: Services, way: WayOut, mentee_id: str) -> str:
    """Return the token of a link, the same for the whole of a cycle, or of a pairing for another mentor."""
    person = services.store.registry.person(mentee_id)
    if way is WayOut.CHANGE_MENTOR:
        return services.links.sign(way.value, mentee_id, person.pairing.id if person.pairing else "")
    cycle = _open_cycle(services, person)
    return services.links.sign(way.value, mentee_id, str(cycle.number if cycle else 0))


def ways_out(services: Services, mentee_id: str) -> dict[str, str]:
    """Return the links that every cycle letter to a mentee carries; none for who has left or not joined."""
    person = services.store.registry.person(mentee_id)
    if person.standing in {Standing.LEFT, Standing.INVITED}:
        return {}
    return {
        way.value: f"{services.base_url}/{way.path}/{way_out_token(services, way, mentee_id)}"
        for way in WayOut
        if way is not WayOut.CHANGE_MENTOR or person.pairing is not None
    }


def taking_part(services: Services, mentee_id: str) -> TakingPart:
    """Return how a mentee takes part now."""
    person = services.store.registry.person(mentee_id)
    mentor = services.store.registry.person(person.pairing.mentor_id) if person.pairing else None
    return TakingPart(
        person=person,
        cycle=_open_cycle(services, person),
        mentor_name=mentor.name if mentor else "",
        erased_on=person.erased_on or services.today() + ERASED_AFTER,
    )


def way_out_of(services: Services, way: WayOut, token: str) -> TakingPart:
    """Return whom a link is for and how they take part; reads only (C2).

    Raises LinkInvalidError, and LinkExpiredError when the cycle that could be let pass is over, or
    when there is a new mentor already: an old letter can't end a later pairing.
    """
    about = services.links.read(way.value, token)
    if len(about) != _PARTS or not (way is WayOut.CHANGE_MENTOR or about[1].isdecimal()):
        raise LinkInvalidError(_NOT_OURS)
    try:
        found = taking_part(services, about[0])
    except PersonUnknownError:
        raise LinkInvalidError(_NOT_OURS) from None
    if Role.MENTEE not in found.person.roles:
        raise LinkInvalidError(_NOT_OURS)
    if way is WayOut.SKIP and (found.cycle is None or found.cycle.number != int(about[1])):
        raise LinkExpiredError("That questionnaire's time is over, so there is nothing left to let pass.")
    pairing = found.person.pairing
    if way is WayOut.CHANGE_MENTOR and pairing is not None and pairing.id != about[1]:
        raise LinkExpiredError(
            "This letter is from before your present mentor. Use one of your newer letters."
        )
    return found


def pause(services: Services, mentee_id: str, *, until: date | None, check_in: date | None = None) -> None:
    """Pause until a date, or until they say so (None); ``check_in`` asks once, gently, on that date.

    The mentor hears that nothing is needed. Raises InputRefusedError for a date that isn't ahead.
    """
    today = services.today()
    for day in (until, check_in):
        if day is not None and not today < day <= today + LONGEST_PAUSE:
            raise InputRefusedError("until", "Enter a date after today, and at most two years ahead.")
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        began = person.pause.began if person.pause is not None else today
        wanted = Pause(began=began, until=until, check_in=check_in)
        if person.standing is Standing.LEFT or person.pause == wanted:
            return
        _tell_mentor_of_quiet(services, person)
        paused = replace(_told_quiet(services, person), standing=Standing.PAUSED, pause=wanted)
        services.store.registry.save(paused)
        tell(services, LetterKind.STANDING_CHANGED, paused, _standing_facts("paused", until))


def resume(services: Services, mentee_id: str) -> None:
    """End a pause, or come back after leaving, as long as nothing is erased yet.

    Whom a coordinator took out is brought back by a coordinator.
    What fell due in the pause is let pass, and dates move as ``domain/rhythm.py`` says.
    """
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        if person.standing not in {Standing.PAUSED, Standing.LEFT} or person.retired_at is not None:
            return
        here = back_from_pause(person, services.today(), services.programme.calendar)
        back = replace(
            here, erased_on=None, reminded_on=services.today()
        )  # the letter below is enough for a day
        services.store.registry.save(back)
        tell(services, LetterKind.STANDING_CHANGED, back, _standing_facts("back", None))


def skip(services: Services, mentee_id: str, cycle: int) -> None:
    """Let the open cycle pass; the mentor hears that nothing is needed, and no reason.

    Answering it after all stays possible until it closes.
    """
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        if cycle in person.skipped or cycle in person.cycles:
            return
        _tell_mentor_of_quiet(services, person)
        told = _told_quiet(services, person)
        services.store.registry.save(replace(told, skipped=(*told.skipped, cycle)))
        tell(services, LetterKind.STANDING_CHANGED, person, _standing_facts("skipped", None))


def leave(services: Services, mentee_id: str) -> None:
    """Leave: letters stop now, what hasn't gone is taken back, and everything is erased on a stated day.

    Sessions and devices end (S3); signing in works until the erasure, to export or to come back.
    The mentor gets a closing letter, which asks to delete what the mailbox holds; the coordinators
    hear that the pairing has ended.
    """
    take_back_unsent(services, mentee_id)
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        if person.standing is Standing.LEFT:
            return
        withdraw_unsent(services, mentee_id)
        person = services.store.registry.person(mentee_id)
        _close_pairing(services, person, deleting=True)
        left = replace(
            _with_pairings_ended(services, person),
            standing=Standing.LEFT,
            pause=None,
            erased_on=services.today() + ERASED_AFTER,
        )
        services.store.registry.save(left)
        credentials = services.store.credentials.credentials(mentee_id)
        services.store.credentials.save_credentials(
            replace(credentials, sessions=(), devices=(), sign_in_requests=())
        )
        tell(services, LetterKind.STANDING_CHANGED, left, _standing_facts("left", left.erased_on))


def ask_for_another_mentor(services: Services, mentee_id: str) -> None:
    """End the pairing, without a reason; the coordinators look for somebody else, and all are told."""
    take_back_unsent(services, mentee_id)
    with services.store.hold(mentee_id):
        if services.store.registry.person(mentee_id).pairing is None:
            return
        withdraw_unsent(services, mentee_id)
        person = services.store.registry.person(mentee_id)
        _close_pairing(services, person, deleting=False)
        tell(services, LetterKind.STANDING_CHANGED, person, _standing_facts("without_mentor", None))
        services.store.registry.save(_with_pairings_ended(services, person))


def tell_mentor_of_quiet(services: Services, mentee_id: str, cycle: int) -> None:
    """Tell a mentor once that nothing comes for a cycle, inside no hold; it says no reason."""
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        if cycle in person.quiet_told or person.pairing is None:
            return
        _queue_quiet(services, person)
        services.store.registry.save(replace(person, quiet_told=(*person.quiet_told, cycle)))


def take_back_unsent(services: Services, mentee_id: str) -> None:
    """Make a draft again of the open cycle's questionnaire when its letter hasn't gone."""
    cycle = _open_cycle(services, services.store.registry.person(mentee_id))
    if cycle is not None:
        with suppress(TooLateToTakeBackError, SubmissionUnknownError, NothingDueError):
            take_back(services, mentee_id, cycle.number)


def _tell_mentor_of_quiet(services: Services, person: Person) -> None:
    cycle = _open_cycle(services, person)
    done = cycle is None or cycle.number in person.quiet_told or cycle.number in person.cycles
    if person.pairing is not None and person.pairing.accepted and not done:
        _queue_quiet(services, person)


def _told_quiet(services: Services, person: Person) -> Person:
    cycle = _open_cycle(services, person)
    if cycle is None or cycle.number in person.quiet_told:
        return person
    return replace(person, quiet_told=(*person.quiet_told, cycle.number))


def _queue_quiet(services: Services, person: Person) -> None:
    assert person.pairing is not None  # noqa: S101 - whoever calls has looked
    mentor = services.store.registry.person(person.pairing.mentor_id)
    facts = {
        "mentee_name": person.name,
        "mentee_email": person.email,
        "mentee": person.id,
        "pairing": person.pairing.id,
    }
    if may_hear_of(person, mentor):
        tell(services, LetterKind.NOTHING_THIS_TIME, mentor, facts)


def _close_pairing(services: Services, person: Person, *, deleting: bool) -> None:
    if person.pairing is None:
        return
    close_letter(services, person, person.pairing, deleting=deleting)
    mentor = services.store.registry.person(person.pairing.mentor_id)
    told = {"mentee_name": person.name, "mentor_name": mentor.name, "left": "yes" if deleting else ""}
    for coordinator in coordinators_of(services, person):
        tell(services, LetterKind.PAIRING_ENDED_COORDINATOR, coordinator, told)


def _with_pairings_ended(services: Services, person: Person) -> Person:
    today = services.today()
    return replace(person, pairings=tuple(replace(p, ended=p.ended or today) for p in person.pairings))


def _standing_facts(change: str, day: date | None) -> dict[str, str]:
    return {"change": change, "day": day.isoformat() if day else ""}


def _open_cycle(services: Services, person: Person) -> Cycle | None:
    return current_cycle(person, services.today(), services.programme.calendar)
