"""One built page, read as a browser would: its links, its ids, its headings and what it loads."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

Attributes = list[tuple[str, str | None]]
_LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "form": "action"}
_LOADING_RELATIONS = {
    "stylesheet",
    "icon",
    "preload",
    "preconnect",
    "dns-prefetch",
    "modulepreload",
    "manifest",
}


@dataclass
class Page:
    """A page of the built site; ``url`` is its path from the root, ending in a slash or a name."""

    url: str
    file: Path
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    headings: list[str] = field(default_factory=list)
    description: str = ""
    social: dict[str, str] = field(default_factory=dict)
    loaded: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects into one Page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._inside_style = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        found = {name: value or "" for name, value in attrs}
        self._inside_style = tag == "style"
        if "id" in found:
            self.page.ids.add(found["id"])
        if "style" in found:
            self.page.styles.append(found["style"])
        if tag == "a" and "href" in found:
            self.page.links.append(found["href"])
        if tag in {"h1", "h2"}:
            self.page.headings.append(tag)
        if tag == "meta" and found.get("name") == "description":
            self.page.description = found["content"]
        if tag == "meta" and "property" in found:
            self.page.social[found["property"]] = found["content"]
        if tag == "link" and _LOADING_RELATIONS & set(found.get("rel", "").split()):
            self.page.loaded.append(found["href"])
        if tag in _LOADS and _LOADS[tag] in found:
            self.page.loaded.append(found[_LOADS[tag]])

    def handle_endtag(self, tag: str) -> None:
        self._inside_style = self._inside_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._inside_style:
            self.page.styles.append(data)


def read_pages(site: Path) -> dict[str, Page]:
    """Return every page of a built site by its URL."""
    pages = {}
    for file in sorted(site.rglob("*.html")):
        relative = file.relative_to(site).as_posix()
        url = "/" + relative.removesuffix("index.html")
        page = Page(url=url, file=file)
        _Reader(page).feed(file.read_text(encoding="utf-8"))
        pages[url] = page
    return pages
