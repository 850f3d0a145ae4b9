"""What is measured side by side: the service and its peers, each with people who are signed in."""

from __future__ import annotations

import json
import os
import random as stdlib_random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from pydantic import SecretStr
from tinydb import TinyDB

from bench.mail_sink import MailSink
from bench.peers.flask_sqlite import SCHEMA, connect
from bench.peers.form import LABELS, RATINGS
from bench.processes import Running, wait_for
from bench.programme import populate, prose
from bench.visit import Visitor
from formsvc.app import create_app
from formsvc.auth.links import hashed
from formsvc.demo.configured import as_environment
from formsvc.demo.mailbox import free_port
from formsvc.domain.credentials import Session
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.wiring import build_services
from formsvc.workflows.services import Services

WEB_WORKERS, WEB_THREADS = 2, 4
_SECRET = "bench"  # noqa: S105 - of sessions that live for minutes
_OURS = "from formsvc.cli import main; main(['{command}'])"


@dataclass(frozen=True, slots=True)
class Contender:
    """A web server with people in it: who they are, and where they look and send."""

    name: str
    web: Running
    people: list[Visitor]
    check: str
    send: str


class Ours:
    """The service over a programme of its own: its web workers, and its delivery worker when asked for."""

    def __init__(
        self, folder: Path, sink: MailSink, *, people: int, past: int, database_url: str | None = None
    ) -> None:
        """Lay a programme out, in files or in a database, with somebody signed in for each mentee."""
        folder.mkdir()
        self.dice = stdlib_random.Random(1)  # noqa: S311 - invented people, not secrets
        self.settings = settings_in(folder, sink, database_url)
        self.services = build_services(self.settings)
        self.mentees = populate(self.services, people, past, self.dice)
        cookies = sign_in_everyone(self.settings, self.services, self.mentees)
        port = int(self.settings.listen.rpartition(":")[2])
        self.people = [Visitor(port, cookie) for cookie in cookies]

    def serve(self) -> Running:
        """Start the web workers, and wait until they answer."""
        running = self._run("serve")
        wait_for(f"{self.settings.base_url}/health")
        return running

    def work(self) -> Running:
        """Start the delivery worker."""
        return self._run("work")

    def contender(self, web: Running, name: str = "Mentorpost") -> Contender:
        """Return what is measured."""
        return Contender(name, web, self.people, "/questionnaire/check", "/questionnaire/send")

    def waiting(self) -> int:
        """Return how many letters are in the outbox."""
        return sum(1 for _ in self.services.store.outbox.letters())

    def _run(self, command: str) -> Running:
        return Running(["-c", _OURS.format(command=command)], as_environment(self.settings))


def settings_in(folder: Path, sink: MailSink, database_url: str | None = None) -> Settings:
    """Return settings for a programme in a folder, or in a database with its keys in the folder."""
    port = free_port()
    write_keys(folder / "keys.json", make_keys(os.urandom))
    return Settings(
        data_dir=None if database_url else folder / "data",
        database_url=SecretStr(database_url) if database_url else None,
        keys_file=folder / "keys.json",
        base_url=f"http://127.0.0.1:{port}",
        listen=f"127.0.0.1:{port}",
        mail_from="mentoring@example.org",
        smtp_host="127.0.0.1",
        smtp_port=sink.port,
        smtp_security="none",
        web_workers=WEB_WORKERS,
        web_threads=WEB_THREADS,
    )


def sign_in_everyone(settings: Settings, services: Services, people: list[str]) -> list[str]:
    """Begin a session for each person; return their cookies."""
    app = create_app(settings, services)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None  # noqa: S101 - the application has a key
    now, cookies = services.clock(), []
    for number, person_id in enumerate(people):
        secret = f"secret-{number}"
        with services.store.hold(person_id):
            known = services.store.credentials.credentials(person_id)
            begun = replace(known, sessions=(Session(hashed(secret), now),))
            services.store.credentials.save_credentials(begun)
        held = {"person": person_id, "secret": secret, "seen": int(now.timestamp())}
        cookies.append(f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(held)}")
    return cookies


def start_sqlite_peer(folder: Path, *, people: int, sink: MailSink | None) -> Contender:
    """Start Flask over SQLite with its people; without a sink it sends no mail: the ceiling."""
    folder.mkdir()
    database = folder / "peer.sqlite"
    connection = connect(str(database))
    connection.executescript(SCHEMA)
    drafts = _drafts(people)
    connection.executemany("INSERT INTO users VALUES (?, ?, ?, ?, ?)", [_user(n) for n in drafts])
    connection.executemany(
        "INSERT INTO drafts VALUES (?, ?)", [(n, json.dumps(answers)) for n, answers in drafts.items()]
    )
    connection.commit()
    connection.close()
    name = "Flask, SQLite, mail" if sink else "Flask, SQLite: the ceiling"
    return _peer(name, "flask_sqlite", database, drafts, sink)


def start_tinydb_peer(folder: Path, *, people: int, sink: MailSink) -> Contender:
    """Start Flask over one TinyDB file with its people; it can have one worker of one thread."""
    folder.mkdir()
    database = folder / "peer.json"
    drafts = _drafts(people)
    names = ("name", "email", "mentor_name", "mentor_email")
    with TinyDB(database) as file:
        file.table("users").insert_multiple([dict(zip(names, _user(n)[1:], strict=True)) for n in drafts])
        file.table("drafts").insert_multiple([{"answers": answers} for answers in drafts.values()])
    return _peer("Flask, one TinyDB file, mail", "flask_tinydb", database, drafts, sink, workers=1, threads=1)


def _peer(  # noqa: PLR0913 - two parts of gunicorn's settings among them
    name: str,
    module: str,
    database: Path,
    drafts: Mapping[int, object],
    sink: MailSink | None,
    *,
    workers: int = WEB_WORKERS,
    threads: int = WEB_THREADS,
) -> Contender:
    port = free_port()
    environment = {
        "PEER_DATABASE": str(database),
        "PEER_SECRET_KEY": _SECRET,
        "PEER_SMTP_PORT": str(sink.port if sink else 0),
    }
    command = ["-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    sizes = ["--workers", str(workers), "--threads", str(threads)]
    web = Running([*command, *sizes, "--no-control-socket", f"bench.peers.{module}:app"], environment)
    wait_for(f"http://127.0.0.1:{port}/sent")
    return Contender(name, web, [_visitor(port, number) for number in drafts], "/check", "/send")


def _visitor(port: int, number: int) -> Visitor:
    app = Flask("peer")
    app.secret_key = _SECRET
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None  # noqa: S101 - it has a key
    return Visitor(port, f"session={signer.dumps({'user_id': number})}")


def _user(number: int) -> tuple[int, str, str, str, str]:
    mentor = number % 10
    return (
        number,
        f"Dr Mentee {number}",
        f"mentee{number}@example.org",
        f"Dr Mentor {mentor}",
        f"mentor{mentor}@example.org",
    )


def _drafts(people: int) -> dict[int, dict[str, object]]:
    dice = stdlib_random.Random(3)  # noqa: S311 - invented people, not secrets
    return {
        number: {name: dice.randint(1, 5) if name in RATINGS else prose(dice) for name in LABELS}
        for number in range(1, people + 1)
    }
