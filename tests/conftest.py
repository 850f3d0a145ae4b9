"""What every test stands on: this machine's browser, and no measuring where system calls are counted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from jinja2 import FileSystemBytecodeCache

from formsvc.web.failures import QuietFlask
from tests.postgres_server import PostgresServer, postgres_server

_QUIET = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
)


_SLOW = (
    "tests/site/test_every_page",
    "tests/browser",
    "tests/crash",
    "tests/store/test_backup",
    "tests/site",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest files, so that no process is left alone with one at the end."""
    places = {name: place for place, name in enumerate(_SLOW)}

    def place_of(item: pytest.Item) -> int:
        return next((place for name, place in places.items() if item.nodeid.startswith(name)), len(_SLOW))

    items.sort(key=place_of)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the Chromium that the system has, asking nobody on the network for anything.

    The same engine without a window's frame around it, where there is one, costs a third less.
    """
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium-headless-shell") or shutil.which("chromium"),
        "args": [*_QUIET.split(), "--disable-sync", *sandbox],
    }


@pytest.fixture(scope="session")
def postgres_of_this_process() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture
def postgres(postgres_of_this_process: PostgresServer) -> PostgresServer:
    """A real PostgreSQL with empty tables."""
    postgres_of_this_process.empty()
    return postgres_of_this_process


@pytest.fixture
def fresh(postgres_of_this_process: PostgresServer) -> Iterator[str]:
    """The address of a database without tables."""
    with psycopg.connect(postgres_of_this_process.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE fresh")
        yield postgres_of_this_process.url.replace("/postgres?", "/fresh?")
        connection.execute("DROP DATABASE fresh WITH (FORCE)")


@pytest.fixture(scope="session", autouse=True)
def _compile_each_template_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the many applications of a run share what Jinja made of a template, found by its text's hash."""
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "compiled-templates"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(QuietFlask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})
        yield


@pytest.fixture(autouse=True)
def _only_the_system_calls_of_the_service(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Start the processes of crash tests unmeasured: coverage's own files would add to the trace."""
    if request.node.get_closest_marker("crash") is None:
        return
    for name in [name for name in os.environ if name.startswith("COVERAGE_PROCESS")]:
        monkeypatch.delenv(name)
