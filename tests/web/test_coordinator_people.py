"""The list of people: what it finds, what it counts, its file, and of whom it says a name alone."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.audit import Deed
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.people_list import PAGE
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import SettableClock, add_mentee


def counts(browser: Browser) -> dict[str, int]:
    found = re.findall(r">([A-Z][a-z ]+) \((\d+)\)</a>", browser.page.get_data(as_text=True))
    return {name: int(number) for name, number in found}


def change(services: Services, person: Person, **changed: object) -> Person:
    with services.store.hold(person.id):
        fresh = replace(services.store.registry.person(person.id), **changed)  # type: ignore[arg-type]
        services.store.registry.save(fresh)
    return fresh


def file_of(browser: Browser, address: str) -> list[list[str]]:
    browser.open("/coordinator/")
    answer = browser.submit(address)
    assert answer.status_code == 200
    data = answer.get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def several(services: Services, mentee: Person, mailroom: Mailroom, coordinator_browser: Browser) -> Person:
    """Mo has a mentor; Zoë has none; Nia was invited."""
    assert coordinator_browser
    zoe = add_mentee(services, None, "mentee2", "zoe@example.org")
    change(services, zoe, name="Zoë Specimen")
    mailroom.invite("Nia Newcomer")
    return mentee


def test_filters_find_and_their_counts_say_how_many(several: Person, coordinator_browser: Browser) -> None:
    coordinator_browser.open("/coordinator/")
    assert counts(coordinator_browser) == {
        "All": 5,
        "Late": 0,
        "Due": 1,
        "Mentor silent": 0,
        "Not delivered": 0,
        "Needs a mentor": 2,
        "Paused": 0,
        "Not yet joined": 1,
        "Left": 0,
    }
    coordinator_browser.open("/coordinator/?state=unpaired")
    assert "Zoë Specimen" in coordinator_browser.text
    assert "Nia Newcomer" in coordinator_browser.text
    assert several.name not in coordinator_browser.text
    coordinator_browser.open("/coordinator/?state=unpaired&q=zoe")
    assert "Zoë Specimen" in coordinator_browser.text
    assert "Nia Newcomer" not in coordinator_browser.text
    assert counts(coordinator_browser)["All"] == 1
    coordinator_browser.open("/coordinator/?role=mentor")
    assert counts(coordinator_browser)["All"] == 1
    coordinator_browser.open("/coordinator/?q=nobody-of-that-name")
    assert "Nobody fits." in coordinator_browser.text


@pytest.mark.parametrize(
    "asked", ["?state=x&role=y&sort=z&page=q", "?page=-1", "?page=99", "?q=%00%ff&page="]
)
def test_an_address_that_asks_for_nonsense_gets_a_list(
    several: Person, coordinator_browser: Browser, asked: str
) -> None:
    assert coordinator_browser.open(f"/coordinator/{asked}").status_code == 200
    if "q=" not in asked[:3]:
        assert several.name in coordinator_browser.text


def test_a_long_list_is_paged_and_the_links_keep_what_was_asked(
    services: Services, mentor: Person, coordinator_browser: Browser
) -> None:
    for number in range(PAGE + 1):
        add_mentee(services, mentor, f"m{number:03}", f"m{number:03}@example.org")
    coordinator_browser.open("/coordinator/?role=mentee&sort=due")
    assert coordinator_browser.text.count("Mo Sample") == PAGE
    assert f"{PAGE + 1} people, page 1 of 2" in coordinator_browser.text
    link = re.search(r'href="([^"]+)">Next page', coordinator_browser.page.get_data(as_text=True))
    assert link
    coordinator_browser.open(link[1].replace("&amp;", "&"))
    assert coordinator_browser.text.count("Mo Sample") == 1
    assert "Next page" not in coordinator_browser.text


def test_who_is_due_first_stands_first(
    services: Services, several: Person, coordinator_browser: Browser
) -> None:
    sooner = several.starts - timedelta(days=3) if several.starts else None
    change(services, replace(several, id="mentee2"), starts=sooner)
    coordinator_browser.open("/coordinator/?sort=due&role=mentee")
    assert coordinator_browser.text.index("Zoë") < coordinator_browser.text.index("Mo Sample")
    coordinator_browser.open("/coordinator/?role=mentee")
    assert coordinator_browser.text.index("Zoë") > coordinator_browser.text.index("Mo Sample")


def test_i5_the_file_holds_what_the_list_shows_and_its_cells_cannot_run(
    services: Services, several: Person, coordinator_browser: Browser
) -> None:
    evil = ["=1+1", "+44", "-2", "@x", "\t=1", 'a "b", c']
    for number, name in enumerate(evil):
        person = add_mentee(services, None, f"e{number}", f"e{number}@example.org")
        change(services, person, name=name)
    rows = file_of(coordinator_browser, "/coordinator/people.csv?state=unpaired")
    assert "neither is ever told to supervisors" in rows[0][0]
    assert rows[1][:2] == ["Name", "Email address"]
    names = [row[0] for row in rows[2:]]
    assert sorted(names) == sorted(
        ["'=1+1", "'+44", "'-2", "'@x", "'\t=1", 'a "b", c', "Nia Newcomer", "Zoë Specimen"]
    )
    assert several.name not in names
    assert next(row for row in rows[2:] if row[0].startswith("Zoë"))[5] == "2026-03-16"


@pytest.mark.usefixtures("several")
def test_l2_a_download_is_written_down_and_looking_is_not(
    coordinator_browser: Browser, services: Services
) -> None:
    file_of(coordinator_browser, "/coordinator/people.csv")
    assert [event.deed for event in services.store.audit.events()] == [Deed.PEOPLE_EXPORTED]
    assert coordinator_browser.open("/coordinator/people.csv").status_code == 405


def test_of_whom_a_coordinator_assesses_they_see_the_name_alone(
    services: Services,
    several: Person,
    coordinator: Person,
    coordinator_browser: Browser,
    clock: SettableClock,
) -> None:
    change(services, several, coordinator_conflicts=(coordinator.id,))
    clock.advance(timedelta(minutes=1))
    coordinator_browser.open("/coordinator/")
    assert "Mo Sample" in coordinator_browser.text
    assert "Another coordinator looks after this person" in coordinator_browser.text
    assert several.email not in coordinator_browser.text
    assert "Dr Ada Example" in coordinator_browser.text  # as herself, below
    assert counts(coordinator_browser)["Due"] == 0
    for asked in ("?state=due", f"?q={several.email}"):
        coordinator_browser.open(f"/coordinator/{asked}")
        assert "Mo Sample" not in coordinator_browser.text
    rows = file_of(coordinator_browser, "/coordinator/people.csv?q=mo sample")
    assert rows[2:] == [["Mo Sample", "", "", "", "", "", "Another coordinator looks after this person"]]


def test_a_new_mentee_gets_the_coordinator_with_the_fewest(
    services: Services, mailroom: Mailroom, coordinator: Person
) -> None:
    mailroom.invite("Nia Newcomer")
    nia = services.store.registry.find("nia@example.org")
    assert nia
    assert nia.coordinator_id == coordinator.id
    assert nia.standing is Standing.INVITED
    assert Role.MENTEE in nia.roles
