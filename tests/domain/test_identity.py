from __future__ import annotations

import re

import pytest

from formsvc.domain.identity import new_id, new_reference, normal_code
from tests.seeded import seeded


def test_an_id_is_a_safe_file_name_of_128_random_bits() -> None:
    assert re.fullmatch(r"[a-z2-7]{26}", new_id(seeded()))


def test_a_reference_has_no_letter_that_is_misread() -> None:
    random = seeded()
    made = "".join(new_reference(random) for _ in range(500))
    assert not set(made) & set("01IO")
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", new_reference(random))


@pytest.mark.parametrize("typed", ["k7qm-2xjd", "K7QM2XJD", " k7qm 2xjd ", "K7QM–2XJD\n"])  # noqa: RUF001 - as phones type it
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == "K7QM-2XJD"
