from __future__ import annotations

import pytest

from formsvc.domain.errors import PairingRefusedError
from formsvc.domain.pairing import require_independent


def test_a_supervisor_or_assessor_is_refused_as_mentor() -> None:
    with pytest.raises(PairingRefusedError, match="independent of assessment"):
        require_independent(supervises=True, mentee_name="Mo Sample", mentor_name="Dr Ada Example")


def test_an_independent_mentor_is_not() -> None:
    require_independent(supervises=False, mentee_name="Mo Sample", mentor_name="Dr Ada Example")
