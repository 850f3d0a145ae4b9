"""The reference pages say what the code does: every setting, every command, every option."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from formsvc.cli import main
from tests.settings_reference import settings_example, settings_table

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = (ROOT / "docs/operate/commands.md").read_text(encoding="utf-8")


def test_the_settings_page_has_the_table_of_the_code() -> None:
    page = (ROOT / "docs/operate/settings.md").read_text(encoding="utf-8")
    assert settings_table() in page


def test_the_example_file_has_every_setting() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == settings_example()


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_described(name: str) -> None:
    assert f"### formsvc {name}\n" in COMMANDS
    described = COMMANDS.split(f"### formsvc {name}\n", 1)[1].split("\n### ", 1)[0]
    options = [param for param in main.commands[name].params if isinstance(param, click.Option)]
    for option in options:
        assert f"`{option.opts[0]}`" in described, option.opts[0]


def test_no_command_is_described_that_does_not_exist() -> None:
    described = {line.split()[2] for line in COMMANDS.splitlines() if line.startswith("### formsvc ")}
    assert described == set(main.commands)
