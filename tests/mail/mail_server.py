"""A real mail server (aiosmtpd) on loopback, that can be told to refuse, stall or vanish at any phase."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

PHASES = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "DOT")
"""BODY is in the middle of the letter; DOT is after its final dot, before the reply."""


@dataclass(frozen=True)
class Delivered:
    """One message as the server took it."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class Manners:
    """How the server behaves: each entry happens once, in order, then it is well-behaved again."""

    replies: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    cuts: deque[str] = field(default_factory=deque)
    stalls: deque[str] = field(default_factory=deque)
    dsn: bool = False
    on_data: Callable[[], None] | None = None
    said: list[str] = field(default_factory=list)
    taken: list[Delivered] = field(default_factory=list)
    connections: int = 0


class _Wayward(SMTP):
    """aiosmtpd's server, asked at each phase whether it goes on."""

    def __init__(self, manners: Manners, **options: Any) -> None:
        self._manners = manners
        super().__init__(_Mailbox(manners), **options)

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.raw_transport: asyncio.Transport = transport
        if self._original_transport is None:
            self._manners.connections += 1
            if self._next(self._manners.cuts, "CONNECT"):
                transport.abort()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        if await self._goes_on("EHLO", hostname):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        if await self._goes_on("HELO", hostname):
            await super().smtp_HELO(hostname)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if await self._goes_on("MAIL", arg):
            words = [word for word in arg.split(" ") if not word.startswith(("RET=", "ENVID="))]
            await super().smtp_MAIL(" ".join(words) if self._manners.dsn else arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if await self._goes_on("RCPT", arg):
            await super().smtp_RCPT(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if await self._goes_on("RSET", arg or ""):
            await super().smtp_RSET(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._goes_on("DATA", ""):
            return
        if self._next(self._manners.cuts, "BODY"):
            await self.push("354 Go ahead")
            await self._reader.readexactly(500)
            self.raw_transport.abort()
            return
        await super().smtp_DATA(arg)

    async def _goes_on(self, phase: str, arg: str) -> bool:
        self._manners.said.append(f"{phase} {arg}".strip())
        if self._next(self._manners.stalls, phase):
            await asyncio.sleep(0.6)
        if self._next(self._manners.cuts, phase):
            self.raw_transport.abort()
            return False
        if self._manners.replies[phase]:
            reply = self._manners.replies[phase].popleft()
            await self.push(reply)
            if reply.startswith("421"):
                self.raw_transport.close()
            return False
        return True

    @staticmethod
    def _next(queue: deque[str], phase: str) -> bool:
        if queue and queue[0] == phase:
            queue.popleft()
            return True
        return False


class _Mailbox:
    """What aiosmtpd asks its handler."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name and arguments
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]] if self._manners.dsn else responses

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self._manners.on_data is not None:
            self._manners.on_data()
        if self._manners.replies["DOT"]:
            return self._manners.replies["DOT"].popleft()
        assert isinstance(envelope.content, bytes)
        self._manners.taken.append(
            Delivered(str(envelope.mail_from), tuple(envelope.rcpt_tos), envelope.content)
        )
        if self._manners.cuts and self._manners.cuts[0] == "DOT":
            self._manners.cuts.popleft()
            assert isinstance(server, _Wayward)
            server.raw_transport.abort()
        return "250 2.0.0 queued as 4711"


class MailServer:
    """The server in a thread of its own; ``stop`` and ``start`` keep its port."""

    def __init__(self, manners: Manners, *, tls: ssl.SSLContext | None = None, **options: Any) -> None:
        self.manners = manners
        self._tls = tls
        self._options = {"hostname": "mail.example.org", "ident": "test", "loop": None, **options}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]

    def offer(self, **options: Any) -> None:
        """Change what it offers, from the next start."""
        self._options |= options

    def start(self) -> None:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(60)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        options = {**self._options, "loop": self._loop}
        server = self._loop.run_until_complete(
            self._loop.create_server(
                lambda: _Wayward(self.manners, **options), "127.0.0.1", self.port, ssl=self._tls
            ),
        )
        self._loop.call_soon(ready.set)
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


@contextmanager
def mail_server(
    manners: Manners | None = None, *, tls: ssl.SSLContext | None = None, **options: Any
) -> Iterator[MailServer]:
    """Run a mail server for as long as the context lasts."""
    server = MailServer(manners or Manners(), tls=tls, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def only_mentorpost(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> Any:
    """Let one invented account in."""
    good = (data.login, data.password) == (b"mentorpost", b"invented")
    return AuthResult(success=good, handled=False)
