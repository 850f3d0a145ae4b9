from __future__ import annotations

import pytest
from argon2.low_level import Type, hash_secret_raw

from formsvc.auth.recovery import hash_codes, new_codes, recovery_code, without_code
from formsvc.domain.errors import WrongCodeError
from formsvc.domain.identity import REFERENCE_ALPHABET
from tests.seeded import seeded


def test_a9_a_set_is_ten_different_codes_of_80_bits() -> None:
    codes = new_codes(seeded(1))

    assert len(set(codes)) == 10
    for code in codes:
        letters = code.replace("-", "")
        assert len(letters) == 16, "16 letters of 5 bits each"
        assert set(letters) <= set(REFERENCE_ALPHABET)


def test_a9_a_code_is_hashed_with_argon2id_of_19_mib() -> None:
    code = new_codes(seeded(2))[0]
    kept = hash_codes([code], seeded(3))
    expected = hash_secret_raw(
        code.encode(),
        bytes.fromhex(kept.salt),
        time_cost=2,
        memory_cost=19456,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )

    assert kept.hashes == (expected.hex(),)
    assert len(bytes.fromhex(kept.salt)) == 16


def test_a9_no_code_stands_in_clear_in_what_is_kept() -> None:
    codes = new_codes(seeded(4))[:2]
    kept = repr(hash_codes(codes, seeded(5)))

    for code in codes:
        assert code not in kept
        assert code.replace("-", "") not in kept


def test_a9_a_code_works_once_and_the_others_go_on() -> None:
    first, second, third = new_codes(seeded(6))[:3]
    kept = hash_codes([first, second, third], seeded(7))

    left = without_code(kept, second)

    assert left.hashes == (kept.hashes[0], kept.hashes[2])
    with pytest.raises(WrongCodeError, match="used"):
        without_code(left, second)
    assert len(without_code(left, first).hashes) == 1


def test_a9_a_code_may_be_typed_in_small_letters_and_without_dashes() -> None:
    code = new_codes(seeded(8))[0]
    kept = hash_codes([code], seeded(9))

    assert without_code(kept, f" {code.lower().replace('-', ' ')} ").hashes == ()


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "ABCD-EFGH-JKMN", "ABCD-EFGH-JKMN-PQRS-T", "\ud800" * 16, "ß" * 16]
)
def test_what_cannot_be_a_code_is_refused_before_it_costs_a_hash(typed: str) -> None:
    with pytest.raises(WrongCodeError, match="whole recovery code"):
        recovery_code(typed)
