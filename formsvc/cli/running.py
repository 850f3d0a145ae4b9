"""Commands that keep running: the web service, the worker and the demo."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from formsvc.cli.loading import log_to_stderr, settings_of
from formsvc.domain.errors import MentorpostError

if TYPE_CHECKING:
    from flask import Flask

    from formsvc.settings import Settings


_TIME_TO_FINISH = 5.0
_WORKERS_NICENESS = 5
_CANNOT_LOAD = 4
"""Gunicorn's exit code for "don't try again"."""


@click.command()
@click.pass_context
def serve(ctx: click.Context) -> None:
    """Serve the forms, behind your reverse proxy."""
    from formsvc.keys import load_keys
    from formsvc.programme_file import read_programme

    settings = settings_of(ctx)
    load_keys(settings.keys_file, settings.data_dir)
    read_programme(settings.programme_file)
    _require_free(settings.listen)
    log_to_stderr()
    master = os.getpid()
    try:
        _gunicorn(settings)
    except SystemExit as ended:
        if os.getpid() != master:
            raise  # a worker's exit code tells gunicorn whether to try again
        ctx.exit(1 if ended.code else 0)


@click.command()
@click.pass_context
def work(ctx: click.Context) -> None:
    """Send the letters: deliver, retry, sweep. Run at least one beside `serve`."""
    from formsvc.wiring import build_services, build_transport
    from formsvc.workflows.delivery import run_worker

    settings = settings_of(ctx)
    _let_pages_go_first()
    services = build_services(settings)
    log_to_stderr()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with _reading_what_comes_back(settings, stop):
        run_worker(services, build_transport(settings), stop=stop, poll_seconds=settings.poll_seconds)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--play", is_flag=True, help="Play one whole cycle by itself, print the mentor's letter, and end."
)
@click.pass_context
def demo(ctx: click.Context, port: int, *, play: bool) -> None:
    """Show an invented programme on this machine: site, forms, worker and mailbox."""
    try:
        from formsvc.demo.run import run
    except ModuleNotFoundError as missing:
        raise click.ClickException(
            f"The demo needs {missing.name}. Run `make demo`, which installs it."
        ) from None
    ctx.exit(run(port=port, play=play))


def _let_pages_go_first() -> None:
    """Give the processors to who waits at a page before they go to a letter, which can take a second more."""
    os.nice(max(0, _WORKERS_NICENESS - os.nice(0)))


@contextmanager
def _reading_what_comes_back(settings: Settings, stop: threading.Event) -> Iterator[None]:
    """Read the return mailbox beside the worker, in a thread and over a store of its own.

    So a mailbox that doesn't answer keeps no letter waiting. At the end it may finish a message; cut
    off, it handles it again next time.
    """
    from formsvc.wiring import build_return_mailbox, build_services
    from formsvc.workflows.inbound import run_reader

    mailbox = build_return_mailbox(settings)
    if mailbox is None:
        yield
        return
    reader = threading.Thread(
        target=run_reader,
        args=(build_services(settings), mailbox),
        kwargs={"stop": stop, "rest_seconds": settings.inbound_seconds},
        daemon=True,
    )
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join(timeout=_TIME_TO_FINISH)


def _application(settings: Settings) -> Flask:
    """Make the application within a worker: gunicorn's own process stays small without it."""
    from formsvc.app import create_app
    from formsvc.wiring import build_services

    try:
        return create_app(settings, build_services(settings))
    except MentorpostError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(_CANNOT_LOAD) from None


def _require_free(listen: str) -> None:
    """Say in a sentence that the port is busy, before gunicorn retries for seconds."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            raise click.ClickException(
                f"{listen} is busy or isn't this machine's. Stop what listens there, or set FORMSVC_LISTEN."
            ) from None


def _gunicorn(settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        """Gunicorn with our settings and no configuration file of its own."""

        def load_config(self) -> None:
            options = {
                "bind": settings.listen,
                "workers": settings.web_workers,
                "threads": settings.web_threads,
                "worker_class": "gthread",
                "accesslog": None,
                "graceful_timeout": 20,
                "forwarded_allow_ips": "",
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            return _application(settings)

    Server().run()
