"""Nothing that is kept, sent or logged says who chose what.

The whole programme is run twice, with the same people, letters, links and moments. The second time
the same sheets are handed in by other people and in another order. Whatever would tell the two
runs apart would tell who chose what; so they must be the same to the letter.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from formsvc.app import create_app
from formsvc.domain.people import Person
from formsvc.settings import Settings
from formsvc.store.sealing import Sealing
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.evaluation import tend_rounds
from tests.crash.sink import SinkTransport
from tests.encodings import holds
from tests.seeded import seeded
from tests.web.browsing import Browser, Mailroom
from tests.workflows.evaluating import add_people, asking, links, opened
from tests.workflows.small_programme import MENTEE_SEED, SEALING_KEY, SettableClock, open_services

SHEETS = (
    {"useful": "4", "safe": "2", "again": "1"},
    {"useful": "0", "safe": "3", "again": "0"},
    {"useful": "3", "safe": "0", "again": "0"},
    {"useful": "2", "safe": "1", "again": "1"},
    {"useful": "1", "safe": "0", "again": "1"},
    {"useful": "3", "safe": "1", "again": "0"},
)
"""Six different sheets, so that each is somebody's own."""


@dataclass
class Run:
    """All that was left behind by one run."""

    files: dict[str, str]
    names: list[str]
    logged: list[str]
    sent: list[str]
    shown: list[str]
    tokens: list[str]
    people: list[Person]


def run(folder: Path, settings: Settings, caplog: pytest.LogCaptureFixture, who: Iterator[int]) -> Run:
    """Open a round, deliver its letters, hand the sheets in (as ``who`` says), remind; look at everything."""
    caplog.clear()
    clock = SettableClock()
    services = asking(open_services(folder / "data", clock, seeded()))
    people = add_people(services, mentees=7)
    opened(services)
    tokens = links(services, people)
    sink = SinkTransport(folder / "sent")
    deliver_due(services, sink, Event())
    app = create_app(settings.model_copy(update={"data_dir": folder / "data"}), services)
    shown = []
    for sheet, person in zip(SHEETS, who, strict=True):
        clock.advance(timedelta(hours=7))
        browser = Browser(app)
        browser.open(f"/evaluation/{tokens[person]}")
        browser.submit(**sheet)
        shown.append(browser.text)
        browser.open(f"/evaluation/{tokens[person]}")
        shown.append(browser.text)
    clock.advance(timedelta(days=10) - 6 * timedelta(hours=7))
    tend_rounds(services)
    deliver_due(services, sink, Event())
    return Run(
        files=dict(opened_files(folder / "data")),
        names=sorted(str(path.relative_to(folder)) for path in folder.rglob("*")),
        logged=[record.getMessage() for record in caplog.records],
        sent=sorted(sink.taken()),
        shown=shown,
        tokens=tokens,
        people=people,
    )


def opened_files(data_dir: Path) -> Iterator[tuple[str, str]]:
    """Yield every file that is kept, opened as whoever has the keys could."""
    sealing = Sealing([("test", SEALING_KEY)])
    for path in sorted(data_dir.rglob("*")):
        name = str(path.relative_to(data_dir))
        if ".json" in path.suffixes and "/" in name:
            opened_file = sealing.open(name.partition(".json")[0], path.read_bytes())
            yield name, json.dumps([opened_file.generation, opened_file.content])
        elif path.is_file():
            yield name, path.read_text("utf-8")


@pytest.fixture
def runs(tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture) -> tuple[Run, Run]:
    caplog.set_level(logging.DEBUG)
    first = run(tmp_path / "first", settings, caplog, iter((0, 1, 2, 3, 4, 5)))
    second = run(tmp_path / "second", settings, caplog, iter((4, 0, 5, 1, 3, 2)))
    return first, second


def test_who_handed_in_which_sheet_makes_no_difference_anywhere(runs: tuple[Run, Run]) -> None:
    first, second = runs
    assert first.tokens == second.tokens
    assert len(first.sent) == 7 + 7  # seven invitations and seven reminders
    for kept in ("files", "names", "logged", "sent", "shown"):
        assert getattr(first, kept) == getattr(second, kept), kept


def test_the_sheets_were_different_and_did_count(runs: tuple[Run, Run]) -> None:
    """The control: the sums are there, so that sameness isn't the sameness of nothing."""
    (box,) = [text for name, text in runs[0].files.items() if name.startswith("evaluations/")]
    assert '"answered": 6' in box
    assert '"useful": [1, 1, 1, 2, 1]' in box
    assert box.count("2026-") == 2  # the days of opening and closing, and no other time
    assert "T0" not in box


def test_no_file_log_or_letter_has_a_link_beside_a_person_once_it_was_delivered(
    runs: tuple[Run, Run],
) -> None:
    first, _ = runs
    for token, person in zip(first.tokens, first.people, strict=True):
        for name, text in first.files.items():
            assert token not in text, name
        assert not any(token in line for line in first.logged)
        (box,) = [text for name, text in first.files.items() if name.startswith("evaluations/")]
        assert person.id not in box
        assert person.email not in box
    used = [each for each in first.shown if "used already" in each]
    assert len(set(used)) == 1  # it says the same to everyone, and never when


def test_no_cookie_is_set_and_a_signed_in_browser_is_not_looked_at(
    tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clock = SettableClock()
    services = asking(open_services(tmp_path / "data", clock, seeded()))
    people = add_people(services, mentees=5)
    opened(services)
    first, second, *_ = links(services, people)
    app = create_app(settings, services)
    stranger, known = Browser(app), Browser(app)
    Mailroom(services, clock).sign_in(known, people[0], MENTEE_SEED)
    cookie = known.client.get_cookie("__Host-mentorpost")
    for browser, token in ((stranger, first), (known, second)):
        browser.open(f"/evaluation/{token}")
        assert "Sign out" not in browser.text
        browser.submit(useful="9")
        answers = [browser.page, browser.submit(**SHEETS[0]), browser.open(f"/evaluation/{token}")]
        assert [answer.status_code for answer in answers] == [422, 200, 410]
        for answer in answers:
            assert "Set-Cookie" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store"
            assert not holds(answer.get_data(), people[0].name)
    assert stranger.client.get_cookie("__Host-mentorpost") is None
    after = known.client.get_cookie("__Host-mentorpost")
    assert cookie
    assert after
    assert after.value == cookie.value
    known.open("/home")
    assert "Sign out" in known.text
