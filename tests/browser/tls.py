"""A TLS-terminating reverse proxy on loopback, as a production service has one before it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def tls_before(backend_port: int, context: ssl.SSLContext, port: int) -> Iterator[None]:
    """Serve https on a port and pass every byte to the backend's plain port."""
    listener = socket.create_server(("127.0.0.1", port))
    threading.Thread(target=_accept, args=(listener, backend_port, context), daemon=True).start()
    try:
        yield
    finally:
        listener.close()


def _accept(listener: socket.socket, backend_port: int, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(plain, backend_port, context), daemon=True).start()


def _serve(plain: socket.socket, backend_port: int, context: ssl.SSLContext) -> None:
    """Carry one connection; HTTP closes it after one answer, so each way needs no bookkeeping."""
    with plain, suppress(OSError, ssl.SSLError):
        secured = context.wrap_socket(plain, server_side=True)
        with secured, socket.create_connection(("127.0.0.1", backend_port)) as backend:
            request = b""
            while b"\r\n\r\n" not in request:
                part = secured.recv(65536)
                if not part:
                    return
                request += part
            head, _, body = request.partition(b"\r\n\r\n")
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
            backend.sendall(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body)
            left = _length(lines) - len(body)
            while left > 0:
                part = secured.recv(65536)
                backend.sendall(part)
                left -= len(part) or left
            while part := backend.recv(65536):
                secured.sendall(part)
            with suppress(OSError):
                secured.unwrap()


def _length(lines: list[bytes]) -> int:
    found = [line.split(b":", 1)[1] for line in lines if line.lower().startswith(b"content-length:")]
    return int(found[0]) if found else 0
