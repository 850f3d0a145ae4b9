"""The play's own tools: what it says when a step fails, and codes that count once."""

from __future__ import annotations

import time
from pathlib import Path

import pyotp
import pytest

from formsvc.demo.authenticator import Authenticator
from formsvc.demo.play import PlayFailedError, play_one_cycle
from tests.demo.conftest import seeded_in

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
URI = f"otpauth://totp/Example:mo%40example.org?secret={SEED}&issuer=Example"


def test_three_codes_given_at_once_are_of_three_steps_that_all_count() -> None:
    app = Authenticator(URI)
    codes = [app.code() for _ in range(3)]
    now = int(time.time()) // 30
    near = [pyotp.TOTP(SEED).at(step * 30) for step in range(now - 2, now + 2)]
    places = [near.index(code) for code in codes]
    assert places == [places[0], places[0] + 1, places[0] + 2]


def test_a_wrong_code_is_wrong_now_and_for_a_while() -> None:
    assert not pyotp.TOTP(SEED).verify(Authenticator(URI).wrong_code(), valid_window=3)


def test_whatever_fails_is_one_sentence_that_names_the_step(tmp_path: Path) -> None:
    """No worker runs here, so no letter comes."""
    with (
        seeded_in(tmp_path) as seeded,
        pytest.raises(
            PlayFailedError, match=r"^The play stopped while joining from the invitation: no letter"
        ),
    ):
        play_one_cycle(seeded.services, seeded.mailbox, patience=0.2)
