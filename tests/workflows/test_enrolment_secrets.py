from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from formsvc.domain.errors import (
    WrongCodeError,
)
from formsvc.domain.people import Person, Standing
from formsvc.workflows.enrolment import (
    accept_agreement,
    authenticator_setup,
    confirm_authenticator,
    invited_person,
    recovery_codes_to_show,
)
from formsvc.workflows.services import Services
from tests.workflows.signing_in import (
    data_files,
    join,
    snapshot,
    wrong_code_at,
)

AGREEMENT = "2026-01"


def test_a10_a_seed_is_inert_until_a_code_from_it_was_right(
    services: Services, invited: Person, token: str
) -> None:
    accept_agreement(services, token, AGREEMENT)
    seed = authenticator_setup(services, token).key

    with pytest.raises(WrongCodeError):
        confirm_authenticator(services, token, wrong_code_at(services.clock(), seed), own_device=True)

    credentials = services.store.credentials.credentials(invited.id)
    assert credentials.seed is None
    assert (credentials.sessions, credentials.devices) == ((), ())
    assert services.store.registry.person(invited.id).standing is Standing.INVITED
    join(services, token)


def test_a1_no_data_file_holds_the_seed(services: Services, token: str, tmp_path: Path) -> None:
    accept_agreement(services, token, AGREEMENT)
    seed = authenticator_setup(services, token).key
    assert list(_files_with_seed(tmp_path, seed)) == [], "while it is pending"

    join(services, token)

    assert len(list(data_files(tmp_path))) >= 3
    assert list(_files_with_seed(tmp_path, seed)) == []
    (tmp_path / "leak").write_text(f'{{"seed": "{base64.b32decode(seed).hex()}"}}')
    (tmp_path / "wrapped").write_bytes(base64.b64encode(f"-{seed}-".encode()))
    found = [path.name for path in _files_with_seed(tmp_path, seed)]
    assert found == ["leak", "wrapped"], "the scan can find one"


def test_no_data_file_holds_a_link_or_a_recovery_code(
    services: Services, invited: Person, token: str, tmp_path: Path
) -> None:
    signed_in, _ = join(services, token, own_device=True)
    codes = recovery_codes_to_show(services, invited.id)
    assert signed_in.device_token is not None
    secrets = [token, signed_in.session_secret, signed_in.device_token, *codes]
    secrets += [secret.rpartition(".")[2] for secret in secrets]

    for path in data_files(tmp_path):
        for content in _readings(path):
            assert not [secret for secret in secrets if secret.encode() in content], path


def test_c2_looking_at_an_invitation_writes_nothing(services: Services, token: str, tmp_path: Path) -> None:
    accept_agreement(services, token, AGREEMENT)
    before = snapshot(tmp_path)

    invited_person(services, token)
    authenticator_setup(services, token)

    assert snapshot(tmp_path) == before


def _files_with_seed(folder: Path, seed: str) -> Iterator[Path]:
    raw = base64.b32decode(seed)
    shapes = [raw, seed.encode(), seed.lower().encode(), raw.hex().encode(), raw.hex().upper().encode()]
    shapes += [base64.b64encode(raw)[:24], base64.urlsafe_b64encode(raw)[:24]]
    for path in data_files(folder):
        if any(shape in content for shape in shapes for content in _readings(path)):
            yield path


def _readings(path: Path) -> Iterator[bytes]:
    """Yield a file as it stands, and whatever lies in it as base64."""
    yield path.read_bytes()
    for run in re.findall(rb"[A-Za-z0-9+/]{24,}", path.read_bytes()):
        yield base64.b64decode(run[: len(run) // 4 * 4])
