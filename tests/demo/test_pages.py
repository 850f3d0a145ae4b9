"""The demo's own pages, beside the service and never in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pyotp
import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

import formsvc
from formsvc.app import create_app
from formsvc.demo.pages import demo_app
from formsvc.demo.seed import MENTEES, MENTORS, NEWCOMER, NEWCOMERS_MENTOR
from formsvc.demo.site import one_origin
from formsvc.settings import Settings
from tests.demo.conftest import Seeded


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "about").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>The site</h1>")
    (folder / "about" / "index.html").write_text("<h1>About</h1>")
    (folder / "style.css").write_text("body {}")
    (folder / "404.html").write_text("<h1>Not here</h1>")
    (tmp_path / "secret" / "index.html").parent.mkdir()
    (tmp_path / "secret" / "index.html").write_text("secret")
    return folder


@pytest.fixture
def visitor(seeded: Seeded, site: Path) -> Client:
    service = create_app(seeded.settings, seeded.services)
    return Client(one_origin(site, service, demo_app(seeded.services, seeded.mailbox)))


def _text(answer: Response) -> str:
    return answer.get_data(as_text=True)


def test_everyone_is_shown_with_role_current_code_and_mail(seeded: Seeded, visitor: Client) -> None:
    page = _text(visitor.get("/demo/"))
    sections = {found[1]: found[0] for found in re.finditer(r"<h2>(.*?)</h2>.*?</section>", page, re.DOTALL)}
    assert list(sections) == [
        NEWCOMER[0],
        *(name for name, _ in MENTEES),
        *(name for name, _ in MENTORS),
        NEWCOMERS_MENTOR[0],
        "Cora Nation",
    ]
    robin = seeded.services.store.registry.find(MENTEES[0][1])
    assert robin
    seed = seeded.services.store.credentials.credentials(robin.id).seed
    assert seed
    shown = re.search(r"(\d{3}) (\d{3})</span>", sections[robin.name])
    assert shown
    assert pyotp.TOTP(seed).verify(shown[1] + shown[2], valid_window=1)
    assert not re.search(r"\d{3} \d{3}</span>", sections[MENTORS[0][0]])
    assert sections[MENTORS[0][0]].count("Robin Specimen&#39;s questionnaires") == 2
    assert re.search(r"this one has \d{1,2} seconds left", page)


def test_a_letter_is_shown_as_text_as_html_and_as_received(seeded: Seeded, visitor: Client) -> None:
    letter = seeded.mailbox.to(MENTORS[0][1])[0]
    page = visitor.get(f"/demo/letters/{letter.key}")
    assert page.status_code == 200
    assert "Return-Path: &lt;mentoring@example.org&gt;" in _text(page)
    assert 'sandbox="allow-top-navigation-by-user-activation"></iframe>' in _text(page)
    inside = visitor.get(f"/demo/letters/{letter.key}/html")
    assert inside.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "allow-scripts" not in _text(page) + inside.headers["Content-Security-Policy"]
    assert "sandbox" in inside.headers["Content-Security-Policy"]
    assert _text(inside).startswith("<!DOCTYPE html>")
    assert _text(inside).count('<img src="data:image/png;base64,') == 2, "the pictures of two ratings"
    assert "cid:" not in _text(inside)


def test_a_letter_that_is_not_there_is_not_found(visitor: Client) -> None:
    assert visitor.get("/demo/letters/../../keys.json").status_code == 404
    assert visitor.get("/demo/letters/1.nobody").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/", 200, "The site"),
        ("/about/", 200, "About"),
        ("/about", 302, ""),
        ("/style.css", 200, "body {}"),
        ("/nowhere/", 404, "Not here"),
        ("/../secret/", 404, "Not here"),
        ("/%2e%2e/secret/", 404, "Not here"),
        ("/forms/health", 200, "ok"),
        ("/demo", 308, ""),
    ],
)
def test_site_service_and_mail_share_one_origin(visitor: Client, path: str, status: int, words: str) -> None:
    with visitor.get(path) as answer:
        assert answer.status_code == status
        assert words in _text(answer)
        assert "secret" not in _text(answer)


def test_a_site_that_is_not_built_yet_is_a_sentence(seeded: Seeded, tmp_path: Path) -> None:
    service = create_app(seeded.settings, seeded.services)
    visitor = Client(one_origin(tmp_path / "none", service, demo_app(seeded.services, seeded.mailbox)))
    assert visitor.get("/").status_code == 503
    assert _text(visitor.get("/")).startswith("The site isn't built yet. `make demo` builds it first")
    assert visitor.get("/forms/health").status_code == 200


def test_nothing_but_the_demo_command_knows_the_demo() -> None:
    root = Path(formsvc.__file__).parent
    importers = set()
    for path in root.rglob("*.py"):
        if path.is_relative_to(root / "demo"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(name.startswith("formsvc.demo") for name in names):
                importers.add(path.relative_to(root).as_posix())
    assert importers == {"cli/running.py"}
    assert not [name for name in Settings.model_fields if "demo" in name or "debug" in name]


def test_the_service_itself_has_no_page_of_the_demo(seeded: Seeded) -> None:
    service = create_app(seeded.settings, seeded.services)
    assert not [rule.rule for rule in service.url_map.iter_rules() if "demo" in rule.rule]
