"""Letters over SMTP: verified TLS with no fall-back (I6), one recipient a message (R14), no word too many.

A mail server's reply can quote an address or the letter itself, so of every reply only the codes
(``550 5.1.1``, RFC 3463) are kept: they are all that a log, an error or the outbox ever sees (L1).
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from formsvc.domain.errors import MailRefusedError, MailTemporaryError
from formsvc.mail.policy import LETTER_POLICY

Security = Literal["starttls", "tls", "none"]

_ENHANCED_CODE = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
_GOOD = range(200, 300)
_FIRST_REFUSAL = 500
_CLOSING = 421
_PHASES = {"MAIL": "our own address", "RCPT": "the recipient's address", "DATA": "the letter itself"}
_OUR_SIGNING_IN_IS_AT_FAULT = frozenset({530, 534, 535, 538})
_NOT_ASCII_HERE = "The mail server takes no addresses with letters beyond ASCII, and this letter needs one."


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """A mail server and how to speak with it; ``hello`` is our name in EHLO, the host's when empty."""

    host: str
    port: int = 587
    security: Security = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    ca_file: Path | None = None
    hello: str = ""

    @contextmanager
    def connection(self) -> Iterator[SmtpLine]:
        """Give a line that dials at the first letter, and hang up afterwards."""
        line = SmtpLine(self)
        try:
            yield line
        finally:
            line.hang_up()

    def try_connection(self) -> None:
        """Dial, verify, sign in and hang up, for ``formsvc check``; raises MailTemporaryError."""
        with self.connection() as line:
            line.dial()


class SmtpLine:
    """One SMTP connection that carries many letters and is dialled anew after any trouble."""

    def __init__(self, transport: SmtpTransport) -> None:
        """Dial nothing yet."""
        self._transport = transport
        self._server: smtplib.SMTP | None = None
        self._between_letters = False

    def send(self, message: EmailMessage, *, sender: str, recipient: str, envelope_id: str) -> str:
        """Hand over one message, as the ``Line`` protocol says."""
        server, reused = self._ready(), self._between_letters
        self._between_letters = False
        with self._in_plain_words():
            mail_options, content = _spoken_as(server, message, sender + recipient)
            options = [*mail_options, *_dsn_options(server, envelope_id)]
            if reused:
                server, (code, words) = self._begun_on_a_live_line(server, sender, options)
            else:
                code, words = server.mail(sender, options)
            self._require_good(code, words, "MAIL")
            code, words = server.rcpt(recipient)
            self._require_good(code, words, "RCPT")
            code, words = server.data(content)
            self._require_good(code, words, "DATA")
        self._between_letters = True
        return _codes(code, words)

    def dial(self) -> smtplib.SMTP:
        """Connect, secure and sign in; every trouble on the way is temporary: no letter caused it."""
        try:
            self._server = _connected(self._transport)
        except smtplib.SMTPNotSupportedError:
            raise MailTemporaryError(
                "The mail server doesn't offer STARTTLS or signing in, as the settings require. "
                "Nothing was sent.",
            ) from None
        except smtplib.SMTPResponseException as error:
            said = _codes(error.smtp_code, error.smtp_error)
            raise MailTemporaryError(f"The mail server doesn't let us in: {said}.") from None
        except ssl.SSLError as error:
            raise MailTemporaryError(
                f"The mail server's certificate or TLS can't be trusted ({type(error).__name__}). "
                f"Nothing was sent. FORMSVC_SMTP_CA_FILE names certificates of your own to trust.",
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailTemporaryError(f"The mail server can't be reached ({type(error).__name__}).") from None
        return self._server

    def hang_up(self) -> None:
        """Say goodbye if there is anybody to say it to."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _ready(self) -> smtplib.SMTP:
        """Return a connection at the start of a letter.

        It is the old one right after a letter that went well, when nothing is left over (RFC 5321, 4.1.1.4),
        or when it answers RSET; else it is a new one.
        """
        if self._server is not None and self._between_letters:
            return self._server
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                code, _ = self._server.rset()
                if code in _GOOD:
                    return self._server
            self._drop()
        return self.dial()

    def _begun_on_a_live_line(
        self, server: smtplib.SMTP, sender: str, options: list[str]
    ) -> tuple[smtplib.SMTP, tuple[int, bytes]]:
        """Begin a letter on the old connection, on a new one should the server have closed it meanwhile."""
        with suppress(OSError, smtplib.SMTPException):
            code, words = server.mail(sender, options)
            if code != _CLOSING:
                return server, (code, words)
        self._drop()
        fresh = self.dial()
        return fresh, fresh.mail(sender, options)

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPDataError as error:
            self._require_good(error.smtp_code, error.smtp_error, "DATA")
            raise
        except (OSError, smtplib.SMTPException) as error:
            raise MailTemporaryError(f"The line to the mail server broke ({type(error).__name__}).") from None

    def _require_good(self, code: int, words: bytes | str, phase: str) -> None:
        if code in _GOOD:
            return
        said = f"The mail server answered {_codes(code, words)} to {_PHASES[phase]}."
        if code < _FIRST_REFUSAL or code in _OUR_SIGNING_IN_IS_AT_FAULT:
            raise MailTemporaryError(said) from None
        raise MailRefusedError(said) from None


def _connected(transport: SmtpTransport) -> smtplib.SMTP:
    """Return a connection that is secured as the settings say, signed in, and greeted."""
    hello = transport.hello or None
    if transport.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            transport.host, transport.port, hello, timeout=transport.timeout, context=_trusted_by(transport)
        )
    else:
        server = smtplib.SMTP(transport.host, transport.port, hello, timeout=transport.timeout)
    try:
        _introduce(server, transport)
    except BaseException:
        server.close()
        raise
    return server


def _trusted_by(transport: SmtpTransport) -> ssl.SSLContext:
    """Return whom to trust, read afresh so that renewed certificates count; it takes some milliseconds."""
    return ssl.create_default_context(cafile=transport.ca_file)


def _introduce(server: smtplib.SMTP, transport: SmtpTransport) -> None:
    server.ehlo_or_helo_if_needed()
    if transport.security == "starttls":
        server.starttls(context=_trusted_by(transport))
        server.ehlo_or_helo_if_needed()
    if transport.username is not None:
        server.login(transport.username, transport.password or "")


def _spoken_as(server: smtplib.SMTP, message: EmailMessage, addresses: str) -> tuple[list[str], bytes]:
    """Return the options of MAIL and the bytes, international (RFC 6531) only where an address is."""
    if addresses.isascii():
        return [], message.as_bytes()
    if not server.has_extn("smtputf8"):
        raise MailRefusedError(_NOT_ASCII_HERE)
    server.command_encoding = "utf-8"
    return ["SMTPUTF8", "BODY=8BITMIME"], message.as_bytes(policy=LETTER_POLICY.clone(utf8=True))


def _dsn_options(server: smtplib.SMTP, envelope_id: str) -> list[str]:
    """Ask that a bounce quotes headers only (I7, RFC 3461), where the server can pass that on."""
    return ["RET=HDRS", f"ENVID={envelope_id}"] if server.has_extn("dsn") else []


def _codes(code: int, words: bytes | str) -> str:
    raw = words.encode("ascii", "replace") if isinstance(words, str) else words
    found = _ENHANCED_CODE.match(raw)
    return f"{code} {found.group().decode('ascii')}" if found else str(code)
