"""Before a changeover everyone confirms, by a link and in one tap, where they are and who assesses whom.

The letters go once and are reminded of once. The link needs no account, names its own person and who
is paired with them, and works until two weeks after the day. The newest answer counts (X2). Who says that a
mentor supervises or assesses a mentee ends that pairing (principle 2): what hasn't gone is taken back first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from formsvc.domain.application import checked_line
from formsvc.domain.changeover import OPEN_AFTER, Changeover, changeover_around
from formsvc.domain.errors import LinkExpiredError, LinkInvalidError, PersonUnknownError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.reminders import is_day
from formsvc.workflows.ending import close_letter
from formsvc.workflows.services import Services, ServicesWithoutRecords
from formsvc.workflows.telling import coordinators, tell_once
from formsvc.workflows.trouble import own_trouble_only
from formsvc.workflows.withdrawing import withdraw_unsent

PURPOSE = "changeover"
_PARTS = 2
_NOT_OURS = "This link isn't one of ours, or part of it is missing. Open it from the letter again."


@dataclass(frozen=True, slots=True)
class Paired:
    """Somebody on the other side of a pairing."""

    pairing_id: str
    mentee_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ChangeoverPage:
    """Whose link it is, about which day, and with whom they are paired."""

    person: Person
    day: date
    mentor: bool
    others: tuple[Paired, ...]


def ask_about_changeover(services: Services) -> None:
    """Ask everyone who takes part, and remind who hasn't answered, once each and by day; for the worker."""
    today, hour = services.today(), services.clock().astimezone(services.programme.timezone).hour
    day = changeover_around(today, services.programme.changeovers)
    if day is None or not is_day(hour):
        return
    mentoring = _mentoring(services)
    for person in services.store.registry.people():
        with own_trouble_only(person.id):
            if _takes_part(person, mentoring) and _is_due(person, day, today):
                _ask(services, person.id, day)


def changeover_still_waits(services: Services, letter: Letter) -> bool:
    """Tell whether a letter that has waited may go out: its person takes part, and hasn't answered."""
    person = services.store.registry.person(letter.person_id or "")
    known, day = person.changeover, date.fromisoformat(letter.facts["day"])
    here = person.standing is Standing.JOINED and services.today() <= day + OPEN_AFTER
    return here and not (known is not None and known.day == day and known.confirmed_at is not None)


def changeover_token(services: Services, person_id: str, day: date) -> str:
    """Return the token of somebody's link, the same for the whole of a changeover."""
    return services.links.sign(PURPOSE, person_id, day.isoformat())


def changeover_of(services: Services, token: str) -> ChangeoverPage:
    """Return what a link's page shows; reads only (C2). Raises LinkInvalidError and LinkExpiredError."""
    about = services.links.read(PURPOSE, token)
    if len(about) != _PARTS:
        raise LinkInvalidError(_NOT_OURS)
    try:
        person = services.store.registry.person(about[0])
    except PersonUnknownError:
        raise LinkInvalidError(_NOT_OURS) from None
    day = date.fromisoformat(about[1])
    if services.today() > day + OPEN_AFTER or person.standing is Standing.LEFT:
        raise LinkExpiredError("This letter's time is over, so nothing was changed.")
    others = tuple(_others(services, person))
    return ChangeoverPage(person, day, mentor=Role.MENTOR in person.roles, others=others)


def nothing_has_changed(services: Services, token: str) -> None:
    """Write down that all is as it was. Raises what ``changeover_of`` raises."""
    page = changeover_of(services, token)
    _confirm(services, page, page.person.site, page.person.department, changed=False)


def say_what_changed(
    services: Services, token: str, *, site: str, department: str, supervising: Collection[str]
) -> None:
    """Write down where somebody is now, and end the pairings in which the mentor supervises or assesses.

    Raises InputRefusedError, and what ``changeover_of`` raises.
    """
    site, department = checked_line("site", site), checked_line("department", department)
    page = changeover_of(services, token)
    for other in page.others:
        if other.pairing_id in supervising:
            _end(services, other)
    _confirm(services, page, site, department, changed=True)


def _confirm(services: Services, page: ChangeoverPage, site: str, department: str, *, changed: bool) -> None:
    with services.store.hold(page.person.id):
        person = services.store.registry.person(page.person.id)
        known = person.changeover or Changeover(page.day, services.today())
        asked = known if known.day == page.day else Changeover(page.day, services.today())
        said = replace(asked, confirmed_at=services.clock(), changed=changed)
        services.store.registry.save(replace(person, site=site, department=department, changeover=said))


def _is_due(person: Person, day: date, today: date) -> bool:
    known = person.changeover
    return known is None or known.day != day or known.is_to_be_reminded(today)


def _ask(services: Services, person_id: str, day: date) -> None:
    with services.store.hold(person_id):
        person, today = services.store.registry.person(person_id), services.today()
        if person.standing is not Standing.JOINED or not _is_due(person, day, today):
            return
        known = person.changeover
        again = known is not None and known.day == day
        facts = {"day": day.isoformat(), "again": "yes" if again else ""}
        tell_once(services, LetterKind.CHANGEOVER, person, facts, ("changeover", *facts.values()))
        asked = replace(known, reminded=True) if again and known is not None else Changeover(day, today)
        services.store.registry.save(replace(person, changeover=asked))


def _end(services: Services, other: Paired) -> None:
    """End a pairing that isn't independent any more, and tell all three kindly; ended already is ended."""
    with services.store.hold(other.mentee_id):
        mentee = services.store.registry.person(other.mentee_id)
        if mentee.pairing is None or mentee.pairing.id != other.pairing_id:
            return
        withdraw_unsent(services, mentee.id)
        mentee = services.store.registry.person(mentee.id)
        _tell_of_the_end(services, mentee)
        ended = tuple(
            replace(each, ended=services.today(), supervises=True) if each.id == other.pairing_id else each
            for each in mentee.pairings
        )
        services.store.registry.save(replace(mentee, pairings=ended))


def _tell_of_the_end(services: Services, mentee: Person) -> None:
    assert mentee.pairing is not None  # noqa: S101 - whoever calls has looked
    mentor = services.store.registry.person(mentee.pairing.mentor_id)
    about = ("supervises", mentee.pairing.id)
    close_letter(services, mentee, mentee.pairing, about=about)
    tell_once(services, LetterKind.STANDING_CHANGED, mentee, {"change": "without_mentor", "day": ""}, about)
    told = {"mentee_name": mentee.name, "mentor_name": mentor.name, "left": ""}
    for coordinator in coordinators(services):
        if not stands_apart(mentee, coordinator.id):
            tell_once(services, LetterKind.PAIRING_ENDED_COORDINATOR, coordinator, told, about)


def _others(services: ServicesWithoutRecords, person: Person) -> Iterator[Paired]:
    if person.pairing is not None:
        mentor = services.store.registry.person(person.pairing.mentor_id)
        yield Paired(person.pairing.id, person.id, mentor.name)
    if Role.MENTOR in person.roles:
        for mentee in services.store.registry.people():
            if mentee.pairing is not None and mentee.pairing.mentor_id == person.id:
                yield Paired(mentee.pairing.id, mentee.id, mentee.name)


def _takes_part(person: Person, mentoring: Collection[str]) -> bool:
    """Tell whether somebody is asked: mentees who joined and don't pause, and mentors with a mentee."""
    return person.standing is Standing.JOINED and (Role.MENTEE in person.roles or person.id in mentoring)


def _mentoring(services: ServicesWithoutRecords) -> set[str]:
    pairings = (person.pairing for person in services.store.registry.people())
    return {pairing.mentor_id for pairing in pairings if pairing is not None}
