"""What must hold of the files themselves: nothing of one machine or one registry, and one version."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import formsvc

ROOT = Path(__file__).resolve().parents[1]
HASHED = sorted(ROOT.glob("requirements*.txt"))
# Each is put together here, so that this file passes its own search.
REGISTRIES = tuple(".".join(host) for host in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org")))
MACHINE_PATHS = ("/" + "root/", "/" + "work/", "/" + "opt/wheels")


def _committed() -> list[Path]:
    """Return the text files under version control, as they are in the working tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = (ROOT / name for name in listed.decode().split("\0") if name)
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:1024]]


@pytest.mark.parametrize("word", [*REGISTRIES, *MACHINE_PATHS])
def test_no_file_names_a_registry_or_a_path_of_one_machine(word: str) -> None:
    found = [file.name for file in _committed() if word in file.read_text(encoding="utf-8")]
    assert found == []


@pytest.mark.parametrize("file", HASHED, ids=lambda file: file.name)
def test_every_dependency_is_pinned_and_hashed(file: Path) -> None:
    """D1."""
    text = file.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry.split()[0] for entry in entries if not re.match(r"[\w.\[\], -]+==\S+", entry)] == []
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_hashed_files_agree_on_every_version() -> None:
    """Each smaller file is a part of the largest, whatever the Python it is installed for."""
    everything = _pins(ROOT / "requirements-dev.txt")
    for file in HASHED:
        assert _pins(file) <= everything, file.name


def test_no_lock_file_with_addresses_is_kept() -> None:
    assert not (ROOT / "uv.lock").exists()


def test_the_licence_is_mit_here_and_in_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


def test_the_changelog_knows_the_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert formsvc.__version__ in headings[0]


def test_the_readme_links_only_to_files_that_are_there() -> None:
    targets = re.findall(r"\]\(([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def _pins(file: Path) -> set[str]:
    """Return every ``name==version`` of a hashed file; one name may have two, for two Pythons."""
    return set(re.findall(r"^[\w.-]+==[^\s;]+", file.read_text(encoding="utf-8"), re.MULTILINE))
