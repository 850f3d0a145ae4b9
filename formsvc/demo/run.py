"""Starting and stopping the whole demo: mailbox, worker and web, in one process group."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from formsvc.app import create_app
from formsvc.demo.configured import as_environment, demo_settings
from formsvc.demo.mailbox import DemoMailbox, free_port
from formsvc.demo.pages import demo_app
from formsvc.demo.play import play_one_cycle
from formsvc.demo.seed import COORDINATOR, MENTEES, MENTORS, NEWCOMER, seed_programme
from formsvc.demo.site import one_origin
from formsvc.domain.errors import MentorpostError
from formsvc.settings import Settings
from formsvc.wiring import build_services, build_transport
from formsvc.workflows.services import Services

_WORKER = "from formsvc.cli import main; main(['work'])"
_STOPPERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Demo:
    """A running demo: where it is open, its folder, and its parts."""

    address: str
    folder: Path
    settings: Settings
    services: Services
    mailbox: DemoMailbox
    worker: subprocess.Popen[bytes]


def run(port: int = 8000, *, play: bool = False) -> int:
    """Run the demo until Ctrl-C, or play one cycle and end; return the exit code."""
    port = free_port() if play else port
    for stopper in _STOPPERS:
        signal.signal(stopper, _stop)
    try:
        _require_free(port)
        with running_demo(port) as demo:
            return _play(demo) if play else _stay(demo)
    except KeyboardInterrupt:
        print("\nThe demo has stopped; its folder is gone.", file=sys.stderr)
        return 1 if play else 0
    except (MentorpostError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


@contextmanager
def running_demo(port: int, site: Path = Path("site"), *, reads_returns: bool = False) -> Iterator[Demo]:
    """Start everything, and stop all of it at the end; ``reads_returns``: with a return mailbox.

    The demo itself has none: its letters would offer to begin an email in the reader's own program.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mentorpost-demo-")))
        mailbox = DemoMailbox(folder / "mail")
        stack.callback(mailbox.stop)
        returns = folder / "returns" if reads_returns else None
        if returns is not None:
            mailbox.keep_returns(returns)
        settings = demo_settings(folder, port, mailbox.start(), returns)
        services = build_services(settings)
        seed_programme(services, build_transport(settings))
        worker = stack.enter_context(running_worker(settings, folder / "worker.log"))
        origin = one_origin(site.absolute(), create_app(settings, services), demo_app(services, mailbox))
        server = make_server("127.0.0.1", port, origin, threaded=True, request_handler=_Quiet)
        stack.enter_context(_serving(server))
        yield Demo(f"http://127.0.0.1:{port}", folder, settings, services, mailbox, worker)


@contextmanager
def running_worker(settings: Settings, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``formsvc work`` as a process of its own, and let it finish the letter in hand at the end."""
    with log.open("ab") as written:
        worker = subprocess.Popen(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-c", _WORKER], env=as_environment(settings), stderr=written
        )
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=10)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


@contextmanager
def _serving(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    """Logs nothing: links and addresses don't belong on a terminal (L1)."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's own name
        """Say nothing."""


def _require_free(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        raise MentorpostError(
            f"Port {port} is busy. Stop what listens there, or choose another: formsvc demo --port 8010"
        ) from None


def _stay(demo: Demo) -> int:
    told = f"""
The demo is running. Everyone in it is invented. Ctrl-C stops all of it.

  {demo.address}/          the public site
  {demo.address}/demo/     who is who, their codes and their mail
  {demo.address}/forms/    the form service

  Sign in as        {MENTEES[0][1]} or {MENTEES[1][1]} (mentees), {COORDINATOR[1]}
  Join by hand as   {NEWCOMER[1]}: open the invitation in their mail
  Read the mail of  {MENTORS[0][1]} and {MENTORS[1][1]} (mentors)
"""
    print(told, flush=True)
    while demo.worker.poll() is None:
        time.sleep(0.5)
    raise MentorpostError("The demo's worker stopped by itself, so no letter would go out. Start it again.")


def _play(demo: Demo) -> int:
    letter = play_one_cycle(demo.services, demo.mailbox)
    sys.stdout.buffer.write(letter.raw)
    sys.stdout.buffer.flush()
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Begin to stop, once: a second Ctrl-C must not leave half of it running."""
    for stopper in _STOPPERS:
        signal.signal(stopper, signal.SIG_IGN)
    raise KeyboardInterrupt
