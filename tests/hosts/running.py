"""Several hosts on one machine: web and worker processes of their own, and browsers that use any of them."""

from __future__ import annotations

import http.client
import random
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from formsvc.demo.configured import as_environment, demo_settings
from formsvc.demo.mailbox import DemoMailbox, free_port
from formsvc.demo.web_client import Page, WebClient
from formsvc.settings import Settings
from formsvc.wiring import build_services
from formsvc.workflows.services import Services

FORMSVC = Path(sys.executable).with_name("formsvc")
PATIENCE = 90.0
"""Seconds after which something has gone wrong, on a machine however busy."""


@dataclass
class Hosts:
    """The running processes; ``kills`` counts the workers that were killed."""

    settings: Settings
    services: Services
    mailbox: DemoMailbox
    ports: list[int]
    workers: list[subprocess.Popen[bytes]]
    folder: Path
    kills: int = 0

    def kill_a_worker(self) -> None:
        """End the worker that has run longest, as a power cut would, and start another one."""
        worker = self.workers.pop(0)
        worker.kill()
        worker.wait()
        self.kills += 1
        self.workers.append(self.started("work"))

    def started(self, word: str, **changes: object) -> subprocess.Popen[bytes]:
        settings = self.settings.model_copy(update=changes)
        with (self.folder / f"{word}.log").open("ab") as log:
            return subprocess.Popen([FORMSVC, word], env=as_environment(settings), stderr=log)

    def log(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))


@contextmanager
def several_hosts(
    folder: Path, database_url: str, *, web: int = 3, workers: int = 3, **changes: object
) -> Iterator[Hosts]:
    """Run a programme of nobody yet on so many hosts for as long as the context lasts."""
    with ExitStack() as stack:
        mailbox = DemoMailbox(folder / "mail")
        stack.callback(mailbox.stop)
        ports = [free_port() for _ in range(web)]
        made = demo_settings(folder, ports[0], mailbox.start()).model_dump(exclude={"data_dir"})
        settings = Settings(**{**made, "database_url": database_url, **changes})
        hosts = Hosts(settings, build_services(settings), mailbox, ports, [], folder)
        serving = [hosts.started("serve", listen=f"127.0.0.1:{port}") for port in ports]
        hosts.workers += [hosts.started("work") for _ in range(workers)]
        stack.callback(_ended, serving)
        stack.callback(lambda: _ended(hosts.workers))
        for port in ports:
            _wait_until_it_answers(port)
        yield hosts


class Balanced(WebClient):
    """A browser behind a load balancer: each request goes to any host.

    What can't be done now is sent again, as its person does on a page that says so: what was typed is in it.
    """

    def __init__(self, hosts: Hosts, dice: random.Random) -> None:
        super().__init__()
        self._ports = hosts.ports
        self._dice = dice
        self.origin = hosts.settings.base_url.removesuffix("/forms")
        self.told_to_wait = 0

    def _fetch(self, request: urllib.request.Request) -> Page:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                page = super()._fetch(self._anywhere(request))
            except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):
                if time.monotonic() > until:
                    raise
                continue
            if page.status != http.HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > until:
                return page
            self.told_to_wait += 1
            time.sleep(0.1)

    def _anywhere(self, request: urllib.request.Request) -> urllib.request.Request:
        parts = urllib.parse.urlsplit(request.full_url)
        host = f"127.0.0.1:{self._dice.choice(self._ports)}"
        return urllib.request.Request(  # noqa: S310 - loopback http only
            parts._replace(netloc=host).geturl(), data=request.data, headers=dict(request.headers)
        )


def wait_until(what: str, holds: Callable[[], bool]) -> None:
    """Wait until a function returns true; raises AssertionError with what was waited for."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def _ended(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=60)


def _wait_until_it_answers(port: int) -> None:
    def answers() -> bool:
        try:
            return WebClient().open(f"http://127.0.0.1:{port}/health").status == http.HTTPStatus.OK
        except (urllib.error.URLError, ConnectionError):
            return False

    wait_until(f"port {port} to answer", answers)
