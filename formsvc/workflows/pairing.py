"""Pairing a mentee with a mentor: who may, and what it ends."""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.errors import PairingRefusedError, PersonUnknownError
from formsvc.domain.identity import new_id
from formsvc.domain.pairing import Pairing, require_independent
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.services import Services


def pair_people(services: Services, *, mentee_email: str, mentor_email: str, supervises: bool) -> Pairing:
    """Pair a mentee with a mentor from today, ending the mentee's pairing before.

    ``supervises`` is the declaration that the mentor is or was the mentee's supervisor or
    assessor. A mentor who had stepped back is one again. Raises PersonUnknownError and
    PairingRefusedError.
    """
    mentee = _someone(services, mentee_email, Role.MENTEE)
    mentor = _someone(services, mentor_email, Role.MENTOR)
    if mentee.id == mentor.id:
        raise PairingRefusedError("Nobody can be their own mentor. Choose two people.")
    require_independent(supervises=supervises, mentee_name=mentee.name, mentor_name=mentor.name)
    with services.store.hold(mentee.id, mentor.id):
        now = services.store.registry.person(mentee.id)
        if now.pairing is not None and now.pairing.mentor_id == mentor.id:
            return now.pairing
        today = services.today()
        pairing = Pairing(id=new_id(services.random), mentor_id=mentor.id, began=today)
        before = tuple(replace(past, ended=past.ended or today) for past in now.pairings)
        services.store.registry.save(replace(now, pairings=(*before, pairing)))
        again = services.store.registry.person(mentor.id)
        if again.steps_back_at is not None:
            services.store.registry.save(replace(again, steps_back_at=None))
    return pairing


def _someone(services: Services, email: str, role: Role) -> Person:
    person = services.store.registry.find(email)
    if person is None:
        raise PersonUnknownError(f"Nobody in this programme has the address {email}. Invite them first.")
    if role not in person.roles:
        raise PairingRefusedError(f"{person.name} doesn't take part as a {role}. Invite them as one first.")
    if person.standing is Standing.LEFT:
        raise PairingRefusedError(f"{person.name} has left the programme.")
    return person
