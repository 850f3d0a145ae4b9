from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from formsvc.auth.devices import known_device, new_device, split_device_token, with_device_failure
from formsvc.domain.credentials import Credentials, Session
from formsvc.domain.errors import DeviceUnknownError
from tests.seeded import seeded

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DEVICE, TOKEN = new_device("mentee1", NOW, seeded(1))
PERSON_ID, DEVICE_ID, SECRET = split_device_token(TOKEN)
CREDENTIALS = Credentials(person_id="mentee1", devices=(DEVICE,))


def test_a_device_is_kept_as_a_hash_of_a_256_bit_secret() -> None:
    assert ("mentee1", DEVICE.id) == (PERSON_ID, DEVICE_ID)
    assert len(bytes.fromhex(SECRET)) == 32
    assert SECRET not in repr(DEVICE)


def test_a_device_is_known_for_180_days() -> None:
    last = NOW + timedelta(days=180) - timedelta(seconds=1)

    assert known_device(CREDENTIALS, DEVICE_ID, SECRET, last) == DEVICE
    with pytest.raises(DeviceUnknownError):
        known_device(CREDENTIALS, DEVICE_ID, SECRET, NOW + timedelta(days=180))


@pytest.mark.parametrize(
    ("device_id", "secret"), [(DEVICE_ID, "0" * 64), ("other", SECRET), (DEVICE_ID, "\ud800")]
)
def test_another_secret_or_device_is_unknown(device_id: str, secret: str) -> None:
    with pytest.raises(DeviceUnknownError):
        known_device(CREDENTIALS, device_id, secret, NOW)


@pytest.mark.parametrize(
    "token", ["", "a", "a.b", "..", "a..b", "../x.y.z", "a.b/.c", "é.b.c", "a" * 65 + ".b.c"]
)
def test_a_token_of_another_shape_is_unknown(token: str) -> None:
    with pytest.raises(DeviceUnknownError):
        split_device_token(token)


def test_a5_fifty_failures_in_a_row_revoke_the_device_and_its_sessions_alone() -> None:
    sessions = (Session("on-it", NOW, DEVICE.id), Session("elsewhere", NOW))
    credentials = replace(CREDENTIALS, sessions=sessions, seed="a seed")
    for _ in range(49):
        credentials = with_device_failure(credentials, credentials.devices[0])
    assert credentials.devices[0].failed_in_a_row == 49

    credentials = with_device_failure(credentials, credentials.devices[0])

    assert credentials.devices == ()
    assert [session.id_hash for session in credentials.sessions] == ["elsewhere"]
    assert credentials.seed == "a seed"
