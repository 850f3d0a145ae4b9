"""One person's visit, as cheap for the client as can be: look at the check page, then send.

A visit uses one connection for both, as a browser does, and takes the form's hidden fields and the
cookie from what came back.
"""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlencode

_HIDDEN = re.compile(rb'<input[^>]*type="hidden"[^>]*>')
_NAME, _VALUE = re.compile(rb'name="([^"]*)"'), re.compile(rb'value="([^"]*)"')
_COOKIE = re.compile(rb"^set-cookie: ([^;]+)", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^content-length: (\d+)", re.IGNORECASE | re.MULTILINE)
_PATIENCE = 60.0
_OK, _FOUND = 200, 302


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in: where, and by which cookie."""

    port: int
    cookie: str


@dataclass(frozen=True, slots=True)
class Visit:
    """How long looking and sending took, in milliseconds, and whether each answered as it should."""

    check_ms: float
    send_ms: float
    ok: bool

    @property
    def whole_ms(self) -> float:
        """Both together."""
        return self.check_ms + self.send_ms


class Line:
    """One connection to a web server on loopback."""

    def __init__(self, visitor: Visitor) -> None:
        """Connect."""
        self._socket = socket.create_connection(("127.0.0.1", visitor.port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._cookie = visitor.cookie

    def get(self, path: str) -> tuple[int, bytes]:
        """GET a page."""
        return self._ask(f"GET {path} HTTP/1.1\r\n{self._headers()}\r\n".encode("ascii"))

    def post(self, path: str, fields: list[tuple[str, str]]) -> tuple[int, bytes]:
        """POST a form."""
        body = urlencode(fields).encode("ascii")
        head = (
            f"POST {path} HTTP/1.1\r\n{self._headers()}"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return self._ask(head.encode("ascii") + body)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _headers(self) -> str:
        return f"Host: 127.0.0.1\r\nCookie: {self._cookie}\r\nAccept: text/html\r\n"

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        self._socket.sendall(request)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        head = answer[:end]
        length = _LENGTH.search(head)
        whole = end + 4 + (int(length[1]) if length else 0)
        while len(answer) < whole:
            answer += self._more()
        if cookie := _COOKIE.search(head):
            self._cookie = cookie[1].decode("ascii")
        return int(head[9:12]), answer[end + 4 :]

    def _more(self) -> bytes:
        part = self._socket.recv(1 << 16)
        if not part:
            raise ConnectionError("the server hung up")
        return part


def hidden_fields(page: bytes) -> list[tuple[str, str]]:
    """Return the hidden fields of a page's forms, each name once."""
    found: dict[str, str] = {}
    for tag in _HIDDEN.findall(page):
        name, value = _NAME.search(tag), _VALUE.search(tag)
        if name:
            found.setdefault(name[1].decode(), value[1].decode() if value else "")
    return list(found.items())


def visit(visitor: Visitor, check: str, send: str) -> Visit:
    """Look at the check page, and send what it shows."""
    began = time.perf_counter()
    line = Line(visitor)
    try:
        status, page = line.get(check)
        looked = time.perf_counter()
        sent, _ = line.post(send, hidden_fields(page))
        done = time.perf_counter()
    finally:
        line.close()
    return Visit((looked - began) * 1000, (done - looked) * 1000, status == _OK and sent == _FOUND)
