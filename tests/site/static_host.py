"""A static host on this machine, as Netlify would be: gzip, the headers of netlify.toml, bytes counted."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.site.netlify import Netlify

_PACKED = {".html", ".css", ".js", ".json", ".svg", ".xml"}


@dataclass(frozen=True)
class StaticHost:
    """Where it answers, and the bytes of each answer so far: headers and body, as they went over the wire."""

    address: str
    sent: list[int] = field(default_factory=list)


@contextmanager
def static_host(site: Path, netlify: Netlify) -> Iterator[StaticHost]:
    """Serve a built site while the context lasts."""
    sent: list[int] = []
    handler = partial(_Handler, directory=str(site), netlify=netlify, sent=sent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield StaticHost(f"http://127.0.0.1:{server.server_port}", sent)
        finally:
            server.shutdown()
            thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *given: Any, netlify: Netlify, sent: list[int], **named: Any) -> None:
        self.netlify, self.sent = netlify, sent
        super().__init__(*given, **named)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.split("?")[0]))
        page = path / "index.html" if path.is_dir() else path
        found = page.is_file()
        page = page if found else Path(self.directory) / "404.html"
        body = page.read_bytes()
        headers = {"Content-Type": self.guess_type(str(page)), **self.netlify.headers_of(self.path)}
        if page.suffix in _PACKED:
            body, headers["Content-Encoding"] = gzip.compress(body, 6), "gzip"
        self.send_response(200 if found else 404)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        with suppress(ConnectionError):  # the browser may have gone on to the next page
            self.end_headers()
            self.wfile.write(body)
        self.sent.append(len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items()))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""
