"""The mentee's side of a new pairing: seeing who it is and where letters would go, and saying yes or no.

Nothing goes to a mentor before both have accepted (Z4). The mentee accepts one name and one address;
earlier questionnaires go along only where the mentee ticks them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from formsvc.domain.errors import InputRefusedError, ProposalMovedError
from formsvc.domain.pairing import Pairing, Waiting, waits_for
from formsvc.domain.people import Mailbox, Person
from formsvc.domain.rhythm import first_opens
from formsvc.domain.submission import Submission
from formsvc.domain.workplace import Place, places_to_agree_to
from formsvc.workflows.ending import MENTEE, close_letter, tell_coordinators_of_decline
from formsvc.workflows.services import Services
from formsvc.workflows.sharing import queue_shared
from formsvc.workflows.starting import start_to_have

_MOVED = "Who would be your mentor, or their address, changed after this page was shown. Read it once more."


@dataclass(frozen=True, slots=True)
class MenteesProposal:
    """What a mentee sees of a pairing; of ``earlier`` questionnaires nothing goes by itself.

    ``opens`` is when the first questionnaire opens, None when it has.
    """

    person: Person
    pairing: Pairing
    mentor_name: str
    mentor_email: str
    places: tuple[Place, ...]
    waiting: Waiting | None
    earlier: tuple[Submission, ...]
    link_only: bool
    opens: date | None

    @property
    def asks(self) -> bool:
        """Whether it is the mentee's turn."""
        return self.waiting is Waiting.MENTEE


def proposal_to(services: Services, mentee_id: str) -> MenteesProposal:
    """Return the mentee's pairing as their page shows it; reads only. Raises ProposalMovedError."""
    person = services.store.registry.person(mentee_id)
    if person.pairing is None:
        raise ProposalMovedError("You have no mentor at the moment. The coordinator is finding one for you.")
    pairing = person.pairing
    mentor = services.store.registry.person(pairing.mentor_id)
    opens = first_opens(person, services.programme.calendar)
    return MenteesProposal(
        person=person,
        pairing=pairing,
        mentor_name=mentor.name,
        mentor_email=mentor.email,
        places=places_to_agree_to(services.programme.pairing, person.workplace, mentor.workplace),
        waiting=waits_for(pairing, mentor.email),
        earlier=_earlier(services, person, pairing),
        link_only=mentor.mailbox is Mailbox.SHARED,
        opens=opens if opens is not None and opens > services.today() else None,
    )


def accept_as_mentee(  # noqa: PLR0913 - what the page showed and what was ticked, part by part
    services: Services,
    mentee_id: str,
    *,
    pairing_id: str,
    mentor_email: str,
    independent: bool,
    agrees: bool = False,
    shared: Collection[int] = (),
) -> None:
    """Write down the mentee's yes to the mentor and the address that the page showed.

    ``shared`` are the cycles of earlier questionnaires that this mentor may have; they go out once both
    have accepted. Accepting again changes nothing. Raises ProposalMovedError, PairingRefusedError, and
    InputRefusedError without the declaration.
    """
    shown = proposal_to(services, mentee_id)
    with services.store.hold(mentee_id, shown.pairing.mentor_id):
        found = _as_shown(services, mentee_id, pairing_id, mentor_email)
        if not found.asks:
            return
        require_declared(found.places, independent=independent, agrees=agrees)
        accepted = replace(
            found.pairing,
            mentee_accepted_at=services.clock(),
            accepted_email=found.mentor_email,
            shared=tuple(each.cycle for each in found.earlier if each.cycle in shared),
        )
        starts = start_to_have(services, found.person) if found.person.starts else None
        queue_shared(services, found.person, accepted)
        services.store.registry.save(replace(found.person.with_pairing(accepted), starts=starts))


def decline_as_mentee(services: Services, mentee_id: str, *, pairing_id: str, supervises: bool) -> None:
    """End a pairing that the mentee doesn't accept; no reason is asked, and the mentor gets none.

    ``supervises``: the mentor is or was a supervisor or assessor; these two are never paired again.
    Declining again changes nothing. Raises ProposalMovedError when the page showed another pairing.
    """
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        pairing = person.pairing
        if any(past.id == pairing_id and past.ended for past in person.pairings):
            return
        if pairing is None or pairing.id != pairing_id or pairing.mentee_accepted_at is not None:
            raise ProposalMovedError(_MOVED)
        close_letter(services, person, pairing)
        tell_coordinators_of_decline(services, person, pairing, by=MENTEE, supervises=supervises)
        services.store.registry.save(person.without_pairing(services.today(), supervises=supervises))


def require_declared(places: tuple[Place, ...], *, independent: bool, agrees: bool) -> None:
    """Refuse a yes without the declaration, or to one workplace unagreed; raises InputRefusedError."""
    if not independent:
        raise InputRefusedError("independent", "Tick the box if it is so. If it isn't, say so below.")
    if places and not agrees:
        raise InputRefusedError("agrees", "Tick the box if that is all right with you.")


def _as_shown(services: Services, mentee_id: str, pairing_id: str, mentor_email: str) -> MenteesProposal:
    found = proposal_to(services, mentee_id)
    if found.pairing.id != pairing_id or found.mentor_email != mentor_email:
        raise ProposalMovedError(_MOVED)
    return found


def _earlier(services: Services, person: Person, pairing: Pairing) -> tuple[Submission, ...]:
    sent = services.store.records.submissions(person.id)
    return tuple(each for each in sent if each.pairing_id != pairing.id)
