"""Another programme is another file: a second one joins, answers, sends and is published as it is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from formsvc.domain.people import Role
from formsvc.domain.programme import Programme
from formsvc.domain.questionnaire import Answers, Kind
from formsvc.domain.rhythm import nth_cycle
from formsvc.mail.compose import compose
from formsvc.programme_file import read_programme
from formsvc.publishing.pages import CONFIGURATION, QUESTIONNAIRE, fresh_pages
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.letter_facts import write_submission
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from tests.mail.reading import part
from tests.seeded import seeded
from tests.workflows.signing_in import invitation_token, join
from tests.workflows.small_programme import SettableClock, accepted_pairing, add_mentor, open_services
from tests.workflows.test_questionnaire import send

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples/anaesthetics/programme.toml"
ANSWERS: Answers = {
    "attachment": "A block of obstetrics",
    "craft_new": ("Spinals without a hint", "Leading a handover"),
    "craft_next": "A list of my own",
    "rest": 2,
    "rest_why": "Seven nights in a row",
    "light": ("A kind word at four in the morning",),
    "heavy": ("No time to study",),
    "goal_exam": "The first part in spring",
    "ask": "How do you sleep after nights?",
}


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_programme(EXAMPLE)


@pytest.fixture
def services(tmp_path: Path, programme: Programme) -> Services:
    clock = SettableClock(datetime(2026, 8, 20, 9, 0, tzinfo=UTC))
    return replace(open_services(tmp_path / "data", clock, seeded()), programme=programme)


def test_it_asks_with_every_kind_of_question(programme: Programme) -> None:
    questions = programme.questionnaire.questions
    assert {question.kind for question in questions} == set(Kind)
    assert {question.id for question in questions} == set(ANSWERS)


def test_it_differs_from_the_first_in_all_that_a_programme_may_choose(programme: Programme) -> None:
    first = read_programme(ROOT / "programme.toml")
    for of in ("name", "contact", "calendar", "agreement", "help_lines", "questionnaire", "evaluation"):
        assert getattr(programme, of) != getattr(first, of), of
    assert programme.retention.unpaired_months == 6
    assert programme.pairing != first.pairing


def test_somebody_joins_answers_and_sends_one_quarter(services: Services) -> None:
    person = invite_person(
        services, name="Nia Invented", email="nia@example.org", roles=frozenset({Role.MENTEE})
    )
    join(services, invitation_token(services, person))
    mentor = add_mentor(services)
    with services.store.hold(person.id):
        joined = services.store.registry.person(person.id)
        paired = replace(joined, starts=services.today())
        paired = replace(paired, pairings=(accepted_pairing(mentor, services.today()),))
        services.store.registry.save(paired)
    cycle = nth_cycle(paired, 1, services.programme.calendar)
    assert (cycle.due, cycle.closes) == (date(2026, 9, 10), date(2026, 11, 18))
    save_section(services, person.id, 1, ANSWERS)
    sent = send(services, check_answers(services, person.id), paired)
    written = write_submission(services, sent)
    letter = compose(written.facts, written.envelope)
    for text in (part(letter, "plain"), part(letter, "html")):
        for answer in ("A block of obstetrics", "Leading a handover", "How do you sleep after nights?"):
            assert answer in text
        assert "Occupational health, Example Health Board" in text
        assert "surg" not in text.casefold()
    assert letter["Subject"] == "Example Anaesthesia Companions: Nia Invented's questionnaires"


def test_the_sites_pages_can_be_written_for_it(programme: Programme, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("*.png", "*.svg"))
    shutil.copy(ROOT / CONFIGURATION, tmp_path)
    pages = fresh_pages(programme, tmp_path)
    for path, text in pages.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert fresh_pages(programme, tmp_path) == {}
    assert 'site_name: "Example Anaesthesia Companions"' in pages[CONFIGURATION]
    assert "How rested have you been" in pages[QUESTIONNAIRE]
    assert "[01632 960001](tel:01632960001)" in pages[Path("docs/take-part/help.md")]
    assert "6 months after your last pairing ended" in pages[Path("docs/privacy/retention.md")]


def test_no_letter_and_no_page_of_the_service_names_a_specialty() -> None:
    """The demo's own people aside, words come from ``programme.toml``."""
    words = [
        path
        for folder in ("formsvc/web/templates", "formsvc/mail/letters")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".html", ".txt"}
    ]
    assert len(words) > 100
    named = [path for path in words if "surg" in path.read_text(encoding="utf-8").casefold()]
    assert named == []
