"""Every fault of programme.toml names file, line and key, and says what to write instead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from formsvc.domain.errors import ProgrammeInvalidError
from formsvc.domain.questionnaire import Kind
from formsvc.domain.retention import Retention
from formsvc.domain.workplace import PairingRules, PlaceRule
from formsvc.programme_file import parse_programme, read_programme

SHIPPED = Path(__file__).resolve().parents[1] / "programme.toml"
TEXT = SHIPPED.read_text(encoding="utf-8")


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(ProgrammeInvalidError) as refused:
        parse_programme(text, "programme.toml")
    return refused.value.faults


def test_the_shipped_programme_has_eight_sections_and_fourteen_questions() -> None:
    questionnaire = read_programme(SHIPPED).questionnaire
    assert len(questionnaire.sections) == 8
    assert len(questionnaire.questions) == 14
    assert {question.kind for question in questionnaire.questions} == set(Kind) - {Kind.SHORT_TEXT}
    assert {q.id: q.min_items for q in questionnaire.questions if q.min_items} == {
        "positives": 2,
        "negatives": 2,
    }


def test_the_whole_programme_may_open_on_fixed_dates() -> None:
    fixed = TEXT.replace("due_after_days = 14", "due_after_days = 14\nopens = [2026-08-05, 2026-10-07]")
    calendar = parse_programme(fixed, "programme.toml").calendar
    assert calendar.opens == (date(2026, 8, 5), date(2026, 10, 7))
    assert calendar.is_fixed
    assert not read_programme(SHIPPED).calendar.is_fixed


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ("[2026-08-05, 2026-08-19]", "2026-08-19 must lie more than 14 days after 2026-08-05"),
        ("[2026-10-07, 2026-08-05]", "Put the dates in order"),
        ('["2026-08-05"]', "a date without quotation marks, such as 2026-08-05"),
        ("[2026-08-05T09:00:00]", "a date without quotation marks"),
        ("2026-08-05", "this must be a list"),
    ],
)
def test_a_fault_in_the_fixed_dates_names_file_line_key_and_mend(dates: str, said: str) -> None:
    text = TEXT.replace("due_after_days = 14", f"due_after_days = 14\nopens = {dates}")
    line = 1 + text.splitlines().index(f"opens = {dates}")
    (fault,) = faults(text)
    assert fault.startswith(f"programme.toml, line {line}, calendar.opens: ")
    assert said in fault


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (
            'kind = "goal"',
            'kind = "gaol"',
            "questionnaire.sections[4].questions[0].kind",
            "Write one of: short_text",
        ),
        ('label = "Why that', 'lable = "Why that', "sections[1].questions[1].lable", "Did you mean label?"),
        (
            'label = "Why that answer?"\n',
            "",
            "sections[1].questions[1].label",
            "missing. Write what is asked",
        ),
        (
            'label = "Why that answer?"',
            'label = " "',
            "sections[1].questions[1].label",
            "empty. Write what is asked",
        ),
        ('id = "training_why"', 'id = "training_rating"', "sections[1].questions[1].id", "an id of its own"),
        ('id = "training_why"', 'id = "Why?"', "sections[1].questions[1].id", "small letters, digits and _"),
        ('id = "training_why"', 'id = "errors"', "sections[1].questions[1].id", "Choose another id"),
        ('id = "balance"\n', 'id = "cv"\n', "questionnaire.sections[3].id", "another section is called"),
        ('id = "balance"\n', 'id = "check"\n', "questionnaire.sections[3].id", "a page of the service"),
        ('"Good", "Very good"]', '"Good"]', "sections[3].questions[0].words", "a rating needs 5 words"),
        (
            'kind = "goal"',
            'kind = "goal"\nmin_items = 2',
            "sections[4].questions[0].min_items",
            "only items have",
        ),
        (
            'kind = "goal"',
            'kind = "goal"\nwords = ["a"]',
            "sections[4].questions[0].words",
            "only a rating has words",
        ),
        ("min_items = 2", "min_items = 12", "sections[5].questions[0].min_items", "more than max_items"),
        (
            "\nrequired = true",
            '\nrequired = "yes"',
            "sections[1].questions[0].required",
            "must be true or false",
        ),
        ("cadence_months = 2", "cadence_months = 0", "calendar.cadence_months", "from 1 to 12"),
        ("cadence_months = 2", "cadence_months = true", "calendar.cadence_months", "a whole number"),
        ("due_after_days = 14", "due_after_days = 60", "calendar.due_after_days", "before the next opens"),
        ("Europe/London", "Europe/Londn", "programme.timezone", "isn't a time zone"),
        ("coordinator@example.org", "coordinator at x", "programme.contact.email", "like name@example.org"),
        ("https://mentoring", "mentoring", "programme.site_url", "begins with https://"),
        (
            'watched = "negatives"',
            'watched = "skills_next"',
            "questionnaire.watched",
            'no question of items has the id "skills_next"',
        ),
        (
            'opening = "help_most"',
            'opening = "help"',
            "questionnaire.opening",
            'no question has the id "help"',
        ),
        ("[calendar]", "[kalendar]", "kalendar", "Did you mean calendar?"),
        ('same_site = "both-agree"', 'same_site = "never"', "pairing.same_site", "both-agree, refuse, allow"),
        ('same_department = "both', "same_department = 3 #", "pairing.same_department", "must be a text"),
        ("most_mentees = 0", "most_mentees = 21", "pairing.most_mentees", "a number from 0 to 20"),
        (
            "training_required = true",
            'training_required = "no"',
            "pairing.training_required",
            "must be true or false",
        ),
        ("same_site =", "same_sight =", "pairing.same_sight", "Did you mean same_site?"),
    ],
)
def test_a_fault_names_its_place_and_the_mend(old: str, new: str, key: str, said: str) -> None:
    found = [fault for fault in faults(TEXT.replace(old, new, 1)) if key in fault and said in fault]
    assert found, faults(TEXT.replace(old, new, 1))
    assert found[0].startswith("programme.toml")


def test_both_agree_to_one_place_where_the_file_has_no_rule() -> None:
    assert read_programme(SHIPPED).pairing == PairingRules()
    begins, ends = TEXT.index("[pairing]"), TEXT.index("[agreement]")
    without = TEXT[:begins] + TEXT[ends:]
    assert parse_programme(without, "programme.toml").pairing == PairingRules()
    strict = parse_programme(
        TEXT.replace('same_site = "both-agree"', 'same_site = "refuse"'), "programme.toml"
    )
    assert strict.pairing == PairingRules(same_site=PlaceRule.REFUSE)


def test_a_fault_names_its_line() -> None:
    broken = TEXT.replace('kind = "goal"', 'kind = "gaol"', 1)
    line = next(number for number, text in enumerate(broken.splitlines(), 1) if "gaol" in text)
    assert faults(broken)[0].startswith(f"programme.toml, line {line}, questionnaire.")


def test_all_faults_come_at_once() -> None:
    assert len(faults(TEXT.replace('kind = "goal"', 'kind = "gaol"').replace("Europe/London", "Mars"))) == 4


def test_what_is_no_toml_and_what_is_not_there_are_sentences(tmp_path: Path) -> None:
    assert "this isn't TOML" in faults("[programme")[0]
    with pytest.raises(ProgrammeInvalidError, match="there is no such file"):
        read_programme(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "caf\xe9"')
    with pytest.raises(ProgrammeInvalidError, match="UTF-8"):
        read_programme(tmp_path / "latin.toml")


def test_an_empty_file_is_told_what_to_write() -> None:
    assert any("Write a [programme] table" in fault for fault in faults(""))


def test_changeovers_that_lie_too_close_and_odd_months_are_named() -> None:
    close = "[changeovers]\ndates = [2026-08-05, 2026-08-20]\n\n[retention]\nunpaired_months = 1"
    without = TEXT[: TEXT.index("[changeovers]")] + TEXT[TEXT.index("# After how many months") :]
    found = faults(without.replace("[retention]\nunpaired_months = 12", close))
    assert len(found) == 2
    assert any("2026-08-20 must lie more than 28 days after 2026-08-05" in fault for fault in found)
    assert any("unpaired_months: 1 is out of range" in fault for fault in found)


def test_without_the_two_tables_nobody_is_asked_and_the_usual_months_count() -> None:
    without = TEXT[: TEXT.index("# Days on which many")] + TEXT[TEXT.index("# What a mentee agrees") :]
    programme = parse_programme(without, "programme.toml")
    assert programme.changeovers == ()
    assert programme.retention == read_programme(SHIPPED).retention == Retention()
