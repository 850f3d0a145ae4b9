"""Pairing a mentee with a mentor: who may, whom it asks, and what it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from formsvc.domain.errors import PairingRefusedError, PersonUnknownError, ProposalMovedError
from formsvc.domain.identity import new_id
from formsvc.domain.matching import cap_of, refusals
from formsvc.domain.pairing import Pairing, require_independent
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.workplace import places_to_agree_to
from formsvc.workflows.ending import close_letter
from formsvc.workflows.proposing import propose
from formsvc.workflows.services import ServicesWithoutRecords


@dataclass(frozen=True, slots=True)
class Paired:
    """The pairing of two people; ``new``: it is proposed just now, and wasn't there before."""

    pairing: Pairing
    new: bool


def pair_people(
    services: ServicesWithoutRecords, *, mentee_email: str, mentor_email: str, supervises: bool
) -> Pairing:
    """Propose a mentor to a mentee from today, ending the mentee's pairing before; both by address.

    A mentor who had stepped back is one again. Raises what ``pair`` raises.
    """
    mentee = _someone(services, mentee_email, Role.MENTEE)
    mentor = _someone(services, mentor_email, Role.MENTOR)
    return pair(services, mentee, mentor, supervises=supervises).pairing


def pair(
    services: ServicesWithoutRecords,
    mentee: Person,
    mentor: Person,
    *,
    supervises: bool,
    seen: str | None = None,
) -> Paired:
    """Propose a mentor to a mentee from today, ending the mentee's pairing before.

    Both are asked by letter, and nothing is sent before both have accepted. ``supervises`` is the
    declaration that the mentor is or was the mentee's supervisor or assessor. The earlier mentor gets a
    closing letter. ``seen`` is the id of the pairing that whoever chose saw, empty for none: when it is
    another by now nothing happens, and who has stepped back stays so. How many mentees a mentor has is
    counted inside the mentor's hold, so no two choices exceed what they take. Raises PersonUnknownError,
    PairingRefusedError and ProposalMovedError.
    """
    if mentee.id == mentor.id:
        raise PairingRefusedError("Nobody can be their own mentor. Choose two people.")
    require_independent(supervises=supervises, mentee_name=mentee.name, mentor_name=mentor.name)
    with services.store.hold(mentee.id, mentor.id):
        mentee = services.store.registry.person(mentee.id)
        mentor = services.store.registry.person(mentor.id)
        if mentee.pairing is not None and mentee.pairing.mentor_id == mentor.id:
            return Paired(mentee.pairing, new=False)
        if seen is not None:
            _require_unmoved(mentee, mentor, seen)
        _require_allowed(services, mentee, mentor)
        pairing = _proposed(services, mentee, mentor)
        ended = mentee.without_pairing(services.today())
        services.store.registry.save(replace(ended, pairings=(*ended.pairings, pairing)))
        if mentor.steps_back_at is not None:
            services.store.registry.save(replace(mentor, steps_back_at=None))
    return Paired(pairing, new=True)


def loads(people: Iterable[Person]) -> Counter[str]:
    """Return how many mentees each mentor's id has; who was proposed and hasn't said yes counts too."""
    return Counter(
        person.pairing.mentor_id
        for person in people
        if person.pairing is not None and person.standing is not Standing.LEFT
    )


def _require_unmoved(mentee: Person, mentor: Person, seen: str) -> None:
    """Refuse a choice that was made on a page from before something moved."""
    if seen != (mentee.pairing.id if mentee.pairing else ""):
        raise ProposalMovedError(
            f"{mentee.name}'s pairing has changed since this page was made, so nothing was done. "
            "Look at the page again, and choose then.",
        )
    if mentor.steps_back_at is not None:
        raise PairingRefusedError(f"{mentor.name} has stepped back from mentoring. Choose another mentor.")


def _require_allowed(services: ServicesWithoutRecords, mentee: Person, mentor: Person) -> None:
    """Refuse two who must not be paired: by their own word, the rule on places, training, or the cap."""
    if any(past.supervises and past.mentor_id == mentor.id for past in mentee.pairings):
        require_independent(supervises=True, mentee_name=mentee.name, mentor_name=mentor.name)
    rules = services.programme.pairing
    places_to_agree_to(rules, mentee.workplace, mentor.workplace)
    counted = services.store.registry.people() if cap_of(mentor, rules) is not None else ()
    load = loads(counted)[mentor.id]
    against = refusals(mentee, mentor, load, rules, services.today())
    if against:
        raise PairingRefusedError(
            f"{mentor.name} can't mentor {mentee.name} now. {' '.join(against)} Choose another mentor."
        )


def _proposed(services: ServicesWithoutRecords, mentee: Person, mentor: Person) -> Pairing:
    pairing = Pairing(
        id=new_id(services.random),
        mentor_id=mentor.id,
        began=services.today(),
        proposed_at=services.clock(),
    )
    if mentee.pairing is not None:
        close_letter(services, mentee, mentee.pairing)
    propose(services, mentee, mentor, pairing, earlier=mentee.pairing.mentor_id if mentee.pairing else "")
    return pairing


def _someone(services: ServicesWithoutRecords, email: str, role: Role) -> Person:
    person = services.store.registry.find(email)
    if person is None:
        raise PersonUnknownError(f"Nobody in this programme has the address {email}. Invite them first.")
    if role not in person.roles:
        raise PairingRefusedError(f"{person.name} doesn't take part as a {role}. Invite them as one first.")
    if person.standing is Standing.LEFT:
        raise PairingRefusedError(f"{person.name} has left the programme.")
    return person
