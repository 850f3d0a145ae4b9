"""Reading letters as a mail reader does: the parts, and what of the HTML a person sees."""

from __future__ import annotations

import email
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser

_UNSEEN = frozenset({"title", "style", "script", "head"})


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNSEEN:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.text.append(data)


def part(message: EmailMessage, subtype: str) -> str:
    """Return the plain or the html part, decoded."""
    body = message.get_body((subtype,))
    assert body is not None
    content: str = body.get_content()
    return content


def visible(html: str) -> str:
    """Return the text that a person sees, as a preview shows it: on one line."""
    reader = _Visible()
    reader.feed(html)
    return " ".join("".join(reader.text).split())


def received(raw: bytes) -> EmailMessage:
    """Parse a message as its mailbox received it."""
    parsed = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed
