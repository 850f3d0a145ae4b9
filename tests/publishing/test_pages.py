"""What the site says of a programme comes from its file, and a page that lags behind is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.errors import MentorpostError
from formsvc.domain.programme import Contact, HelpLine
from formsvc.publishing.pages import CONFIGURATION, QUESTIONNAIRE, fresh_pages, with_facts
from tests.workflows.small_programme import small_programme

PAGE = "# Help\n\n<!-- programme: help-lines -->\nwhatever stood here\n<!-- end -->\n\nMine.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/help.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: old\nsite_url: old\ncopyright: old\nplugins:\n  - search\n"
    )
    return tmp_path


def written(root: Path) -> dict[Path, str]:
    pages = fresh_pages(small_programme(), root)
    for path, text in pages.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return pages


def test_a_marked_place_is_filled_and_the_rest_is_left_alone(root: Path) -> None:
    text = written(root)[Path("docs/help.md")]
    assert "- **Example line:** Call [01632 960000](tel:01632960000), any time." in text
    assert "whatever stood here" not in text
    assert text.startswith("# Help\n")
    assert text.endswith("\nMine.\n")


def test_writing_twice_changes_nothing(root: Path) -> None:
    assert written(root).keys() == {Path("docs/help.md"), QUESTIONNAIRE, CONFIGURATION}
    assert written(root) == {}


def test_a_changed_programme_names_the_pages_that_lag_behind(root: Path) -> None:
    written(root)
    line = HelpLine(name="Another", how="Ring 999", when="always")
    assert list(fresh_pages(replace(small_programme(), help_lines=(line,)), root)) == [Path("docs/help.md")]


def test_the_sites_name_address_and_footer_are_the_programmes(root: Path) -> None:
    text = written(root)[CONFIGURATION]
    assert 'site_name: "Small e-mentoring"\nsite_url: "https://mentoring.example.org/"\n' in text
    assert "/raise-a-concern/" in text
    assert "mailto:mentoring@example.org" in text
    assert text.endswith("plugins:\n  - search\n")


def test_a_name_with_quotes_and_angle_brackets_stays_text(root: Path) -> None:
    programme = replace(
        small_programme(), name='The "B" <team>: one', contact=Contact("Ann <b>", "ann@example.org")
    )
    text = fresh_pages(programme, root)[CONFIGURATION]
    assert 'site_name: "The \\"B\\" <team>: one"' in text
    assert "Ann &lt;b&gt;" in text


def test_an_unknown_fact_is_named_with_its_page_and_those_that_exist() -> None:
    page = "<!-- programme: helplines -->\n<!-- end -->\n"
    with pytest.raises(
        MentorpostError, match=r'docs/help.md: the programme has no fact "helplines".*help-lines'
    ):
        with_facts(page, small_programme(), "docs/help.md")
