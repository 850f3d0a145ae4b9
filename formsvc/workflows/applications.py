"""What coordinators do with applications: read them, accept, keep waiting with a word, or decline kindly.

Each decision is made once: inside the application's hold it is read afresh, and whoever comes second,
be it a second click or another coordinator, changes nothing and is shown what was decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from formsvc.domain.application import Application, ApplicationState, Reason
from formsvc.domain.audit import Deed
from formsvc.domain.errors import PersonUnknownError
from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Role
from formsvc.workflows.auditing import name_of, note
from formsvc.workflows.invitation import enter_person, new_person
from formsvc.workflows.services import CoordinatorServices

PAGE = 50
SHOWN = (
    ApplicationState.NEW,
    ApplicationState.WAITING,
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
)
"""The states that coordinators see, in this order: an address that isn't confirmed is nobody's business."""


@dataclass(frozen=True, slots=True)
class ApplicationsPage:
    """One page of the applications in one state; ``counts`` are of all that are shown."""

    state: ApplicationState
    applications: tuple[Application, ...]
    counts: dict[ApplicationState, int]
    number: int
    more: bool
    damaged: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a coordinator settles about a mentor on accepting: the cap, and the day of the training."""

    max_mentees: int | None = None
    trained_on: date | None = None


def applications_page(
    services: CoordinatorServices, state: ApplicationState, number: int = 1
) -> ApplicationsPage:
    """Return page ``number``, counted from 1: undecided ones from the oldest on, decided from the newest."""
    found = list(services.store.applications.applications())
    counts = {each: sum(one.state is each for one in found) for each in SHOWN}
    of_state = sorted((one for one in found if one.state is state), key=_moment)
    if state in {ApplicationState.ACCEPTED, ApplicationState.DECLINED}:
        of_state.reverse()
    number = max(number, 1)
    first = (number - 1) * PAGE
    return ApplicationsPage(
        state=state,
        applications=tuple(of_state[first : first + PAGE]),
        counts=counts,
        number=number,
        more=len(of_state) > first + PAGE,
        damaged=len(services.store.applications.damaged()),
    )


def confirmed_application(services: CoordinatorServices, application_id: str) -> Application:
    """Return one application; raises PersonUnknownError, for one whose address isn't confirmed too."""
    application = services.store.applications.application(application_id)
    if application is None or application.state is ApplicationState.UNCONFIRMED:
        raise PersonUnknownError("There is no such application, or a newer one has taken its place.")
    return application


def takes_part_already(services: CoordinatorServices, application: Application) -> bool:
    """Tell whether somebody in the programme has the applicant's address: then nobody can be invited."""
    found = services.store.registry.find(application.applied.email)
    return found is not None and found.id != application.person_id


def who_decided(services: CoordinatorServices, application: Application) -> str:
    """Return the name of the coordinator who decided."""
    return name_of(services, application.decided_by) if application.decided_by else ""


def accept_application(services: CoordinatorServices, application_id: str, terms: Terms) -> None:
    """Make the applicant a person of the programme, whose letter says what happens next.

    The person comes before the decision is written down, under an id that the application has had
    from its beginning; so whoever was cut off in between presses again, and there is one person.
    Raises PersonUnknownError and AddressTakenError.
    """
    found = confirmed_application(services, application_id)
    with services.store.hold(application_id, found.person_id):
        application = confirmed_application(services, application_id)
        if not application.undecided:
            return
        applied = application.applied
        as_mentor = applied.role is Role.MENTOR
        person = replace(
            new_person(services, name=applied.name, email=applied.email, roles=frozenset({applied.role})),
            id=application.person_id,
            site=applied.site,
            department=applied.department,
            specialty=applied.specialty,
            grade=applied.grade,
            max_mentees=terms.max_mentees if as_mentor else None,
            trained_on=terms.trained_on if as_mentor else None,
        )
        enter_person(services, person, applied=True)
        _decide(services, application, ApplicationState.ACCEPTED)
    note(services, Deed.APPLICATION_ACCEPTED, found.person_id)


def keep_application_waiting(services: CoordinatorServices, application_id: str) -> None:
    """Tell a new applicant that there is no place yet; once. Raises PersonUnknownError."""
    with services.store.hold(application_id):
        application = confirmed_application(services, application_id)
        if application.state is not ApplicationState.NEW:
            return
        _tell(
            services,
            application,
            LetterKind.APPLICATION_WAITING,
            {"until": application.ends_at().isoformat()},
        )
        services.store.applications.save(replace(application, state=ApplicationState.WAITING))
    note(services, Deed.APPLICATION_KEPT, application_id)


def decline_application(services: CoordinatorServices, application_id: str, reason: Reason) -> None:
    """Say no with a kind letter, once; what its writer took back is erased at once.

    Raises PersonUnknownError.
    """
    with services.store.hold(application_id):
        application = confirmed_application(services, application_id)
        if not application.undecided:
            return
        _tell(services, application, LetterKind.APPLICATION_DECLINED, {"reason": reason.value})
        if reason is Reason.WITHDRAWN:
            services.store.applications.erase(application_id)
        else:
            _decide(services, application, ApplicationState.DECLINED, reason)
    note(services, Deed.APPLICATION_DECLINED, application_id)


def _decide(
    services: CoordinatorServices,
    application: Application,
    state: ApplicationState,
    reason: Reason | None = None,
) -> None:
    services.store.applications.save(
        replace(
            application,
            state=state,
            decided_at=services.clock(),
            decided_by=services.by,
            reason=reason,
        )
    )


def _tell(
    services: CoordinatorServices, application: Application, kind: LetterKind, facts: dict[str, str]
) -> None:
    applied = application.applied
    about = {"application": application.id, "role": applied.role.value}
    services.store.outbox.put(
        Letter(
            id=new_id(services.random),
            kind=kind,
            to_name=applied.name,
            to_email=applied.email,
            created_at=services.clock(),
            facts={**about, **facts},
        )
    )


def _moment(application: Application) -> datetime:
    return application.decided_at or application.confirmed_at or application.applied_at
