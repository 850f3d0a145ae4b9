"""How soon ``formsvc serve`` answers after it was started, and how much the first pages weigh."""

from __future__ import annotations

import gzip
import re
import time
import urllib.parse
from pathlib import Path

from bench.contenders import Ours
from bench.mail_sink import MailSink
from bench.samples import Outcome, Samples
from bench.visit import Line, Visitor

ROUNDS = 9
STARTED = "start to first answer: s"
SITE = Path(__file__).parent.parent / "site"
_ASSETS = re.compile(r'<(?:link[^>]*rel="(?:stylesheet|icon)"[^>]*|script[^>]*|img[^>]*)>')
_ADDRESS = re.compile(r'(?:href|src)="([^"]+)"')


def measure_start(scratch: Path) -> Outcome:
    """Start the service some times, and weigh what a first visit fetches."""
    samples = Samples()
    sink = MailSink()
    ours = Ours(scratch / "ours", sink, people=2, past=0)
    sink.stop()
    weight = 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        web = ours.serve()
        samples.add(STARTED, time.perf_counter() - began)
        weight = weight or _weight_of_service(ours.people[0].port)
        web.stop()
    values = {
        "start_seconds": samples.median(STARTED),
        "service_first_page_kb": weight / 1000,
        "site_first_page_kb": _weight_of_site() / 1000,
    }
    return Outcome(values, samples)


def _weight_of_service(port: int) -> int:
    line = Line(Visitor(port, ""))
    status, page = line.get("/sign-in")
    if status != 200:  # noqa: PLR2004 - OK
        raise RuntimeError(f"the first page answered {status}")
    parts = [line.get(address)[1] for address in _assets(page.decode())]
    line.close()
    return len(page) + sum(map(len, parts))


def _weight_of_site() -> int:
    """Return what the site's host sends, which compresses it; what the search fetches is among it."""
    page = (SITE / "index.html").read_text(encoding="utf-8")
    parts = [SITE / urllib.parse.urlsplit(address).path.lstrip("/") for address in _assets(page)]
    search = [*SITE.glob("assets/javascripts/workers/search.*.js"), SITE / "search" / "search_index.json"]
    return sum(len(gzip.compress(part.read_bytes(), 6)) for part in (SITE / "index.html", *parts, *search))


def _assets(page: str) -> list[str]:
    """Return the addresses of what a page fetches from its own server, each once."""
    found = [_ADDRESS.search(tag) for tag in _ASSETS.findall(page)]
    own = [address[1] for address in found if address and not address[1].startswith(("http", "data:"))]
    return list(dict.fromkeys(urllib.parse.urljoin("/", address) for address in own))
