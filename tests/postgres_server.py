"""A real PostgreSQL of a test process's own: on a Unix socket, in a folder that goes with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from formsvc.store.postgres import migrate

TABLES = (
    "registry, drafts, records, credentials, requests, evaluations, applications, sent, outbox, ledger, "
    "audit, moves"
)
_SAFE = "-c listen_addresses= -c max_connections=120"
_FAST = f"{_SAFE} -c fsync=off -c full_page_writes=off -c autovacuum=off -c shared_buffers=32MB"


class PostgresServer:
    """One server; it can be stopped and started again, as an operator would."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        """Take an empty folder; ``durable`` waits for the disk, as PostgreSQL does unless told otherwise."""
        self._folder = folder
        self._data = folder / "data"
        self._user = "postgres" if os.geteuid() == 0 else None
        self._options = _SAFE if durable else _FAST
        if self._user is not None:
            entry = pwd.getpwnam(self._user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        self._run(
            "initdb",
            "--no-sync",
            "--auth=trust",
            "--username=mentorpost",
            "--encoding=UTF8",
            "-D",
            self._data,
        )

    @property
    def url(self) -> str:
        """Where its one database is."""
        return f"postgresql://mentorpost@/postgres?host={self._folder}"

    def start(self) -> None:
        """Start it, and return when it answers."""
        self._run(
            "pg_ctl",
            "start",
            "-w",
            "-s",
            "-D",
            self._data,
            "-l",
            self._folder / "log",
            "-o",
            f"{self._options} -c unix_socket_directories={self._folder}",
        )

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` ends connections, ``immediate`` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", self._data)

    def empty(self) -> None:
        """Make every table empty."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {TABLES}".encode())

    def _run(self, program: str, *given: object) -> None:
        subprocess.run(
            [_found(program), *map(str, given)],
            check=True,
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )


@contextmanager
def postgres_server(*, durable: bool = False, beside: Path | None = None) -> Iterator[PostgresServer]:
    """Give a running server with this release's tables, on the disk of another folder if one is given."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=beside))
    try:
        server = PostgresServer(folder, durable=durable)
        server.start()
        try:
            migrate(server.url)
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder)


def _found(program: str) -> str:
    """Return a program of PostgreSQL's: Debian keeps most of them out of PATH."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(beside[-1]) if beside else shutil.which(program) or program
