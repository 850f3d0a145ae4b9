"""A small browser for the demo's play: real HTTP, cookies, and forms filled as a page shows them."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form of a page: where it goes, and the fields that it already holds."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    """Collects a page's forms, links and title."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.heading = ""
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "h1":
            self._in_heading = True
        elif tag in {"input", "textarea"} and self.forms and given.get("name"):
            self.forms[-1].names.append(given["name"])
            if tag == "input" and given.get("type") == "hidden":
                self.forms[-1].fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._in_heading = self._in_heading and tag != "h1"

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.heading += data


@dataclass
class Page:
    """What came back: the address it ended at, its status, its text and its forms."""

    url: str
    status: int
    text: str
    heading: str
    forms: list[Form]
    links: list[str]


class WebClient:
    """Opens pages and sends their forms; follows redirects and keeps cookies."""

    def __init__(self) -> None:
        """Begin without cookies, as a browser nobody has used; ``origin`` is the forms' own unless set."""
        self.origin = ""
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def open(self, url: str) -> Page:
        """GET a page."""
        return self._fetch(urllib.request.Request(url))  # noqa: S310 - loopback http only

    def send(self, page: Page, holding: str, **typed: str | list[str]) -> Page:
        """Send the form that has a field called ``holding`` or goes to such a place, with what is typed.

        Raises LookupError when the page has no such form.
        """
        form = next((one for one in page.forms if holding in one.names or one.action.endswith(holding)), None)
        if form is None:
            raise LookupError(f"the page “{page.heading}” has no form with “{holding}”")
        fields = [(name, value) for name, value in form.fields if name not in typed]
        for name, value in typed.items():
            fields += [(name, each) for each in (value if isinstance(value, list) else [value])]
        url = urllib.parse.urljoin(page.url, form.action or page.url)
        parts = urllib.parse.urlsplit(url)
        said = {"Origin": self.origin or f"{parts.scheme}://{parts.netloc}"}
        data = urllib.parse.urlencode(fields).encode("ascii")
        return self._fetch(urllib.request.Request(url, data=data, headers=said))  # noqa: S310 - loopback only

    def _fetch(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=30) as answer:
                url, status, text = answer.url, answer.status, answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            url, status, text = (
                error.url or request.full_url,
                error.code,
                error.read().decode("utf-8", "replace"),
            )
        found = _Forms()
        found.feed(text)
        return Page(url, status, text, " ".join(found.heading.split()), found.forms, found.links)
