"""The policy names the scripts that stand in the pages, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from formsvc.domain.errors import MentorpostError
from formsvc.publishing.policy import inline_scripts, site_policy, with_policy

LINE = '    Content-Security-Policy = "old"\n'


def test_a_script_is_found_exactly_as_it_stands() -> None:
    page = '<head><script>a = "<p>";\n b()</script></head><script type="module">c</script>'
    assert inline_scripts(page) == ['a = "<p>";\n b()', "c"]


def test_what_has_a_file_or_is_only_data_is_no_inline_script() -> None:
    assert inline_scripts('<script src="a.js"></script><script type="application/json">{}</script>') == []


def test_the_hash_is_the_one_of_the_standard(tmp_path: Path) -> None:
    """The example of CSP Level 3, section 2.3.1 in an older draft: ``alert('Hello, world.');``."""
    (tmp_path / "index.html").write_text("<script>alert('Hello, world.');</script>")
    assert "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='" in site_policy(tmp_path)


def test_the_same_script_on_many_pages_is_named_once(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text("<script>same</script>")
    assert site_policy(tmp_path).count("sha256-") == 1


def test_a_site_that_was_not_built_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MentorpostError, match="make site"):
        site_policy(tmp_path)


def test_the_policy_replaces_the_line_and_nothing_else() -> None:
    assert with_policy(f"a = 1\n{LINE}b = 2\n", "new \\1") == (
        'a = 1\n    Content-Security-Policy = "new \\1"\nb = 2\n'
    )


@pytest.mark.parametrize("text", ["", LINE + LINE])
def test_a_file_without_its_one_line_is_refused(text: str) -> None:
    with pytest.raises(MentorpostError, match="It must have one"):
        with_policy(text, "new")
