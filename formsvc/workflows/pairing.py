"""Pairing a mentee with a mentor: who may, whom it asks, and what it ends."""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.errors import PairingRefusedError, PersonUnknownError
from formsvc.domain.identity import new_id
from formsvc.domain.pairing import Pairing, require_independent
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.workplace import places_to_agree_to
from formsvc.workflows.ending import close_letter
from formsvc.workflows.proposing import propose
from formsvc.workflows.services import ServicesWithoutRecords


def pair_people(
    services: ServicesWithoutRecords, *, mentee_email: str, mentor_email: str, supervises: bool
) -> Pairing:
    """Propose a mentor to a mentee from today, ending the mentee's pairing before.

    Both are asked by letter, and nothing is sent before both have accepted. ``supervises`` is the
    declaration that the mentor is or was the mentee's supervisor or assessor. The earlier mentor gets a
    closing letter. A mentor who had stepped back is one again. Raises PersonUnknownError and
    PairingRefusedError.
    """
    mentee = _someone(services, mentee_email, Role.MENTEE)
    mentor = _someone(services, mentor_email, Role.MENTOR)
    if mentee.id == mentor.id:
        raise PairingRefusedError("Nobody can be their own mentor. Choose two people.")
    require_independent(supervises=supervises, mentee_name=mentee.name, mentor_name=mentor.name)
    with services.store.hold(mentee.id, mentor.id):
        mentee = services.store.registry.person(mentee.id)
        mentor = services.store.registry.person(mentor.id)
        if mentee.pairing is not None and mentee.pairing.mentor_id == mentor.id:
            return mentee.pairing
        _require_allowed(services, mentee, mentor)
        pairing = _proposed(services, mentee, mentor)
        ended = mentee.without_pairing(services.today())
        services.store.registry.save(replace(ended, pairings=(*ended.pairings, pairing)))
        if mentor.steps_back_at is not None:
            services.store.registry.save(replace(mentor, steps_back_at=None))
    return pairing


def _require_allowed(services: ServicesWithoutRecords, mentee: Person, mentor: Person) -> None:
    """Refuse two of whom one has said "supervisor or assessor", and two whom the rule on places forbids."""
    if any(past.supervises and past.mentor_id == mentor.id for past in mentee.pairings):
        require_independent(supervises=True, mentee_name=mentee.name, mentor_name=mentor.name)
    places_to_agree_to(services.programme.pairing, mentee.workplace, mentor.workplace)


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
