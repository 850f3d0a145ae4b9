"""Looking for words through whatever hid them: base64, quoted-printable, escapes, compression."""

from __future__ import annotations

import base64
import binascii
import html
import json
import quopri
import re
import urllib.parse
import zlib
from collections.abc import Iterator

_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{16,}(?:=?\r?\n[A-Za-z0-9+/_\-]+)*={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
_JSON = re.compile(rb'"(?:[^"\\]|\\.)*"')
_DEPTH = 3


def holds(blob: bytes | str, words: str) -> bool:
    """Tell whether words stand in a blob, plainly or under up to three layers of encoding."""
    wanted = words.casefold().encode()
    seen: set[bytes] = set()
    layer = {blob.encode("utf-8", "surrogateescape") if isinstance(blob, str) else blob}
    for _ in range(_DEPTH + 1):
        if any(wanted in view.lower() or words.encode() in view for view in layer):
            return True
        seen |= layer
        layer = {decoded for view in layer for decoded in _decoded(view)} - seen
    return False


def _decoded(blob: bytes) -> Iterator[bytes]:
    yield quopri.decodestring(blob)
    yield html.unescape(blob.decode("latin-1")).encode("latin-1", "replace")
    yield urllib.parse.unquote_to_bytes(blob.replace(b"+", b" "))
    yield from _compressed(blob)
    for found in _JSON.finditer(blob):
        try:
            yield str(json.loads(found[0])).encode("utf-8", "surrogatepass")
        except ValueError:
            continue
    for found in _HEX.finditer(blob):
        yield binascii.unhexlify(found[0])
    for found in _BASE64.finditer(blob):
        yield from _from_base64(re.sub(rb"[\r\n=]", b"", found[0]))


def _from_base64(run: bytes) -> Iterator[bytes]:
    """Decode at each of the four places where a run may begin: what precedes it may look alike."""
    run = run.translate(bytes.maketrans(b"-_", b"+/"))
    for start in range(4):
        cut = run[start:]
        cut = cut[: len(cut) - (len(cut) % 4 == 1)]
        plain = base64.b64decode(cut + b"=" * (-len(cut) % 4))
        yield plain
        yield from _compressed(plain)


def _compressed(blob: bytes) -> Iterator[bytes]:
    for bits in (zlib.MAX_WBITS, zlib.MAX_WBITS | 16, -zlib.MAX_WBITS):
        try:
            yield zlib.decompressobj(bits).decompress(blob, 1_000_000)
        except zlib.error:
            continue
