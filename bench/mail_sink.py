"""A mail server on loopback, in a process of its own: it counts letters, and can be slow or gone.

Commands come on standard input, a word a line, and each is answered by one line of JSON:
``healthy``, ``slow SECONDS``, ``down``, ``count``, and ``mark``, from which on ``seconds`` counts.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from formsvc.demo.mailbox import free_port

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class _Counter:
    """Takes every letter and keeps nothing but how often each Message-ID came."""

    def __init__(self) -> None:
        self.seen: Counter[bytes] = Counter()
        self.letters = 0
        self.bytes = 0
        self.slow = 0.0
        self.since = 0
        self.first = self.last = 0.0

    def mark(self) -> None:
        """Forget when letters came; how many came in all stays."""
        self.since, self.first, self.last = 0, 0.0, 0.0

    def said(self) -> dict[str, float]:
        """Return what was counted; ``seconds`` are those between the first and the last letter."""
        return {
            "letters": self.letters,
            "bytes": self.bytes,
            "ids": len(self.seen),
            "twice": sum(1 for times in self.seen.values() if times > 1),
            "since": self.since,
            "seconds": self.last - self.first,
        }

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.slow)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self.slow)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        found = _MESSAGE_ID.search(content)
        self.letters += 1
        self.since += 1
        self.bytes += len(content)
        self.last = time.monotonic()
        self.first = self.first or self.last
        if found:
            self.seen[found[1]] += 1
        return "250 OK"


def _serve(port: int) -> None:
    counter = _Counter()
    controller = _started(counter, port)
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "mark":
            counter.mark()
        elif word != "count":
            counter.slow = float(rest[0]) if word == "slow" else 0.0
        if word == "down" and controller is not None:
            controller.stop()
            controller = None
        if word in {"healthy", "slow"} and controller is None:
            controller = _started(counter, port)
        print(json.dumps(counter.said()), flush=True)
    if controller is not None:
        controller.stop()


def _started(counter: _Counter, port: int) -> Controller:
    controller = Controller(counter, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


class MailSink:
    """The sink's process, as a benchmark uses it."""

    def __init__(self) -> None:
        """Start it, and wait until it answers."""
        self.port = free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.mail_sink", str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.healthy()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def healthy(self) -> None:
        """Take letters at once."""
        self._say("healthy")

    def slow(self, seconds: float) -> None:
        """Wait so long before each answer to MAIL and to the final dot."""
        self._say(f"slow {seconds}")

    def down(self) -> None:
        """Close the port."""
        self._say("down")

    def mark(self) -> None:
        """Count the seconds from the next letter on."""
        self._say("mark")

    def count(self) -> dict[str, float]:
        """Return how many letters and bytes came, how many Message-IDs, how many twice, in what seconds."""
        return self._say("count")

    def rate(self) -> float:
        """Return how many letters a second came since the mark, given that some have come since."""
        said = self.count()
        return (said["since"] - 1) / said["seconds"]

    def stop(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)

    def _say(self, words: str) -> Any:  # noqa: ANN401 - JSON
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018 - both are pipes
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
