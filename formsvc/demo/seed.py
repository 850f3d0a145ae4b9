"""The invented programme: three mentors, three mentees, one coordinator, two cycles behind them.

Everything is made by the same workflows that people use, with the clock set back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from threading import Event

import pyotp
from dateutil.relativedelta import relativedelta

from formsvc.demo.pairs import pair_accepted
from formsvc.domain.cycle import cycle_numbered
from formsvc.domain.people import Person, Role
from formsvc.domain.questionnaire import Answer
from formsvc.mail.transport import Transport
from formsvc.workflows.acknowledgement import acknowledge
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.enrolment import (
    accept_agreement,
    authenticator_setup,
    confirm_authenticator,
    confirm_recovery_code,
    invite_person,
    recovery_codes_to_show,
)
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.questionnaire import check_answers, save_section, submit_questionnaire
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import sign_out
from formsvc.workflows.tending import look_after_everyone

COORDINATOR = ("Cora Nation", "coordinator@example.org")
MENTORS = (("Dr Ada Example", "ada@example.org"), ("Mr Bertram Sample", "bertram@example.org"))
MENTEES = (("Robin Specimen", "robin@example.org"), ("Sam Placeholder", "sam@example.org"))
NEWCOMER = ("Alex Newcomer", "alex@example.org")
NEWCOMERS_MENTOR = ("Ms Clara Instance", "clara@example.org")
"""Nobody else's mentor, so that the newcomer's first questionnaire is there at once."""

_ROBIN: dict[str, Answer] = {
    "skills_acquired": ("Closing the abdomen without prompting", "Running the team brief"),
    "skills_next": "Laparoscopic appendicectomy from start to finish. Few lists have time to teach.",
    "training_rating": 3,
    "training_why": "Good consultants, thin rota. I lose two teaching sessions in three to the ward.",
    "cv_additions": ("Teaching certificate, day one of two",),
    "balance_rating": 2,
    "balance_why": "Long runs of nights, and a commute I hadn't reckoned with.",
    "goal_short": "Two supervised appendicectomies a month",
    "goal_medium": "A poster at a regional meeting",
    "goal_long": "General surgery, near the coast",
    "positives": ("First solo appendicectomy", "A nurse said the handover was the clearest that week"),
    "negatives": ("Missed teaching four times", "I was sharp with a colleague after a night shift"),
    "help_most": "How do I ask for more theatre time without seeming to complain?",
    "anything_else": "",
}
_ROBIN_LATER: dict[str, Answer] = {
    **_ROBIN,
    "skills_acquired": ("Laparoscopic appendicectomy, with help only at the stump",),
    "training_rating": 4,
    "training_why": "I asked, as you suggested. One list a week is now mine.",
    "balance_rating": 3,
    "balance_why": "Moved closer. The nights are the same.",
    "positives": ("Asked for theatre time and got it", "Finished the teaching certificate"),
    "negatives": ("The audit has stalled", "Too tired to read in the evenings"),
    "help_most": "Which of my two half-finished projects should I drop?",
}
_SAM: dict[str, Answer] = {
    "skills_acquired": ("Chest drains",),
    "training_rating": 5,
    "balance_rating": 4,
    "goal_short": "Pass the first part of the exam",
    "positives": ("A kind word from the registrar", "Clinic ran on time for once"),
    "negatives": ("Slow with the new records system", "Little feedback on my letters"),
    "help_most": "Someone to tell me whether my exam plan is realistic.",
}


class _SetBack:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def seed_programme(services: Services, transport: Transport) -> None:
    """Make the programme of two past cycles, with the third open for three days."""
    months = 2 * services.programme.calendar.cadence_months
    starts = services.today() - timedelta(days=3) - relativedelta(months=months)
    clock = _SetBack(datetime.combine(starts, time(9), tzinfo=services.programme.timezone))
    then = replace(services, clock=clock)
    _join(then, *COORDINATOR, Role.COORDINATOR)
    for name, email in MENTORS:
        invite_person(
            then, name=name, email=email, roles=frozenset({Role.MENTOR}), trained_on=_trained(services)
        )
    for (name, email), (_, mentor_email) in zip(MENTEES, MENTORS, strict=True):
        _join(then, name, email, Role.MENTEE)
        pair_accepted(then, email, mentor_email)
    deliver_due(then, transport, Event())
    for number, (robins, sams) in enumerate(((_ROBIN, _SAM), (_ROBIN_LATER, _SAM)), start=1):
        clock.now = _during(services, starts, number)
        for (_, email), answers in zip(MENTEES, (robins, sams), strict=True):
            _send(then, transport, email, number, answers)
    clock.now = _during(services, starts, number=3, day=0)
    for _ in look_after_everyone(then):
        pass
    deliver_due(then, transport, Event())
    _begin_the_third(services, number=3)
    invite_person(services, name=NEWCOMER[0], email=NEWCOMER[1], roles=frozenset({Role.MENTEE}))
    name, email = NEWCOMERS_MENTOR
    invite_person(
        services, name=name, email=email, roles=frozenset({Role.MENTOR}), trained_on=_trained(services)
    )
    pair_people(services, mentee_email=NEWCOMER[1], mentor_email=email, supervises=False)


def _trained(services: Services) -> date:
    """Return the day on which the example's mentors were trained, well before the first cycle."""
    return services.today() - relativedelta(years=1)


def _join(services: Services, name: str, email: str, role: Role) -> Person:
    person = invite_person(services, name=name, email=email, roles=frozenset({role}))
    letter = next(one for one in services.store.outbox.letters() if one.person_id == person.id)
    token = f"{person.id}.{letter.facts['secret']}"
    accept_agreement(services, token, services.programme.agreement.version)
    code = pyotp.TOTP(authenticator_setup(services, token).key).at(services.clock())
    signed_in = confirm_authenticator(services, token, code, own_device=False)
    confirm_recovery_code(services, person.id, recovery_codes_to_show(services, person.id)[0])
    sign_out(services, person.id, signed_in.session_secret, forget_device=True)
    return person


def _send(
    services: Services, transport: Transport, email: str, cycle: int, answers: Mapping[str, Answer]
) -> None:
    mentee = services.store.registry.find(email)
    assert mentee is not None  # noqa: S101 - joined above
    save_section(services, mentee.id, cycle, answers)
    shown = check_answers(services, mentee.id)
    assert shown.pairing is not None  # noqa: S101 - paired above
    sent = submit_questionnaire(
        services,
        mentee.id,
        cycle=cycle,
        generation=shown.draft.generation,
        pairing_id=shown.pairing.id,
        mentor_email=shown.mentor_email,
    )
    deliver_due(services, transport, Event())
    acknowledge(
        services, services.links.sign("acknowledge", mentee.id, str(cycle), sent.reference), "replied"
    )
    deliver_due(services, transport, Event())


def _begin_the_third(services: Services, number: int) -> None:
    robin = services.store.registry.find(MENTEES[0][1])
    assert robin is not None  # noqa: S101 - joined above
    begun: dict[str, Answer] = {"skills_acquired": ("Leading the ward round",), "training_rating": 4}
    save_section(services, robin.id, number, begun)


def _during(services: Services, starts: date, number: int, day: int = 9) -> datetime:
    opens = cycle_numbered(number, starts, services.programme.calendar).opens
    return datetime.combine(opens + timedelta(days=day), time(19, 30), tzinfo=services.programme.timezone)
