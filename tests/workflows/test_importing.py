"""Inviting one, and a list: looked at first, once for each address, and finished by doing it again."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from formsvc.domain.audit import Deed
from formsvc.domain.errors import InputRefusedError
from formsvc.domain.letters import LetterKind
from formsvc.domain.newcomer import Newcomer
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows import importing, inviting
from formsvc.workflows.importing import (
    Plan,
    Preview,
    Step,
    invite_some,
    preview_people,
    table_of_cells,
    table_of_file,
)
from formsvc.workflows.invitation import new_person
from formsvc.workflows.inviting import invite_one
from formsvc.workflows.services import CoordinatorServices, Services
from tests.web.test_reads_never_write import contents

MENTOR = Newcomer(
    "Dr Nils Newcomer",
    "nils@example.org",
    frozenset({Role.MENTOR}),
    "Consultant",
    "Anaesthetics",
    "Northtown",
    "ICU",
    2,
    date(2025, 5, 3),
)
LIST = (
    "Name,Email,Role,Specialty,Trained on\n"
    "Mia Made-up,mia@example.org,mentee,Surgery,\n"
    "Dr Nils Newcomer,nils@example.org,mentor,,03/05/2025\n"
    "Nobody,not an address,mentee,,\n"
    "Mo Sample,mo@example.org,mentor,,\n"
)


@pytest.fixture
def desk(services: Services, coordinator: Person) -> CoordinatorServices:
    return services.for_coordinators(coordinator.id)


def look(desk: CoordinatorServices, text: str = LIST) -> Preview:
    return preview_people(desk, table_of_cells(desk, text))


def everything(desk: CoordinatorServices, carried: str) -> Step:
    step = Step(0, 0, 0, carried)
    while step.carried:
        step = invite_some(desk, step.carried, invited=step.invited, passed_over=step.passed_over)
    return step


def letters(services: Services) -> Counter[tuple[str, LetterKind]]:
    return Counter((letter.to_email, letter.kind) for letter in services.store.outbox.letters())


def some(number: int) -> str:
    return "Name,Email,Role\n" + "".join(f"Nr {n},nr{n}@example.org,mentee\n" for n in range(number))


def test_one_is_invited_with_all_that_is_known(services: Services, desk: CoordinatorServices) -> None:
    invite_one(desk, MENTOR)
    person = services.store.registry.find("nils@example.org")
    assert person
    known = (person.name, person.email, person.roles, person.grade, person.specialty)
    assert known == (MENTOR.name, MENTOR.email, MENTOR.roles, MENTOR.grade, MENTOR.specialty)
    assert (person.site, person.department) == ("Northtown", "ICU")
    assert (person.max_mentees, person.trained_on) == (2, date(2025, 5, 3))
    assert letters(services) == {("nils@example.org", LetterKind.WELCOME_MENTOR): 1}
    (event,) = services.store.audit.events()
    assert (event.by, event.deed, event.whom) == (desk.by, Deed.INVITED, person.id)


def test_who_takes_part_is_not_invited_again(services: Services, desk: CoordinatorServices) -> None:
    invite_one(desk, MENTOR)
    with pytest.raises(InputRefusedError, match="takes part already, as a mentor"):
        invite_one(desk, replace(MENTOR, name="Another", roles=frozenset({Role.MENTEE})))
    assert letters(services).total() == 1
    assert len(list(services.store.audit.events())) == 1


def test_looking_at_a_list_does_nothing_and_says_each_lines_lot(
    desk: CoordinatorServices, mentee: Person, tmp_path: Path
) -> None:
    """C2 in spirit: nobody who isn't invited leaves a trace."""
    assert mentee
    before = contents(tmp_path)
    preview = look(desk)
    assert contents(tmp_path) == before
    assert [one.plan for one in preview.lines] == [Plan.INVITE, Plan.INVITE, Plan.FAULT, Plan.HERE]
    assert preview.lines[2].words[0].startswith("Email: Enter an email address")
    assert preview.lines[3].words == (
        "This address takes part already, as a mentee.",
        "The list says mentor, and that changes nothing.",
    )
    assert "mo@example.org" not in preview.carried
    assert "not an address" not in preview.carried


def test_saying_so_invites_them_and_the_same_list_again_nobody(
    services: Services, desk: CoordinatorServices, mentee: Person
) -> None:
    carried = look(desk).carried
    assert everything(desk, carried) == Step(2, 0, 0, "")
    sent = letters(services)
    assert sent[("mia@example.org", LetterKind.INVITATION)] == 1
    assert sent[("nils@example.org", LetterKind.WELCOME_MENTOR)] == 1
    assert everything(desk, carried) == Step(0, 2, 0, "")
    again = look(desk)
    assert [one.plan for one in again.lines] == [Plan.HERE, Plan.HERE, Plan.FAULT, Plan.HERE]
    assert again.carried == ""
    assert letters(services) == sent
    assert services.store.registry.person(mentee.id) == mentee


def test_a_long_list_goes_on_where_it_stopped(
    services: Services, desk: CoordinatorServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_A_TIME", 2)
    first = invite_some(desk, look(desk, some(5)).carried, invited=0, passed_over=0)
    assert (first.invited, first.left) == (2, 3)
    assert look(desk, some(5)).count(Plan.INVITE) == 3
    assert everything(desk, look(desk, some(5)).carried).invited == 3
    assert letters(services).total() == 5


def test_an_invitation_cut_off_before_its_letter_is_finished_by_the_same_list(
    services: Services, desk: CoordinatorServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    carried = look(desk).carried
    with monkeypatch.context() as patch:
        patch.setattr(type(services.store.credentials), "save_credentials", cut_off)
        with pytest.raises(KeyboardInterrupt):
            everything(desk, carried)
    assert services.store.registry.find("mia@example.org")
    assert letters(services).total() == 0
    assert look(desk).count(Plan.INVITE) == 3
    assert everything(desk, look(desk).carried).invited == 3
    assert letters(services)[("mia@example.org", LetterKind.INVITATION)] == 1


def test_two_who_bring_the_same_list_at_once_invite_each_once(
    services: Services, desk: CoordinatorServices, monkeypatch: pytest.MonkeyPatch
) -> None:

    def slowly(*args: object, **kwargs: object) -> Person:
        time.sleep(0.02)
        return new_person(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(inviting, "new_person", slowly)
    carried = look(desk, some(6)).carried
    with ThreadPoolExecutor(3) as pool:
        steps = list(pool.map(lambda _: everything(desk, carried), range(3)))
    assert sum(step.invited for step in steps) == 6
    assert set(letters(services).values()) == {1}
    assert letters(services).total() == 6
    assert len(list(services.store.audit.events())) == 6


def test_who_has_left_is_not_written_to(
    services: Services, desk: CoordinatorServices, mentee: Person
) -> None:
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, standing=Standing.LEFT))
    (line,) = look(desk, "Name,Email,Role\nMo,mo@example.org,mentor\n").lines
    assert (line.plan, line.words) == (
        Plan.HERE,
        ("This address belongs to a mentee who has left the programme.",),
    )


def test_what_no_page_carried_is_checked_like_any_list(desk: CoordinatorServices, services: Services) -> None:
    """Z6."""
    with pytest.raises(InputRefusedError):
        invite_some(desk, "rubbish", invited=0, passed_over=0)
    invite_some(desk, "Name\tEmail\tRole\nEve\teve@example.org\tcoordinator\n", invited=0, passed_over=0)
    assert services.store.registry.find("eve@example.org") is None


def test_an_old_or_locked_workbook_says_so(desk: CoordinatorServices) -> None:
    with pytest.raises(InputRefusedError, match="old kind, or has a password"):
        table_of_file(desk, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def test_a_list_too_long_for_its_page_is_refused(
    desk: CoordinatorServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CARRIED_AT_MOST", 100)
    with pytest.raises(InputRefusedError, match="half of them"):
        look(desk, some(5))
