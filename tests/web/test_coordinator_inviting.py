"""The room for inviting: one by hand, or a list that shows first what it would do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role
from formsvc.workflows import importing
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom
from tests.web.test_reads_never_write import contents

ONE = {"name": "Mia Made-up", "email": "mia@example.org", "role": "mentee", "grade": "ST3"}
CSV = (
    "Name;Email;Role;Phone\r\n"
    "Zo\u00eb M\u00fcller;zoe@example.org;mentee;1\r\n"
    "<b>Eve</b>;no address;boss;2\r\n"
).encode("cp1252")


def workbook() -> bytes:
    book, kept = Workbook(), io.BytesIO()
    assert book.active
    for row in (
        ["Name", "Email", "Role"],
        ["Zo\u00eb M\u00fcller", "zoe@example.org", "mentee"],
        ["=A2", "f@example.org", "mentor"],
    ):
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def bring(browser: Browser, content: bytes, name: str = "people.csv", cells: str = "") -> None:
    browser.open("/coordinator/invite/list")
    browser.submit(file=(io.BytesIO(content), name), cells=cells)


def confirm(browser: Browser) -> None:
    browser.submit("/coordinator/invite/list/go")


def test_one_is_invited_and_the_page_says_so(coordinator_browser: Browser, mailroom: Mailroom) -> None:
    coordinator_browser.open("/coordinator/invite")
    coordinator_browser.submit(**ONE)
    assert "Invited. Their letter is on its way." in coordinator_browser.text
    assert len(mailroom.letters(LetterKind.INVITATION, "mia@example.org")) == 1
    coordinator_browser.open("/coordinator/audit")
    assert "Invited Mia Made-up" in coordinator_browser.text


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(coordinator_browser: Browser) -> None:
    coordinator_browser.open("/coordinator/invite")
    coordinator_browser.submit(
        **{**ONE, "email": "mia@", "role": "", "max_mentees": "3", "site": "Northtown"}
    )
    assert coordinator_browser.page.status_code == 422
    for said in ("correct format", "Choose what they take part as"):
        assert said in coordinator_browser.text
    page = coordinator_browser.page.get_data(as_text=True)
    assert 'value="Northtown"' in page
    assert 'value="Mia Made-up"' in page
    coordinator_browser.submit(**{**ONE, "max_mentees": "3"})
    assert "Only a mentor has this." in coordinator_browser.text


def test_an_address_that_takes_part_is_said_at_the_field(
    coordinator_browser: Browser, mentee: Person
) -> None:
    coordinator_browser.open("/coordinator/invite")
    coordinator_browser.submit(**{**ONE, "email": mentee.email})
    assert coordinator_browser.page.status_code == 422
    assert "This address takes part already, as a mentee." in coordinator_browser.text


def test_a_second_coordinator_is_invited_by_hand(coordinator_browser: Browser, services: Services) -> None:
    coordinator_browser.open("/coordinator/invite")
    coordinator_browser.submit(**{**ONE, "role": "coordinator"})
    person = services.store.registry.find("mia@example.org")
    assert person
    assert person.roles == {Role.COORDINATOR}


def test_a_list_is_shown_first_and_nothing_is_done(
    coordinator_browser: Browser, services: Services, data_dir: Path
) -> None:
    before = contents(data_dir)
    bring(coordinator_browser, CSV)
    assert (
        "1 person to invite, 0 with nothing to do, 1 with a fault. Nothing is done yet."
        in coordinator_browser.text
    )
    for said in ("Zo\u00eb M\u00fcller", "<b>Eve</b>", "Write mentee, mentor, or both.", "not read: Phone"):
        assert said in coordinator_browser.text
    assert "<b>Eve" not in coordinator_browser.page.get_data(as_text=True)
    assert contents(data_dir) == before
    confirm(coordinator_browser)
    assert "1 person is invited." in coordinator_browser.text
    person = services.store.registry.find("zoe@example.org")
    assert person
    assert person.name == "Zo\u00eb M\u00fcller"
    bring(coordinator_browser, CSV)
    assert "There is nobody in it to invite." in coordinator_browser.text


def test_a_workbook_works_whatever_its_name_and_its_formulas_are_faults(
    coordinator_browser: Browser, services: Services
) -> None:
    """I5."""
    bring(coordinator_browser, workbook(), "people.csv")
    assert "1 person to invite" in coordinator_browser.text
    assert "Name: This cell is a formula." in coordinator_browser.text
    confirm(coordinator_browser)
    assert services.store.registry.find("zoe@example.org")
    assert services.store.registry.find("f@example.org") is None


def test_pasted_cells_work_as_a_file_does(coordinator_browser: Browser, services: Services) -> None:
    bring(coordinator_browser, b"", "", "Name\tEmail\tRole\r\nMia\tmia@example.org\tmentee and mentor\r\n")
    assert "Invite as mentee and mentor" in coordinator_browser.text
    confirm(coordinator_browser)
    assert services.store.registry.find("mia@example.org")


@pytest.mark.parametrize(
    ("content", "name", "cells", "said"),
    [
        (b"", "", "", "one of the two"),
        (CSV, "x.csv", "Name", "one of the two"),
        (b"Name,Phone\nA,1\n", "x.csv", "", "Columns are missing: Email, Role."),
        (b"", "", "Mia\tmia@example.org\n", "names a person already"),
        (b"PK\x03\x04nonsense", "x.xlsx", "", "Excel workbook that can be read"),
    ],
)
def test_a_list_that_cannot_be_used_says_why_on_the_page(
    coordinator_browser: Browser, content: bytes, name: str, cells: str, said: str
) -> None:
    bring(coordinator_browser, content, name, cells)
    assert coordinator_browser.page.status_code == 422
    assert said in coordinator_browser.text
    assert "There is a problem" in coordinator_browser.text


def test_a_long_list_goes_on_page_by_page_and_counts_truly(
    coordinator_browser: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_A_TIME", 2)
    rows = "".join(f"Nr {n}\tnr{n}@example.org\tmentee\n" for n in range(5))
    bring(coordinator_browser, b"", "", f"Name\tEmail\tRole\n{rows}")
    confirm(coordinator_browser)
    assert "2 of 5 are done." in coordinator_browser.text
    assert "data-go-on" in coordinator_browser.page.get_data(as_text=True)
    confirm(coordinator_browser)
    confirm(coordinator_browser)
    assert "5 people are invited." in coordinator_browser.text
    assert all(services.store.registry.find(f"nr{n}@example.org") for n in range(5))


def test_what_no_page_of_ours_carried_is_refused_kindly(coordinator_browser: Browser) -> None:
    coordinator_browser.open("/coordinator/invite/list")
    for fields in ({"people": "rubbish"}, {"people": "Name\tEmail\tRole\n", "invited": "-1"}, {"people": ""}):
        answer = coordinator_browser.submit("/coordinator/invite/list/go", **fields)
        assert answer.status_code in {200, 409}
        coordinator_browser.open("/coordinator/invite/list")


def test_no_cookie_carries_anybody(coordinator_browser: Browser) -> None:
    bring(coordinator_browser, CSV)
    assert "Set-Cookie" not in coordinator_browser.page.headers or "zoe" not in str(
        coordinator_browser.page.headers
    )
