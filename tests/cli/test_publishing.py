"""The public site's commands: they write, they find drift, and they say what to run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formsvc.cli import main
from tests.cli.operator import PROGRAMME


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_pages_are_written_and_their_drift_is_found(tmp_path: Path) -> None:
    words = ("site-pages", "--programme-file", PROGRAMME, "--root", tmp_path)
    page = tmp_path / "docs/take-part/questionnaire.md"
    missing = run(*words, "--check")
    assert missing.exit_code == 1
    assert "make site-pages" in missing.output
    assert not page.exists()
    assert run(*words).exit_code == 0
    assert run(*words, "--check").exit_code == 0
    page.write_text(page.read_text() + "drift")
    assert "questionnaire.md" in run(*words, "--check").output


@pytest.mark.parametrize("table", ["accessibility", "concerns", "data_protection"])
def test_the_site_is_not_built_without_the_people_whom_it_must_name(tmp_path: Path, table: str) -> None:
    programme = tmp_path / "programme.toml"
    before, _, after = PROGRAMME.read_text().partition(f"[programme.{table}]\n")
    programme.write_text(before + after[after.index("\n\n") :])
    refused = run("site-pages", "--programme-file", programme, "--root", tmp_path, "--check")
    assert refused.exit_code == 1
    assert f"Write a [programme.{table}] table" in refused.output


def test_the_policy_is_written_and_its_drift_is_found(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("<script>one</script>")
    netlify = tmp_path / "netlify.toml"
    netlify.write_text('Content-Security-Policy = ""\n')
    words = ("site-policy", "--site", tmp_path / "site", "--netlify", netlify)
    assert "make site-policy" in run(*words, "--check").output
    assert run(*words).exit_code == 0
    assert run(*words, "--check").exit_code == 0
    (tmp_path / "site/index.html").write_text("<script>two</script>")
    assert run(*words, "--check").exit_code == 1
