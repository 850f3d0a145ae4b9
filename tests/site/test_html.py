"""Every page is valid HTML, by a validator that knows the standard's content model."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.site.netlify import NODE

_THE_THEMES_OWN = {
    ("valid-autocomplete", "#__drawer"),  # keeps browsers from opening the menu after a reload
    ("valid-autocomplete", "#__search"),  # the same, for the search box
    ("attribute-allowed-values", "tabindex"),  # an empty tabindex on the menu's labels: read as none
}


def _faults(folder: Path, report: Path) -> list[str]:
    with report.open("w") as to:  # a file, because the program ends before a full pipe is read
        subprocess.run(
            [
                NODE / "node_modules/.bin/html-validate",
                "--config",
                NODE / "htmlvalidate.json",
                "--formatter",
                "json",
                folder,
            ],
            stdout=to,
            check=False,
        )
    return [
        f"{page['filePath']}:{fault['line']} {fault['ruleId']}: {fault['message']}"
        for page in json.loads(report.read_text())
        for fault in page["messages"]
        if not any(
            fault["ruleId"] == rule and mark in f"{fault.get('selector')} {fault['message']}"
            for rule, mark in _THE_THEMES_OWN
        )
    ]


def test_every_page_is_valid_html(site: Path, tmp_path: Path) -> None:
    assert _faults(site, tmp_path / "report.json") == []


def test_the_validator_would_find_a_fault(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<!doctype html><html lang="en"><head><title>A</title></head><body><p><div></div></p></body></html>'
    )
    assert _faults(tmp_path, tmp_path / "report.json") != []
