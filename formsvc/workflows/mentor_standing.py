"""A mentor's second link, bound to its own purpose: away for a while, back, or no mentor any more.

It comes from a letter and needs no account, so it shows nobody's name but the mentor's own, and
the mentee's whose letter it is: whoever a letter was forwarded to learns nothing else.

Stepping back is written first, then the coordinators' and mentees' letters and the end of each
pairing. Whoever presses again, or the hourly sweep, finishes what a crash cut off; nobody is told twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from formsvc.domain.errors import LinkExpiredError, LinkInvalidError, PersonUnknownError
from formsvc.domain.letters import LetterKind
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.typed_day import day_for_example, day_typed
from formsvc.workflows.acknowledgement import NOT_OURS, letter_state
from formsvc.workflows.services import Services, ServicesWithoutRecords
from formsvc.workflows.telling import coordinators, tell

PURPOSE = "mentor-standing"
AWAY_AT_MOST = timedelta(days=366)
_PARTS = 4


@dataclass(frozen=True, slots=True)
class StandingPage:
    """Whom a link concerns: the mentor, the mentee of the letter, and how many mentees in all."""

    mentor_id: str
    mentor_name: str
    mentee_name: str
    mentees: int
    away_until: date | None
    steps_back_at: datetime | None
    example: str


def standing_link(services: Services, mentor_id: str, mentee_id: str, cycle: int, reference: str) -> str:
    """Return the second link of a submission's letter, the same each time the letter is composed."""
    token = services.links.sign(PURPOSE, mentor_id, mentee_id, str(cycle), reference)
    return f"{services.base_url}/m/standing/{token}"


def mentor_of_link(services: Services, token: str) -> StandingPage:
    """Return what the link's page shows; reads only (C2).

    Raises LinkInvalidError, and LinkExpiredError when the letter's cycle is over.
    """
    mentor, mentee = _about(services, token)
    return StandingPage(
        mentor_id=mentor.id,
        mentor_name=mentor.name,
        mentee_name=mentee.name,
        mentees=len(_mentees_of(services, mentor.id)),
        away_until=mentor.away_on(services.today()),
        steps_back_at=mentor.steps_back_at,
        example=day_for_example(services.today()),
    )


def mentor_of_token(services: Services, token: str) -> Person:
    """Return the mentor that a link is for; raises what ``mentor_of_link`` raises."""
    return _about(services, token)[0]


def go_away(services: Services, token: str, until: str) -> None:
    """Write down the last day of an absence, as typed; the newest counts, and letters come as usual.

    Raises InputRefusedError, and what ``mentor_of_link`` raises.
    """
    day = day_typed("until", until, today=services.today(), at_most=AWAY_AT_MOST)
    _save_absence(services, _about(services, token)[0].id, day)


def come_back(services: Services, token: str) -> None:
    """End an absence today; raises what ``mentor_of_link`` raises."""
    _save_absence(services, _about(services, token)[0].id, None)


def step_back(services: Services, token: str) -> None:
    """End a mentor's pairings today, and tell each mentee and the coordinators, once.

    A letter that is on its way arrives, and can be answered. Raises what ``mentor_of_link`` raises.
    """
    mentor_id = _about(services, token)[0].id
    with services.store.hold(mentor_id):
        mentor = services.store.registry.person(mentor_id)
        if mentor.steps_back_at is None:
            _tell_coordinators(services, mentor)
            stepped = replace(mentor, steps_back_at=services.clock(), away_until=None)
            services.store.registry.save(stepped)
    end_pairings(services, mentor_id)


def end_pairings(services: ServicesWithoutRecords, mentor_id: str) -> None:
    """End the pairings of a mentor who has stepped back, and tell each mentee; done already is done."""
    for mentee_id in _mentees_of(services, mentor_id):
        with services.store.hold(mentee_id, mentor_id):
            mentor = services.store.registry.person(mentor_id)
            mentee = services.store.registry.person(mentee_id)
            if mentor.steps_back_at is None or not _is_mentored_by(mentee, mentor_id):
                continue
            if mentee.standing is not Standing.LEFT:
                tell(services, LetterKind.MENTOR_STEPPED_BACK, mentee, {"mentor": mentor_id})
            today = services.today()
            ended = tuple(
                replace(each, ended=today) if each.ended is None else each for each in mentee.pairings
            )
            services.store.registry.save(replace(mentee, pairings=ended))


def _tell_coordinators(services: Services, mentor: Person) -> None:
    mentees = [services.store.registry.person(each) for each in _mentees_of(services, mentor.id)]
    for coordinator in coordinators(services):
        known = " ".join(each.id for each in mentees if not stands_apart(each, coordinator.id))
        tell(services, LetterKind.MENTEES_TO_PAIR, coordinator, {"mentor": mentor.id, "mentees": known})


def _save_absence(services: Services, mentor_id: str, until: date | None) -> None:
    with services.store.hold(mentor_id):
        mentor = services.store.registry.person(mentor_id)
        said = replace(mentor, away_until=until, auto_away_until=None)  # their own word counts alone
        if said != mentor:
            services.store.registry.save(said)


def _mentees_of(services: ServicesWithoutRecords, mentor_id: str) -> list[str]:
    return sorted(
        person.id for person in services.store.registry.people() if _is_mentored_by(person, mentor_id)
    )


def _is_mentored_by(person: Person, mentor_id: str) -> bool:
    return person.pairing is not None and person.pairing.mentor_id == mentor_id


def _about(services: Services, token: str) -> tuple[Person, Person]:
    about = services.links.read(PURPOSE, token)
    if len(about) != _PARTS or not about[2].isdecimal():
        raise LinkInvalidError(NOT_OURS)
    mentor_id, mentee_id, cycle, reference = about
    try:
        mentee, _ = letter_state(services, mentee_id, int(cycle), reference)
        mentor = services.store.registry.person(mentor_id)
    except PersonUnknownError:
        raise LinkInvalidError(NOT_OURS) from None
    except LinkExpiredError:
        raise LinkExpiredError(
            f"This letter's time is over. Use the link in your newest letter, "
            f"or write to {services.programme.contact.name}: {services.programme.contact.email}",
        ) from None
    if Role.MENTOR not in mentor.roles:
        raise LinkInvalidError(NOT_OURS)
    return mentor, mentee
