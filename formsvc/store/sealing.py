"""Sealing: AES-256-GCM over one document, bound to its name and generation (K1).

An envelope is one line of JSON::

    {"format":1,"name":"drafts/mzxw6","key":"k1","generation":7,"sealed":"<base64>"}

``sealed`` is a 96-bit random nonce, the ciphertext and the tag (NIST SP 800-38D). Everything
else in the line is associated data, and the line must be exactly what this module would have
written: any flipped byte, swapped file or older generation under a newer name is found.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from formsvc.domain.errors import DamagedFileError, KeyMissingError, NewerFormatError

FORMAT = 1
_NONCE = 12
_as_json = json.JSONEncoder(separators=(",", ":")).encode
"""ASCII without spaces; one encoder for all, since ``json.dumps`` makes a new one at each call."""


SealingKeys = Sequence[tuple[str, bytes]]
"""(id, 32 bytes) pairs, the newest first."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope held, and which generation of the document it was."""

    content: dict[str, Any]
    generation: int


@dataclass(frozen=True, slots=True)
class _Envelope:
    key_id: str
    generation: int
    sealed: bytes


class Sealing:
    """Seals with the first key and opens with any.

    ``changed`` returns the keys when they were rotated since it was last asked, else None. It is
    asked before each seal, so that no process goes on using a key that is about to be dropped.
    """

    def __init__(self, keys: SealingKeys, changed: Callable[[], SealingKeys | None] = lambda: None) -> None:
        """Take the keys, and how to follow their rotation."""
        self._changed = changed
        self._ring = _Ring(keys)

    def seal(self, name: str, content: object, generation: int) -> bytes:
        """Return the envelope of one document, ready for the disk."""
        self._follow()
        ring = self._ring
        bound = _bound(name, ring.newest, generation)
        plain = _as_json(content).encode("ascii")
        nonce = os.urandom(_NONCE)
        sealed = nonce + ring.ciphers[ring.newest].encrypt(nonce, plain, bound)
        return _line(name, ring.newest, generation, sealed)

    def open(self, name: str, envelope: bytes) -> Opened:
        """Return what an envelope holds; raises DamagedFileError, which names the document."""
        found = _as_written(name, envelope) or self._as_read(name, envelope)
        cipher = self._cipher(found.key_id)
        if cipher is None:
            raise KeyMissingError(
                name, f"it is sealed with a key, {found.key_id}, that isn't in the keys file"
            )
        bound = _bound(name, found.key_id, found.generation)
        try:
            plain = cipher.decrypt(found.sealed[:_NONCE], found.sealed[_NONCE:], bound)
        except (InvalidTag, ValueError):
            raise DamagedFileError(name, "its seal is broken") from None
        return Opened(json.loads(plain), found.generation)

    def _as_read(self, name: str, envelope: bytes) -> _Envelope:
        """Read an envelope part by part, for the words of what is wrong with it; raises DamagedFileError."""
        parts = _parts(name, envelope)
        if parts.get("name") != name:
            raise DamagedFileError(name, "it belongs to another document")
        key_id, generation = parts.get("key"), parts.get("generation")
        sealed = _unbase64(parts.get("sealed"))
        if not isinstance(key_id, str) or not isinstance(generation, int) or sealed is None:
            raise DamagedFileError(name, "its envelope is incomplete")
        if _line(name, key_id, generation, sealed) != envelope:
            raise DamagedFileError(name, "its envelope was changed")
        return _Envelope(key_id, generation, sealed)

    def resealed(self, name: str, envelope: bytes) -> bytes | None:
        """Return the same document and generation under the newest key, None when it has that already.

        Raises DamagedFileError.
        """
        opened = self.open(name, envelope)
        self._follow()
        if _parts(name, envelope)["key"] == self._ring.newest:
            return None
        return self.seal(name, opened.content, opened.generation)

    def _cipher(self, key_id: str) -> AESGCM | None:
        if key_id not in self._ring.ciphers:
            self._follow()
        return self._ring.ciphers.get(key_id)

    def _follow(self) -> None:
        keys = self._changed()
        if keys is not None:
            self._ring = _Ring(keys)


class _Ring:
    """Keys in use together; replaced as one, because threads share a sealing."""

    def __init__(self, keys: SealingKeys) -> None:
        self.ciphers = {key_id: AESGCM(secret) for key_id, secret in keys}
        self.newest = keys[0][0]


def keyed_hash(key: bytes, text: str) -> str:
    """Return the HMAC-SHA-256 (hex) by which something is looked up without being readable."""
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _bound(name: str, key_id: str, generation: int) -> bytes:
    return _as_json([FORMAT, name, key_id, generation]).encode("ascii")


def _as_written(name: str, envelope: bytes) -> _Envelope | None:
    """Return the parts of an envelope that is exactly as this module writes them, else None.

    Its long part is decoded once and not written again to compare: base64 says the same in one way only, but
    for the bits that its last four characters may leave over, and those are compared.
    """
    head, found, rest = envelope.partition(b',"sealed":"')
    try:
        parts = json.loads(head + b"}")
        key_id, generation = parts["key"], parts["generation"]
        sealed = a2b_base64(rest[:-3], strict_mode=True)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(key_id, str) or type(generation) is not int or not found or not sealed:
        return None
    over = len(sealed) % 3 or 3
    same = (
        _head(name, key_id, generation) == head
        and rest[-3:] == b'"}\n'
        and b2a_base64(sealed[-over:], newline=False) == rest[-7:-3]
    )
    return _Envelope(key_id, generation, sealed) if same else None


def _head(name: str, key_id: str, generation: int) -> bytes:
    return _as_json({"format": FORMAT, "name": name, "key": key_id, "generation": generation})[:-1].encode()


def _line(name: str, key_id: str, generation: int, sealed: bytes) -> bytes:
    envelope = {
        "format": FORMAT,
        "name": name,
        "key": key_id,
        "generation": generation,
        "sealed": base64.b64encode(sealed).decode("ascii"),
    }
    return _as_json(envelope).encode("ascii") + b"\n"


def _parts(name: str, envelope: bytes) -> dict[str, Any]:
    try:
        parts = json.loads(envelope)
    except (ValueError, RecursionError):
        raise DamagedFileError(name, "it is not an envelope") from None
    if not isinstance(parts, dict):
        raise DamagedFileError(name, "it is not an envelope")
    if isinstance(parts.get("format"), int) and parts["format"] > FORMAT:
        raise NewerFormatError(
            f"The file {name} was written by a newer release of Mentorpost. Run that release, "
            f"or restore the backup made before the upgrade.",
        )
    return parts


def _unbase64(text: object) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except ValueError:
        return None
