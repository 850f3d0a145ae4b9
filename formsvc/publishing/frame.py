"""The header's tabs and the footer's links, the same on the site and in the service."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from formsvc.domain.programme import Programme


class SiteLink(NamedTuple):
    """A page of the site: its path from the site's root, and the link's words."""

    path: str
    text: str


TABS = (
    SiteLink("/", "Home"),
    SiteLink("/about/what-e-mentoring-is/", "About"),
    SiteLink("/take-part/how-it-works/", "Take part"),
    SiteLink("/privacy/notice/", "Privacy"),
    SiteLink("/run/plan/", "Run a programme"),
    SiteLink("/understand/architecture/", "Understand"),
    SiteLink("/take-part/apply/", "Apply"),
)
"""The site's tabs, to which each side adds its own way in."""

FOOTER = (
    SiteLink("/take-part/help/", "Get help now"),
    SiteLink("/raise-a-concern/", "Raise a concern"),
    SiteLink("/privacy/notice/", "Privacy"),
    SiteLink("/privacy/accessibility/", "Accessibility"),
    SiteLink("/about/four-principles/", "The four principles"),
)

PROMISE = "Voluntary, confidential and independent of assessment."


def site_footer(programme: Programme) -> str:
    """Return the footer of the site's pages as HTML."""
    links = "".join(f'<li><a href="{link.path}">{link.text}</a></li>' for link in FOOTER)
    contact = programme.contact
    return (
        f'<ul class="mp-footer">{links}</ul>'
        f"{PROMISE} Run by {escape(programme.organisation)}. "
        f'Questions: <a href="mailto:{escape(contact.email)}">{escape(contact.name)}</a>'
    )
