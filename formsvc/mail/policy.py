"""How a letter's headers are written: message ids raw, names whole, subjects encoded (RFC 2047).

CPython 3.11 writes a long Message-ID, References or List-Unsubscribe as encoded words, which no
reader resolves, and loses spaces and quotation marks of long names. So the headers that
machines read are written here; everything else is left to ``email.policy``.
"""

from __future__ import annotations

import re
from email.header import Header
from email.headerregistry import Address, BaseHeader
from email.policy import EmailPolicy
from typing import Self

TOKEN_HEADERS = frozenset({"message-id", "references", "in-reply-to", "list-unsubscribe", "content-id"})
ADDRESS_HEADERS = frozenset({"from", "to", "reply-to"})
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ -]+")
_LONGEST_LINE = 78


class WireMailbox(str):  # noqa: SLOT000 - two attributes, a few letters at a time
    """An address header as it is read, with the name and the address that it is written from."""

    display_name: str
    addr_spec: str

    def __new__(cls, name: str, address: str) -> Self:
        """Take a display name, which may be empty, and an address."""
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        made = super().__new__(cls, f'"{escaped}" <{address}>' if name else address)
        made.display_name, made.addr_spec = name, address
        return made


class LetterPolicy(EmailPolicy):
    """``email.policy.SMTP`` whose ids and addresses are only ever folded between their words."""

    def fold(self, name: str, value: str) -> str:
        """Return one header as text, folded."""
        words = _words(name.lower(), value)
        return self._folded(name, words) if words else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return one header as bytes, folded."""
        words = _words(name.lower(), value)
        if not words:
            return super().fold_binary(name, value)
        return self._folded(name, words).encode("utf-8" if self.utf8 else "ascii")

    def _folded(self, name: str, words: list[str]) -> str:
        lines = [f"{name}: {words[0]}"]
        for word in words[1:]:
            if len(lines[-1]) + 1 + len(word) > _LONGEST_LINE:
                lines.append("")
            lines[-1] += f" {word}"
        return self.linesep.join(lines) + self.linesep


def _words(name: str, value: str) -> list[str]:
    """Return a header's words when it is one of ours, else none."""
    if name in TOKEN_HEADERS:
        return value.split()
    if name in ADDRESS_HEADERS and isinstance(value, WireMailbox):
        return _mailbox(value)
    if name in ADDRESS_HEADERS and isinstance(value, BaseHeader):
        (address,) = value.addresses  # type: ignore[attr-defined]  # an address header has them
        return _mailbox(address)
    return []


def _mailbox(address: Address | WireMailbox) -> list[str]:
    """Return a mailbox in words: the name as it is, quoted, or as encoded words, then the address."""
    name, known_as = address.display_name, f"<{address.addr_spec}>"
    if not name:
        return [address.addr_spec]
    if not name.isascii() or "=?" in name:
        return [*Header(name, "utf-8").encode().split(), known_as]
    if _PLAIN_NAME.fullmatch(name):
        return [*name.split(), known_as]
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return [*f'"{escaped}"'.split(), known_as]


LETTER_POLICY = LetterPolicy(linesep="\r\n", max_line_length=_LONGEST_LINE, cte_type="7bit")
