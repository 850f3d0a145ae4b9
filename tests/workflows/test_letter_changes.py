"""What a letter may set beside this time's answers: what this mentor may know of, by this way (Z4)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answer
from formsvc.domain.submission import Submission, Way
from formsvc.mail.compose import compose
from formsvc.workflows.letter_facts import whole_submission, write_submission
from formsvc.workflows.services import Services
from tests.mail.full_programme import full_services, send, usual_answers
from tests.mail.reading import part

SECRET = "Only the earlier mentor knew this"


@pytest.fixture
def written(tmp_path: Path) -> tuple[Services, Person]:
    return full_services(tmp_path)


def letter(services: Services, submission: Submission) -> str:
    found = write_submission(services, submission)
    message = compose(found.facts, found.envelope)
    return part(message, "plain") + part(message, "html")


def remade(services: Services, mentee: Person, shared: tuple[int, ...]) -> Person:
    """Pair the mentee anew: what went out so far went to somebody else."""
    old = replace(mentee.pairings[0], id="pairing0", ended=mentee.starts)
    mentee = replace(mentee, pairings=(old, replace(mentee.pairings[0], shared=shared)))
    with services.store.hold(mentee.id):
        services.store.registry.save(mentee)
    return mentee


def secrets() -> dict[str, Answer]:
    return {"training": 1, "goal_short": SECRET, "bad": (SECRET, SECRET)}


def test_z4_a_new_mentor_s_letter_says_nothing_of_the_past(written: tuple[Services, Person]) -> None:
    services, mentee = written
    mentee = remade(services, mentee, shared=())
    for cycle in (1, 2):
        send(services, mentee, cycle, {**usual_answers(), **secrets()}, "pairing0")
    sent = send(services, mentee, 3, {**usual_answers(), "bad": ("No time", SECRET)})

    told = letter(services, sent)

    assert "What changed since last time" not in told
    assert told.count(SECRET) == 2, "this time's own words, once in each part"


def test_z4_a_new_mentor_s_letter_is_set_beside_what_was_shared(written: tuple[Services, Person]) -> None:
    services, mentee = written
    mentee = remade(services, mentee, shared=(1,))
    send(services, mentee, 1, {**usual_answers(), "training": 3}, "pairing0")
    send(services, mentee, 2, {**usual_answers(), **secrets()}, "pairing0")

    told = letter(services, send(services, mentee, 3, usual_answers()))

    assert "Satisfaction: up from 3 (neither) to 4 (satisfied)" in told
    assert "beside the questionnaire of cycle 1" in told
    assert SECRET not in told
    assert "dissatisfied)" not in told


def test_z4_an_earlier_submission_is_set_beside_what_its_new_reader_may_know(
    written: tuple[Services, Person],
) -> None:
    services, mentee = written
    mentee = remade(services, mentee, shared=(2,))
    send(services, mentee, 1, {**usual_answers(), **secrets()}, "pairing0")
    shared = send(services, mentee, 2, usual_answers(), "pairing0")

    assert whole_submission(services, shared, reader=mentee.pairings[1]).changes is None
    own = whole_submission(services, shared).changes
    assert own is not None
    assert own.since == 1


def test_a_letter_of_answers_quotes_none_that_went_by_link_only(written: tuple[Services, Person]) -> None:
    services, mentee = written
    for cycle in (1, 2):
        send(services, mentee, cycle, {**usual_answers(), **secrets()}, way=Way.LINK)
    sent = send(services, mentee, 3, {**usual_answers(), "bad": ("No time", "Too late")})

    assert SECRET not in letter(services, sent)
    assert "What changed since last time" not in letter(services, sent)
    opened = whole_submission(services, replace(sent, way=Way.LINK)).changes
    assert opened is not None, "the page asks for a code, so it may say what went that way before"
    assert [goal.before for goal in opened.goals] == [SECRET]
