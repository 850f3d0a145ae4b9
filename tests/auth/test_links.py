from __future__ import annotations

import pytest

from formsvc.auth.links import LinkSigner, hashed, joined_token, matches, new_secret, split_token
from formsvc.domain.errors import LinkInvalidError
from tests.seeded import seeded


def test_a_secret_has_256_bits_and_is_kept_as_a_hash() -> None:
    secret = new_secret(seeded(1))

    assert len(bytes.fromhex(secret)) == 32
    assert matches(secret, hashed(secret))
    assert not matches(secret[:-1], hashed(secret))
    assert secret not in hashed(secret)


@pytest.mark.parametrize(
    "token", ["", ".", "abc", "abc.", ".def", "a/b.c", "é.c", "a" * 65 + ".c", "a\x00.c"]
)
def test_a_token_of_another_shape_is_refused(token: str) -> None:
    with pytest.raises(LinkInvalidError):
        split_token(token)


def test_a_token_says_whose_and_what() -> None:
    assert split_token(joined_token("mentee1", "s3cret")) == ("mentee1", "s3cret")


def test_x1_a_signed_token_is_bound_to_its_purpose() -> None:
    signer = LinkSigner("a key for tests")
    token = signer.sign("acknowledge", "mentee1", "3")

    assert signer.read("acknowledge", token) == ["mentee1", "3"]
    with pytest.raises(LinkInvalidError):
        signer.read("pause", token)


def test_x1_a_signed_token_is_bound_to_its_key_and_its_text() -> None:
    token = LinkSigner("a key for tests").sign("acknowledge", "mentee1", "3")

    for signer, presented in (
        (LinkSigner("another key"), token),
        (LinkSigner("a key for tests"), token[:-1]),
    ):
        with pytest.raises(LinkInvalidError):
            signer.read("acknowledge", presented)
