"""The service as an operator runs it: ``formsvc serve``, ``formsvc work`` and a mail server, all real."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from formsvc.demo.configured import as_environment, demo_settings
from formsvc.demo.mailbox import DemoMailbox, free_port
from formsvc.demo.run import running_worker
from formsvc.settings import Settings
from formsvc.wiring import build_services
from formsvc.workflows.services import Services

FORMSVC = Path(sys.executable).with_name("formsvc")


@dataclass(frozen=True)
class LiveService:
    """A programme of nobody yet, with its processes running."""

    folder: Path
    settings: Settings
    services: Services
    mailbox: DemoMailbox

    def command(self, *words: str) -> str:
        """Run one of the operator's commands; return what it said."""
        ran = subprocess.run(
            [FORMSVC, *words],
            env=as_environment(self.settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
        return ran.stdout


@contextmanager
def live_service(
    folder: Path, *, mail_tls: ssl.SSLContext | None = None, **changes: object
) -> Iterator[LiveService]:
    """Run the service for as long as the context lasts; ``changes`` are settings of its own."""
    with ExitStack() as stack:
        mailbox = DemoMailbox(folder / "mail", mail_tls)
        stack.callback(mailbox.stop)
        port = free_port()
        made = demo_settings(folder, port, mailbox.start()).model_dump()
        settings = Settings(**{**made, "listen": f"127.0.0.1:{port}", **changes})
        services = build_services(settings)
        stack.enter_context(running_worker(settings, folder / "worker.log"))
        stack.enter_context(_serving(settings, folder / "serve.log"))
        yield LiveService(folder, settings, services, mailbox)


@contextmanager
def _serving(settings: Settings, log: Path) -> Iterator[None]:
    with log.open("ab") as written:
        serve = subprocess.Popen([FORMSVC, "serve"], env=as_environment(settings), stderr=written)
    try:
        _wait_until_it_listens(settings.listen, serve, log)
        yield
    finally:
        serve.terminate()
        assert serve.wait(timeout=60) == 0, log.read_text(encoding="utf-8")


def _wait_until_it_listens(listen: str, serve: subprocess.Popen[bytes], log: Path) -> None:
    host, _, port = listen.rpartition(":")
    until = time.monotonic() + 60
    while time.monotonic() < until and serve.poll() is None:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))
