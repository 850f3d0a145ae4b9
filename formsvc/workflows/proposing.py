"""Asking both whether a pairing may begin: a letter with a link to the mentor, one to the mentee's own page.

The mentor's link is signed, bound to its purpose, and the same each time its letter is composed. It
works for as long as the pairing does, so the mentor may come back to it.
"""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.errors import PersonUnknownError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Standing
from formsvc.workflows.services import Services, ServicesWithoutRecords
from formsvc.workflows.telling import tell

PURPOSE = "pairing"


def pairing_link(services: ServicesWithoutRecords, mentee_id: str, pairing: Pairing) -> str:
    """Return the mentor's link to one pairing."""
    token = services.links.sign(PURPOSE, pairing.mentor_id, mentee_id, pairing.id)
    return f"{services.base_url}/m/pairing/{token}"


def propose(
    services: ServicesWithoutRecords, mentee: Person, mentor: Person, pairing: Pairing, earlier: str = ""
) -> None:
    """Queue both letters, inside the hold of both and before the pairing is saved.

    ``earlier`` is the id of the mentor whose pairing this one ends. Who is paused gets no letter: their
    page asks them when they are back.
    """
    _ask_mentor(services, mentee, mentor, pairing)
    _ask_mentee(services, mentee, pairing, earlier)


def ask_again(services: ServicesWithoutRecords, mentee_id: str) -> bool:
    """Queue the letters once more to who hasn't said yes; say whether. At most once a day.

    On the day of the proposal nobody is asked again.
    """
    proposed = services.store.registry.person(mentee_id).pairing
    if proposed is None:
        return False
    with services.store.hold(mentee_id, proposed.mentor_id):
        mentee, today = services.store.registry.person(mentee_id), services.today()
        pairing = mentee.pairing
        if pairing is None or pairing.id != proposed.id or pairing.accepted:
            return False
        if today in {pairing.asked_on(services.programme.timezone), pairing.asked_again_on}:
            return False
        if pairing.mentor_accepted_at is None:
            _ask_mentor(services, mentee, services.store.registry.person(pairing.mentor_id), pairing)
        if pairing.mentee_accepted_at is None:
            _ask_mentee(services, mentee, pairing, "")
        services.store.registry.save(mentee.with_pairing(replace(pairing, asked_again_on=today)))
    return True


def ask_about_old_pairing(services: Services, found: Person) -> None:
    """Ask both about a pairing from before there was anything to accept; once, as ``found`` was just read."""
    if not _is_unasked(found) or found.pairing is None:
        return
    with services.store.hold(found.id, found.pairing.mentor_id):
        mentee = services.store.registry.person(found.id)
        pairing = mentee.pairing
        if pairing is None or pairing.mentor_id != found.pairing.mentor_id or not _is_unasked(mentee):
            return
        propose(services, mentee, services.store.registry.person(pairing.mentor_id), pairing)
        asked = replace(pairing, proposed_at=services.clock())
        services.store.registry.save(mentee.with_pairing(asked))


def still_proposed(services: Services, letter: Letter) -> bool:
    """Tell the worker whether a letter's pairing is there and in force, inside the mentee's hold.

    So a letter of a pairing that a crash cut off before it was saved goes nowhere.
    """
    mentee_id = letter.facts["mentee"]
    with services.store.hold(mentee_id):
        try:
            pairing = services.store.registry.person(mentee_id).pairing
        except PersonUnknownError:
            return False
    return pairing is not None and pairing.id == letter.facts["pairing"]


def _ask_mentor(services: ServicesWithoutRecords, mentee: Person, mentor: Person, pairing: Pairing) -> None:
    tell(services, LetterKind.PAIRING_PROPOSED, mentor, {"mentee": mentee.id, "pairing": pairing.id})


def _ask_mentee(services: ServicesWithoutRecords, mentee: Person, pairing: Pairing, earlier: str) -> None:
    if mentee.standing in {Standing.PAUSED, Standing.LEFT}:
        return
    about = {"mentee": mentee.id, "mentor": pairing.mentor_id, "pairing": pairing.id, "earlier": earlier}
    tell(services, LetterKind.PAIRING_PROPOSED_MENTEE, mentee, about)


def _is_unasked(person: Person) -> bool:
    pairing = person.pairing
    return (
        person.standing is not Standing.LEFT
        and pairing is not None
        and pairing.proposed_at is None
        and not pairing.accepted
    )
