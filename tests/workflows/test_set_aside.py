"""Two tabs or two devices: the newer wins, and the other version is kept to be copied from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.drafting import KEPT_ASIDE, Opened
from formsvc.domain.errors import AlreadySentError, NothingDueError
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answers
from formsvc.domain.submission import Draft, SetAside
from formsvc.workflows.questionnaire import check_answers, open_questionnaire, save_section
from formsvc.workflows.services import Services
from formsvc.workflows.set_aside import keep_aside, put_away
from tests.workflows.small_programme import SettableClock, small_questionnaire
from tests.workflows.test_questionnaire import GOOD, send

TRAINING = small_questionnaire().sections[0]


def page(services: Services, mentee: Person, page_id: str) -> Opened:
    """Open a section in a tab."""
    return Opened(open_questionnaire(services, mentee.id).draft.generation, page_id)


def said(draft: Draft) -> list[Answers]:
    return [version.answers for version in draft.set_aside]


def skills(text: str) -> Answers:
    return {"skills": text, "satisfaction": 4}


def test_the_newer_wins_and_the_other_is_kept_with_its_moment(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    phone, laptop = page(services, mentee, "phone"), page(services, mentee, "laptop")
    on_phone = save_section(services, mentee.id, 1, skills("On the phone"), phone)
    clock.advance(timedelta(minutes=5))
    saved = save_section(services, mentee.id, 1, skills("On the laptop"), laptop)
    assert saved.answers == skills("On the laptop")
    assert saved.set_aside == (
        SetAside("training", skills("On the phone"), on_phone.saved_at or clock(), "phone"),
    )
    assert open_questionnaire(services, mentee.id).draft == saved


def test_one_page_saving_again_and_again_is_no_conflict(services: Services, mentee: Person) -> None:
    """Its answer may have got lost on the way, so that it still says the old generation."""
    opened = page(services, mentee, "phone")
    for text in ("A", "AB", "ABC"):
        saved = save_section(services, mentee.id, 1, skills(text), opened)
    assert saved.answers == skills("ABC")
    assert saved.set_aside == ()


def test_the_same_words_or_another_page_are_no_conflict(services: Services, mentee: Person) -> None:
    phone, laptop = page(services, mentee, "phone"), page(services, mentee, "laptop")
    save_section(services, mentee.id, 1, skills("The same"), phone)
    assert save_section(services, mentee.id, 1, skills("The same"), laptop).set_aside == ()
    points = page(services, mentee, "other")
    save_section(services, mentee.id, 1, skills("More"), phone)
    assert save_section(services, mentee.id, 1, {"positives": ("one",)}, points).set_aside == ()


def test_what_was_opened_after_the_other_was_saved_is_no_conflict(services: Services, mentee: Person) -> None:
    save_section(services, mentee.id, 1, skills("First"), page(services, mentee, "phone"))
    saved = save_section(services, mentee.id, 1, skills("Then"), page(services, mentee, "laptop"))
    assert (saved.answers, saved.set_aside) == (skills("Then"), ())


def test_a_stale_page_on_which_nothing_was_typed_wins_over_nothing(
    services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, skills("First"))
    stale = page(services, mentee, "stale")
    newer = save_section(services, mentee.id, 1, skills("Newer"), page(services, mentee, "phone"))
    assert save_section(services, mentee.id, 1, skills("First"), replace(stale, typed_on=False)) == newer


def test_an_empty_version_is_not_worth_keeping(services: Services, mentee: Person) -> None:
    phone, laptop = page(services, mentee, "phone"), page(services, mentee, "laptop")
    save_section(services, mentee.id, 1, {"skills": " ", "satisfaction": None}, phone)
    assert save_section(services, mentee.id, 1, skills("Words"), laptop).set_aside == ()


def test_two_tabs_writing_in_turn_keep_one_other_version(services: Services, mentee: Person) -> None:
    """Neither is in the draft and aside at once."""
    phone, laptop = page(services, mentee, "phone"), page(services, mentee, "laptop")
    save_section(services, mentee.id, 1, skills("P"), phone)
    for words in ("L", "LL"):
        assert said(save_section(services, mentee.id, 1, skills(words), laptop)) == [skills("P")]
    assert said(save_section(services, mentee.id, 1, skills("PP"), phone)) == [skills("LL")]


def test_only_the_most_recent_versions_are_kept(services: Services, mentee: Person) -> None:
    stale = [page(services, mentee, f"tab{number}") for number in range(KEPT_ASIDE + 3)]
    for number, opened in enumerate(stale):
        saved = save_section(services, mentee.id, 1, skills(f"Words {number}"), opened)
    assert said(saved) == [skills(f"Words {number}") for number in range(2, KEPT_ASIDE + 2)]


def test_what_a_tab_held_unsaved_is_kept_beside_once(services: Services, mentee: Person) -> None:
    saved = save_section(services, mentee.id, 1, skills("Newer"))
    held = {"skills": "Typed before the train went into the tunnel", "satisfaction": None}
    for _ in range(2):
        kept = keep_aside(services, mentee.id, 1, section=TRAINING, answers=held, page_id="phone")
    assert (kept.answers, kept.generation, said(kept)) == (skills("Newer"), saved.generation, [held])
    for known in (skills("Newer"), {"skills": "", "satisfaction": None}):
        assert keep_aside(services, mentee.id, 1, section=TRAINING, answers=known, page_id="x") == kept


def test_a_version_is_put_away_alone_and_only_if_it_is_the_one_that_was_shown(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    for words in ("One", "Two"):
        clock.advance(timedelta(minutes=1))
        kept = keep_aside(services, mentee.id, 1, section=TRAINING, answers=skills(words), page_id=words)
    put_away(services, mentee.id, 1, "training", "2026-01-01T00:00:00+00:00")
    put_away(services, mentee.id, 1, "points", kept.set_aside[0].saved_at.isoformat())
    assert said(open_questionnaire(services, mentee.id).draft) == [skills("One"), skills("Two")]
    put_away(services, mentee.id, 1, "training", kept.set_aside[0].saved_at.isoformat())
    assert said(open_questionnaire(services, mentee.id).draft) == [skills("Two")]


def test_putting_away_leaves_the_check_page_good(services: Services, mentee: Person) -> None:
    save_section(services, mentee.id, 1, GOOD)
    kept = keep_aside(services, mentee.id, 1, section=TRAINING, answers=skills("x"), page_id="phone")
    shown = check_answers(services, mentee.id)
    put_away(services, mentee.id, 1, "training", kept.set_aside[0].saved_at.isoformat())
    assert send(services, shown, mentee).answers["skills"] == GOOD["skills"]


def test_nothing_is_kept_aside_for_what_was_sent_or_has_closed(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    save_section(services, mentee.id, 1, GOOD)
    send(services, check_answers(services, mentee.id), mentee)
    with pytest.raises(AlreadySentError):
        keep_aside(services, mentee.id, 1, section=TRAINING, answers=skills("x"), page_id="phone")
    with pytest.raises(AlreadySentError):
        put_away(services, mentee.id, 1, "training", "x")
    clock.advance(timedelta(days=62))
    with pytest.raises(NothingDueError):
        keep_aside(services, mentee.id, 1, section=TRAINING, answers=skills("x"), page_id="phone")
