"""Starting and stopping the whole demo: mailbox, worker and web, in one process group."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from formsvc.app import create_app
from formsvc.demo.mailbox import DemoMailbox, free_port
from formsvc.demo.pages import demo_app
from formsvc.demo.play import PlayFailedError, play_one_cycle
from formsvc.demo.seed import COORDINATOR, MENTEES, MENTORS, NEWCOMER, seed_programme
from formsvc.demo.site import one_origin
from formsvc.domain.errors import MentorpostError
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.wiring import build_services, build_transport
from formsvc.workflows.services import Services

_POLL_SECONDS = 0.2
_WORKER = "from formsvc.cli import main; main(['work'])"


@dataclass(frozen=True)
class Demo:
    """A running demo: where it is open, its services and its mailbox."""

    address: str
    services: Services
    mailbox: DemoMailbox


def run(port: int = 8000, *, play: bool = False) -> int:
    """Run the demo until Ctrl-C, or play one cycle and end; return the exit code."""
    port = free_port() if play else port
    signal.signal(signal.SIGTERM, _as_ctrl_c)
    try:
        _require_free(port)
        with running_demo(port) as demo:
            return _play(demo) if play else _stay(demo)
    except KeyboardInterrupt:
        print("\nThe demo has stopped; its folder is gone.")
        return 0
    except (MentorpostError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


@contextmanager
def running_demo(port: int, site: Path = Path("site")) -> Iterator[Demo]:
    """Start everything, and stop all of it at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mentorpost-demo-")))
        mailbox = DemoMailbox(folder / "mail")
        settings = _settings(folder, port, mailbox.start())
        stack.callback(mailbox.stop)
        services = build_services(settings)
        seed_programme(services, build_transport(settings))
        stack.enter_context(_worker(settings))
        origin = one_origin(site.absolute(), create_app(settings, services), demo_app(services, mailbox))
        server = make_server("127.0.0.1", port, origin, threaded=True, request_handler=_Quiet)
        stack.enter_context(_serving(server))
        yield Demo(f"http://127.0.0.1:{port}", services, mailbox)


def _settings(folder: Path, port: int, smtp_port: int) -> Settings:
    keys_file = folder / "keys.json"
    write_keys(keys_file, make_keys(secrets.token_bytes))
    return Settings(
        data_dir=folder / "data",
        keys_file=keys_file,
        programme_file=_programme_for(folder, port),
        base_url=f"http://127.0.0.1:{port}/forms",
        mail_from="mentoring@example.org",
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        smtp_security="none",
        poll_seconds=_POLL_SECONDS,
    )


def _programme_for(folder: Path, port: int) -> Path:
    """Copy the programme with its site's address on this machine."""
    lines = Path("programme.toml").read_text(encoding="utf-8").splitlines()
    here = f'site_url = "http://127.0.0.1:{port}"'
    copy = folder / "programme.toml"
    copy.write_text(
        "\n".join(here if line.startswith("site_url") else line for line in lines), encoding="utf-8"
    )
    return copy


@contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    """Run a real worker process with the demo's settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FORMSVC_")}
    given = {name: str(value) for name, value in settings.model_dump(exclude_none=True).items()}
    environment |= {f"FORMSVC_{name.upper()}": value for name, value in given.items()}
    worker = subprocess.Popen([sys.executable, "-c", _WORKER], env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - our own interpreter
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=15)


@contextmanager
def _serving(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
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
    print(f"""
The demo is running. Everyone in it is invented. Ctrl-C stops all of it.

  {demo.address}/          the public site
  {demo.address}/demo/     who is who, their codes and their mail
  {demo.address}/forms/    the form service

  Sign in as        {MENTEES[0][1]} or {MENTEES[1][1]} (mentees), {COORDINATOR[1]}
  Join by hand as   {NEWCOMER[1]}: open the invitation in their mail
  Read the mail of  {MENTORS[0][1]} and {MENTORS[1][1]} (mentors)
""")
    threading.Event().wait()
    return 0


def _play(demo: Demo) -> int:
    try:
        letter = play_one_cycle(demo.address, demo.services, demo.mailbox)
    except PlayFailedError as failure:
        print(f"Error: {failure}", file=sys.stderr)
        return 1
    sys.stdout.write(letter.raw.decode("utf-8", "replace"))
    return 0


def _as_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
