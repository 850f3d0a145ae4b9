"""The parts of a letter, written as they go over the wire: encoded once, with nothing parsed on the way.

The standard library parses each header as it is set, and encodes texts character by character; that took
three quarters of the time in which a letter was made. What is read back is parsed then, and only then.
"""

from __future__ import annotations

from base64 import encodebytes
from binascii import b2a_qp
from email.message import EmailMessage, Message
from email.policy import Policy
from typing import Any

from formsvc.mail.policy import LETTER_POLICY

_LONGEST_SUBJECT = 68


class LetterMessage(EmailMessage):
    """A message or a part of one whose headers and body are ready to go out."""

    def __init__(self) -> None:
        """Begin without headers."""
        super().__init__(policy=LETTER_POLICY)
        self._boundary = ""

    def as_bytes(
        self,
        unixfrom: bool = False,  # noqa: FBT001, FBT002 - the standard library's signature
        policy: Policy[Any] | None = None,
    ) -> bytes:
        """Return the bytes that the standard library's generator would write."""
        del unixfrom
        spoken = policy or LETTER_POLICY
        head = b"".join(spoken.fold_binary(name, value) for name, value in self.raw_items())
        return head + b"\r\n" + self._body(spoken)

    def _body(self, policy: Policy[Any]) -> bytes:
        body = self.get_payload()
        if isinstance(body, str):
            return body.encode("ascii").replace(b"\n", b"\r\n")
        boundary = f"--{self._boundary}".encode("ascii")
        parts = b"".join(
            boundary + b"\r\n" + part.as_bytes(policy=policy) + b"\r\n" for part in self.iter_parts()
        )
        return parts + boundary + b"--\r\n"

    def subject(self, text: str) -> None:
        """Write the subject; one that must be encoded or folded is left to the policy."""
        if text.isascii() and len(text) <= _LONGEST_SUBJECT and "=?" not in text:
            self.set_raw("Subject", text)
        else:
            self["Subject"] = text

    def holds_text(self, subtype: str, text: str) -> None:
        """Hold one text, quoted-printable."""
        lines = text.encode("utf-8").splitlines()
        self.set_raw("Content-Type", f'text/{subtype}; charset="utf-8"')
        self.set_raw("Content-Transfer-Encoding", "quoted-printable")
        self.set_payload(b2a_qp(b"\n".join(lines) + b"\n", istext=True).decode("ascii"))

    def holds_parts(self, subtype: str, boundary: str, parts: list[LetterMessage]) -> None:
        """Hold parts, one after the other."""
        self._boundary = boundary
        self.set_raw("Content-Type", f'multipart/{subtype};\r\n boundary="{boundary}"')
        self.set_payload(list[Message | str](parts))


def text_part(subtype: str, text: str) -> LetterMessage:
    """Return a part that is a text."""
    part = LetterMessage()
    part.holds_text(subtype, text)
    return part


def picture_part(png: bytes, name: str, content_id: str) -> LetterMessage:
    """Return a part that is a picture, shown where the HTML names it."""
    part = LetterMessage()
    part.set_raw("Content-Type", "image/png")
    part.set_raw("Content-Transfer-Encoding", "base64")
    part.set_raw("Content-Disposition", f'inline; filename="{name}.png"')
    part.set_raw("Content-ID", f"<{content_id}>")
    part.set_payload(encodebytes(png).decode("ascii"))
    return part


def related_part(boundary: str, parts: list[LetterMessage]) -> LetterMessage:
    """Return an HTML part together with what lies beside it."""
    part = LetterMessage()
    part.holds_parts("related", boundary, parts)
    return part
