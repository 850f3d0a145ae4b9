"""Links in letters: random secrets stored hashed, and signed tokens bound to one purpose (X1).

Secrets that grant something (an invitation, a sign-in) are random and stored as a SHA-256.
Tokens that only let a mentor answer a letter are signed instead: the same letter, composed
again after a crash, carries the same link, and nothing has to be stored.
"""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import BadSignature, URLSafeSerializer

from formsvc.domain.errors import LinkInvalidError
from formsvc.domain.identity import Randomness

_BROKEN_LINK = "This link isn't one of ours, or part of it is missing. Open it from the letter again."
_LONGEST_OWNER = 64


def new_secret(random: Randomness) -> str:
    """Return a 256-bit secret in hexadecimal, for a link or a cookie."""
    return random(32).hex()


def hashed(secret: str) -> str:
    """Return the SHA-256 (hex) under which a secret of full entropy is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def matches(secret: str, stored_hash: str) -> bool:
    """Compare a presented secret with a stored hash in constant time."""
    return hmac.compare_digest(hashed(secret), stored_hash)


def joined_token(owner: str, secret: str) -> str:
    """Return the token that a link carries: whose document to open, and the secret to compare."""
    return f"{owner}.{secret}"


def split_token(token: str) -> tuple[str, str]:
    """Return (owner, secret); raises LinkInvalidError when the shape is wrong.

    An owner becomes a file's name, so anything but a short ASCII word is refused here.
    """
    owner, dot, secret = token.partition(".")
    if not (dot and owner.isascii() and owner.isalnum() and len(owner) <= _LONGEST_OWNER and secret):
        raise LinkInvalidError(_BROKEN_LINK)
    return owner, secret


class LinkSigner:
    """Signs and reads tokens, each bound to one purpose and to what it is about."""

    def __init__(self, key: str) -> None:
        """Take the signing key, which is no sealing key."""
        self._key = key

    def sign(self, purpose: str, *about: str) -> str:
        """Return a token for one purpose about one thing."""
        return URLSafeSerializer(self._key, salt=purpose).dumps(list(about))

    def read(self, purpose: str, token: str) -> list[str]:
        """Return what a token is about; raises LinkInvalidError for another purpose or a change."""
        try:
            about = URLSafeSerializer(self._key, salt=purpose).loads(token)
        except BadSignature:
            raise LinkInvalidError(_BROKEN_LINK) from None
        return [str(part) for part in about]
