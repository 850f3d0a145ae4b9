"""One person's visit, as cheap for the client as can be: look at the check page, then send.

A visit uses one connection for both, as a browser does, and takes the form's hidden fields and the
cookie from what came back.
"""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

_HIDDEN = re.compile(rb'<input[^>]*type="hidden"[^>]*>')
_TEXTAREA = re.compile(rb"<textarea([^>]*)>(.*?)</textarea>", re.DOTALL)
_CHOSEN = re.compile(rb'<input[^>]*type="radio"[^>]*\schecked[^>]*>')
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


def fields_of(page: bytes) -> list[tuple[str, str]]:
    """Return everything that a page's forms would send: hidden fields, texts, and what is chosen."""
    texts = [
        (name[1].decode(), unescape(text.decode().removeprefix("\n")))
        for tag, text in _TEXTAREA.findall(page)
        if (name := _NAME.search(tag))
    ]
    chosen = [
        (name[1].decode(), value[1].decode())
        for tag in _CHOSEN.findall(page)
        if (name := _NAME.search(tag)) and (value := _VALUE.search(tag))
    ]
    return [*hidden_fields(page), *texts, *chosen]


def visit(visitor: Visitor, check: str, send: str, sends: int = 1) -> Visit:
    """Look at the check page, and send what it shows; the times are those of the first sending."""
    began = time.perf_counter()
    line = Line(visitor)
    try:
        status, page = line.get(check)
        looked = time.perf_counter()
        fields = hidden_fields(page)
        sent, _ = line.post(send, fields)
        done = time.perf_counter()
        again = [line.post(send, fields)[0] for _ in range(sends - 1)]
    except OSError:
        return Visit(0.0, (time.perf_counter() - began) * 1000, ok=False)
    finally:
        line.close()
    ok = status == _OK and {sent, *again} == {_FOUND}
    return Visit((looked - began) * 1000, (done - looked) * 1000, ok=ok)
