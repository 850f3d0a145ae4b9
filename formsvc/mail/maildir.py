"""The return mailbox as a Maildir: a folder in which the mail server puts each message as a file."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from formsvc.domain.errors import MailboxTroubleError
from formsvc.mail.inbound import AT_ONCE, Incoming
from formsvc.mail.reading import MOST_READ


@dataclass(frozen=True, slots=True)
class Maildir:
    """A Maildir with ``new`` and ``cur`` in it, which this user may read and remove from."""

    folder: Path

    @contextmanager
    def opened(self) -> Iterator[OpenMaildir]:
        """Give the folder; raises MailboxTroubleError when it isn't a Maildir or can't be used."""
        with _in_plain_words():
            box = mailbox.Maildir(self._required(), create=False)
        yield OpenMaildir(box)

    def _required(self) -> Path:
        if not all((self.folder / inside).is_dir() for inside in ("new", "cur")):
            raise MailboxTroubleError(
                "The return mailbox isn't there. FORMSVC_INBOUND_MAILDIR must name a Maildir, a folder with "
                "`new`, `cur` and `tmp` in it, that this user may read."
            )
        return self.folder


class OpenMaildir:
    """The messages of a Maildir."""

    def __init__(self, box: mailbox.Maildir) -> None:
        """Take the folder."""
        self._box = box

    def messages(self) -> Iterator[Incoming]:
        """Yield messages, oldest first: names begin with the time of arrival."""
        with _in_plain_words():
            keys = sorted(self._box.keys())
        for key in keys[:AT_ONCE]:
            content = self._content(key)
            if content is not None:
                yield Incoming(key, content)

    def done(self, message: Incoming) -> None:
        """Remove a message's file."""
        with _in_plain_words():
            self._box.discard(message.key)

    def _content(self, key: str) -> bytes | None:
        """Return a message's first bytes, None for one that somebody else took."""
        with _in_plain_words(), suppress(KeyError, FileNotFoundError):
            file = self._box.get_file(key)
            try:
                return file.read(MOST_READ)
            finally:
                file.close()
        return None


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except (OSError, mailbox.Error) as error:
        raise MailboxTroubleError(
            f"The return mailbox can't be read ({type(error).__name__}). FORMSVC_INBOUND_MAILDIR must be "
            f"a Maildir that this user may read and remove messages from."
        ) from None
