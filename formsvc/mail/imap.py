"""The return mailbox over IMAP: verified TLS with no fall-back, as for sending (I6).

Messages are named by UID, read without marking them, and removed only when they were handled. Nothing that
the server says is repeated: it could quote a message, so an error's type is all that is kept (L1).
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from formsvc.domain.errors import MailboxTroubleError
from formsvc.mail.inbound import AT_ONCE, Incoming
from formsvc.mail.reading import MOST_READ
from formsvc.mail.smtp import Security

_UID = re.compile(rb"\d{1,10}")


@dataclass(frozen=True, slots=True)
class ImapMailbox:
    """A mailbox and how to come to it."""

    host: str
    username: str
    password: str = field(repr=False)
    port: int = 993
    security: Security = "tls"
    folder: str = "INBOX"
    timeout: float = 30.0
    ca_file: Path | None = None

    @contextmanager
    def opened(self) -> Iterator[OpenImap]:
        """Dial, verify, sign in and choose the folder; raises MailboxTroubleError."""
        with _in_plain_words():
            line = self._dialled()
        try:
            with _in_plain_words():
                self._enter(line)
            yield OpenImap(line)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                line.logout()
            with suppress(OSError):
                line.shutdown()  # a broken line isn't closed by logging out

    def _enter(self, line: imaplib.IMAP4) -> None:
        if self.security == "starttls":
            line.starttls(ssl_context=self._context())
        line.login(self.username, self.password)
        _require_ok(line.select(_quoted(self.folder)))

    def _dialled(self) -> imaplib.IMAP4:
        if self.security == "tls":
            return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=self._context(), timeout=self.timeout)
        return imaplib.IMAP4(self.host, self.port, timeout=self.timeout)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)


class OpenImap:
    """The messages of one folder."""

    def __init__(self, line: imaplib.IMAP4) -> None:
        """Take a line on which a folder is chosen."""
        self._line = line

    def messages(self) -> Iterator[Incoming]:
        """Yield messages, oldest first: UIDs rise."""
        with _in_plain_words():
            found = _require_ok(self._line.uid("SEARCH", "UNDELETED"))
        for uid in _UID.findall(b" ".join(each for each in found if isinstance(each, bytes)))[:AT_ONCE]:
            name = uid.decode("ascii")
            content = self._content(name)
            if content is not None:
                yield Incoming(name, content[:MOST_READ])

    def done(self, message: Incoming) -> None:
        """Mark a message as deleted and remove it, it alone where the server can (RFC 4315)."""
        with _in_plain_words():
            _require_ok(self._line.uid("STORE", message.key, "+FLAGS.SILENT", r"(\Deleted)"))
            if "UIDPLUS" in self._line.capabilities:
                _require_ok(self._line.uid("EXPUNGE", message.key))
            else:
                _require_ok(self._line.expunge())

    def _content(self, name: str) -> bytes | None:
        """Return a message's first bytes, None for one that somebody else took."""
        with _in_plain_words():
            said = _require_ok(self._line.uid("FETCH", name, f"(BODY.PEEK[]<0.{MOST_READ}>)"))
        content = next((each[1] for each in said if isinstance(each, tuple)), None)
        return content if isinstance(content, bytes) else None


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise MailboxTroubleError(
            f"The return mailbox's certificate or TLS can't be trusted ({type(error).__name__}). Nothing "
            f"was read. FORMSVC_INBOUND_IMAP_CA_FILE names certificates of your own to trust."
        ) from None
    except OSError as error:
        raise MailboxTroubleError(f"The return mailbox can't be reached ({type(error).__name__}).") from None
    except imaplib.IMAP4.error:
        raise MailboxTroubleError(
            "The return mailbox doesn't let us in, has no such folder, or doesn't offer STARTTLS as the "
            "settings require. Look at FORMSVC_INBOUND_IMAP_USERNAME, _PASSWORD, _FOLDER and _SECURITY."
        ) from None


def _require_ok(said: tuple[str, Sequence[object]]) -> Sequence[object]:
    """Return what came with an OK; raises ``IMAP4.error`` for anything else."""
    kind, data = said
    if kind != "OK":
        raise imaplib.IMAP4.error("refused")
    return data


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
