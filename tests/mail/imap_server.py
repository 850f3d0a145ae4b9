"""A small IMAP4rev1 server (RFC 3501) on loopback: just what a return mailbox needs, over TLS or in clear."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

USER, PASSWORD = "returns", "invented"


@dataclass
class Box:
    """What the mailbox holds, by UID; what was said to the server, and how it behaves."""

    messages: dict[int, bytes] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    uidplus: bool = True
    starttls: bool = False
    cut_after: str = ""
    port: int = 0


@contextmanager
def imap_server(box: Box, tls: ssl.SSLContext | None = None) -> Iterator[Box]:
    """Serve the box until the end, one line at a time; ``tls`` from the first byte unless it has STARTTLS."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        box.port = listener.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(listener, box, tls), daemon=True)
        thread.start()
        yield box
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def _serve(listener: socket.socket, box: Box, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line, suppress(OSError, ValueError):
            _Dialogue(line, box, tls).run()


class _Dialogue:
    def __init__(self, line: socket.socket, box: Box, tls: ssl.SSLContext | None) -> None:
        line.settimeout(5)
        self._box, self._tls = box, tls
        self._line = tls.wrap_socket(line, server_side=True) if tls and not box.starttls else line

    def run(self) -> None:
        """Answer line by line until goodbye, and close what was opened."""
        with ExitStack() as self._open:
            self._begin(self._line)
            self._send(b"* OK ready")
            self._answer_all()

    def _begin(self, line: socket.socket) -> None:
        self._line = self._open.enter_context(line)
        self._file = self._open.enter_context(line.makefile("rb"))

    def _answer_all(self) -> None:
        while request := self._file.readline():
            tag, _, words = request.decode().strip().partition(" ")
            self._box.said.append(words)
            if self._box.cut_after and words.startswith(self._box.cut_after):
                return
            self._answer(tag.encode(), words)
            if words == "LOGOUT":
                return

    def _answer(self, tag: bytes, words: str) -> None:
        box, verb = self._box, words.removeprefix("UID ").partition(" ")[0]
        ok = b"OK done"
        if verb == "CAPABILITY":
            known = ["IMAP4rev1"] + ["UIDPLUS"] * box.uidplus + ["STARTTLS"] * box.starttls
            self._send(b"* CAPABILITY " + " ".join(known).encode())
        elif verb == "STARTTLS":
            self._send(tag + b" OK begin")
            assert self._tls is not None
            self._begin(self._tls.wrap_socket(self._line, server_side=True))
            return
        elif verb == "LOGIN":
            right = words == f'LOGIN {USER} "{PASSWORD}"'
            ok = b"OK welcome" if right else b"NO " + b"a secret of the letter"
        elif verb == "SELECT":
            ok = b"OK chosen" if words == 'SELECT "INBOX"' else b"NO no such folder"
        elif verb == "SEARCH":
            found = sorted(set(box.messages) - box.deleted)
            self._send(b"* SEARCH " + " ".join(map(str, found)).encode())
        elif verb == "FETCH":
            self._fetch(int(words.split()[2]), int(re.findall(r"<0\.(\d+)>", words)[0]))
        elif verb == "STORE":
            box.deleted.add(int(words.split()[2]))
        elif verb == "EXPUNGE":
            named = words.split()[2:] if words.startswith("UID") else [str(uid) for uid in box.deleted]
            for uid in box.deleted & {int(each) for each in named}:
                box.messages.pop(uid, None)
        self._send(tag + b" " + ok)

    def _fetch(self, uid: int, most: int) -> None:
        if uid not in self._box.messages:
            return
        content = self._box.messages[uid][:most]
        self._line.sendall(b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n" % (uid, len(content)) + content + b")\r\n")

    def _send(self, line: bytes) -> None:
        self._line.sendall(line + b"\r\n")
