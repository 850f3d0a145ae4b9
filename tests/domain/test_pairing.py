from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from formsvc.domain.errors import (
    AddressNotAcceptedError,
    MenteeToAcceptError,
    MentorToAcceptError,
    NotPairedError,
    PairingRefusedError,
)
from formsvc.domain.pairing import (
    Pairing,
    Waiting,
    require_independent,
    require_open_way,
    visible_to,
    waits_for,
)
from formsvc.domain.submission import Submission

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = "ada@example.org"
PROPOSED = Pairing("p2", "ada", date(2026, 3, 2))
OPEN = replace(PROPOSED, mentee_accepted_at=NOW, mentor_accepted_at=NOW, accepted_email=ADA)


def sent(cycle: int, pairing_id: str) -> Submission:
    return Submission(
        reference=f"R{cycle}",
        mentee_id="mo",
        cycle=cycle,
        sent_at=NOW,
        questionnaire_id="small",
        questionnaire_version="1",
        answers={},
        pairing_id=pairing_id,
        mentor_id="ada",
        mentor_name="Dr Ada Example",
        mentor_email=ADA,
        letter_id=f"letter{cycle}",
    )


def test_a_supervisor_or_assessor_is_refused_as_mentor() -> None:
    with pytest.raises(PairingRefusedError, match="independent of assessment"):
        require_independent(supervises=True, mentee_name="Mo Sample", mentor_name="Dr Ada Example")


def test_an_independent_mentor_is_not() -> None:
    require_independent(supervises=False, mentee_name="Mo Sample", mentor_name="Dr Ada Example")


def test_answers_may_go_once_both_have_accepted() -> None:
    assert waits_for(OPEN, ADA) is None
    require_open_way(OPEN, ADA)


@pytest.mark.parametrize(
    ("pairing", "email", "waiting", "error"),
    [
        (None, ADA, Waiting.NO_MENTOR, NotPairedError),
        (replace(OPEN, ended=date(2026, 3, 3)), ADA, Waiting.NO_MENTOR, NotPairedError),
        (PROPOSED, ADA, Waiting.MENTEE, MenteeToAcceptError),
        (replace(OPEN, mentee_accepted_at=None), ADA, Waiting.MENTEE, MenteeToAcceptError),
        (OPEN, "other@example.org", Waiting.ADDRESS, AddressNotAcceptedError),
        (replace(OPEN, accepted_email=""), ADA, Waiting.ADDRESS, AddressNotAcceptedError),
        (replace(OPEN, mentor_accepted_at=None), ADA, Waiting.MENTOR, MentorToAcceptError),
    ],
)
def test_until_then_it_says_what_is_waited_for(
    pairing: Pairing | None, email: str, waiting: Waiting, error: type[Exception]
) -> None:
    """Z3, Z4: a changed address waits as well, until the mentee has accepted it."""
    assert waits_for(pairing, email) is waiting
    with pytest.raises(error, match="nothing was sent"):
        require_open_way(pairing, email)


def test_a_mentor_knows_of_what_came_to_this_pairing_and_of_what_was_shared() -> None:
    """Z4: nothing of the past goes along by itself."""
    everything = [sent(1, "p1"), sent(2, "p1"), sent(3, "p2")]
    assert [each.cycle for each in visible_to(OPEN, everything)] == [3]
    assert [each.cycle for each in visible_to(replace(OPEN, shared=(2,)), everything)] == [2, 3]
