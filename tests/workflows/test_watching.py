from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from formsvc.workflows.watching import people_and_progress, programme_status
from tests.workflows.small_programme import SettableClock, add_mentee

SENT = CycleState("K7QM-2XJD", datetime(2026, 3, 3, tzinfo=UTC))


def progress_of(services: Services, name: str) -> str:
    return next(row.progress for row in people_and_progress(services.for_coordinators()) if row.name == name)


def test_an_open_questionnaire_becomes_late_after_its_due_date(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    assert progress_of(services, mentee.name) == "Questionnaire open"
    clock.advance(timedelta(days=15))
    assert progress_of(services, mentee.name) == "Late"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SENT, "Sent; waiting for the mail server"),
        (replace(SENT, progress=Progress.DELIVERED), "Sent; accepted by the mail server"),
        (replace(SENT, progress=Progress.UNDELIVERED), "Not delivered: the mentor's address was refused"),
        (replace(SENT, progress=Progress.HELD), "Sent; held back after a restore"),
        (replace(SENT, progress=Progress.DELIVERED, seen_at=SENT.sent_at), "Sent; seen by the mentor"),
        (replace(SENT, replied_at=SENT.sent_at), "Sent; the mentor has replied"),
        (replace(SENT, promised_by=date(2026, 3, 4)), "Sent; will reply by 4 March 2026"),
        (replace(SENT, asks_more_at=SENT.sent_at), "Sent; mentor would like to know more"),
        (replace(SENT, cannot_at=SENT.sent_at), "Sent; mentor can't this time"),
        (
            replace(SENT, cannot_at=SENT.sent_at, mentee_says_replied_at=SENT.sent_at),
            "Sent; the mentor has replied",
        ),
    ],
)
def test_what_was_sent_is_followed_in_words(
    services: Services, mentee: Person, state: CycleState, said: str
) -> None:
    with services.store.hold(mentee.id):
        services.store.registry.save(mentee.with_cycle(1, state))
    assert progress_of(services, mentee.name) == said


def test_who_has_no_mentor_needs_one(services: Services) -> None:
    assert progress_of(services, add_mentee(services, None).name) == "Needs a mentor"


def test_a_damaged_entry_is_named_and_everybody_else_is_listed(
    services: Services, mentee: Person, mentor: Person, tmp_path: Path
) -> None:
    broken = tmp_path / "data" / "registry" / f"{mentor.id}.json"
    broken.write_bytes(broken.read_bytes()[:-9])
    rows = people_and_progress(services.for_coordinators())
    assert [row.name for row in rows] == [mentee.name]
    assert programme_status(services.for_coordinators()).damaged == (f"registry/{mentor.id}",)
