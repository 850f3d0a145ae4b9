"""The site's Content-Security-Policy: its own files, and its few inline scripts by their hashes.

Source: Content Security Policy Level 3, https://www.w3.org/TR/CSP3/.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path

from formsvc.domain.errors import MentorpostError

_LINE = re.compile(r'^(\s*Content-Security-Policy = )".*"$', re.MULTILINE)
_RUNS = {"", "text/javascript", "module"}


class _InlineScripts(HTMLParser):
    """Collects the text of every script that a browser would run and that has no file of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = tag == "script" and "src" not in given and (given.get("type") or "") in _RUNS
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def inline_scripts(html: str) -> list[str]:
    """Return the inline scripts of one page, exactly as a browser hashes them."""
    reader = _InlineScripts()
    reader.feed(html)
    reader.close()
    return reader.found


def site_policy(site: Path) -> str:
    """Return the policy that a built site needs; raises MentorpostError where there is none."""
    pages = sorted(site.rglob("*.html"))
    if not pages:
        raise MentorpostError(f"{site} holds no pages. Build the site first: make site")
    scripts = {script for page in pages for script in inline_scripts(page.read_text(encoding="utf-8"))}
    hashes = " ".join(sorted(f"'sha256-{_digest(script)}'" for script in scripts))
    return (
        "default-src 'none'; "
        f"script-src 'self' {hashes}; "
        "style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def with_policy(netlify: str, policy: str) -> str:
    """Return a ``netlify.toml`` with this policy; raises MentorpostError when it has no line for it."""
    changed, lines = _LINE.subn(lambda line: f'{line[1]}"{policy}"', netlify)
    if lines != 1:
        raise MentorpostError(
            f"netlify.toml has {lines} lines that begin with Content-Security-Policy. It must have one."
        )
    return changed


def _digest(script: str) -> str:
    return b64encode(hashlib.sha256(script.encode()).digest()).decode()
