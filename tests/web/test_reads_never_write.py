"""C2 and X3: GET and HEAD leave the store as it was, to the byte, whoever sends them and how often."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom, local
from tests.web.test_every_route import OURS, visits
from tests.workflows.small_programme import MENTEE_SEED


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_reading_every_page_as_everyone_writes_nothing(
    app: Flask,
    visitor: Browser,
    mentee_browser: Browser,
    coordinator_browser: Browser,
    mailroom: Mailroom,
    services: Services,
    data_dir: Path,
    mentee: Person,
) -> None:
    join = mailroom.invite()
    visitor.open("/sign-in")
    visitor.submit(email=mentee.email)
    links = [
        local(join),
        f"{local(join)}/authenticator",
        local(mailroom.sign_in_link(mentee.email)),
        f"/m/{services.links.sign('acknowledge', mentee.id, '1', 'K7QM-2XJD')}",
        f"/m/standing/{services.links.sign('mentor-standing', 'mentor1', mentee.id, '1', 'K7QM-2XJD')}",
    ]
    before = contents(data_dir)
    assert before
    for one in (visitor, mentee_browser, coordinator_browser):
        paths = [path for _, method, path in visits(app) if method == "GET"]
        for path in (*paths, *links, "/sign-in/code", "/sign-in/letter"):
            one.client.get(path, buffered=True)
            one.client.head(path, buffered=True)
    assert contents(data_dir) == before


def test_a_scanner_leaves_a_sign_in_link_alive(
    visitor: Browser, mailroom: Mailroom, mentee: Person, app: Flask
) -> None:
    """X3: twenty GETs and HEADs and a POST without a code."""
    visitor.open("/sign-in")
    visitor.submit(email=mentee.email)
    link = mailroom.sign_in_link(mentee.email)
    scanner = Browser(app)
    for _ in range(10):
        scanner.client.head(local(link))
        scanner.open(link)
    scanner.submit("/sign-in/code")
    scanner.client.post("/sign-in/code", headers=OURS)
    scanner.client.post(local(link))
    visitor.open(link)
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert visitor.path == "/home"
