"""Setting a programme up, and looking whether all is well: nothing made twice, nothing half right."""

from __future__ import annotations

import mailbox
from pathlib import Path

from click.testing import CliRunner

from formsvc.cli import main
from formsvc.demo.mailbox import DemoMailbox
from tests.cli.operator import Operator


def test_init_makes_what_is_missing_and_never_writes_over_it(operator: Operator) -> None:
    kept = {name: (operator.folder / name).read_bytes() for name in ("keys.json", "settings.env")}
    again = operator.init()
    assert again.exit_code == 0
    assert "Kept the keys" in again.output
    assert {name: (operator.folder / name).read_bytes() for name in kept} == kept
    assert [(operator.folder / name).stat().st_mode & 0o777 for name in kept] == [0o600, 0o600]
    assert len(list((operator.folder / "data/outbox").glob("*.json"))) == 1


def test_init_makes_no_new_keys_for_data_that_they_could_not_open(operator: Operator) -> None:
    (operator.folder / "keys.json").rename(operator.folder / "elsewhere.json")
    refused = operator.init()
    assert (refused.exit_code, "put the keys file back" in refused.output) == (1, True)
    assert not (operator.folder / "keys.json").exists()
    (operator.folder / "elsewhere.json").rename(operator.folder / "keys.json")
    assert operator.init().exit_code == 0


def test_check_says_what_is_well_and_what_to_mend(operator: Operator) -> None:
    down = operator.run("check")
    assert down.exit_code == 1
    assert [line.split()[0] for line in down.output.splitlines()] == ["ok", "ok", "ok", "ok", "mend"]
    (operator.folder / "keys.json").chmod(0o644)
    assert "mend  keys" in operator.run("check").output


def test_check_is_well_when_the_mail_server_is_there(tmp_path: Path) -> None:
    server = DemoMailbox(tmp_path / "mail")
    operator = Operator(tmp_path, server.start())
    try:
        operator.init()
        assert operator.run("check").exit_code == 0
    finally:
        server.stop()


def test_check_says_whether_the_return_mailbox_can_be_read(operator: Operator) -> None:
    with (operator.folder / "settings.env").open("a") as settings:
        settings.write(f"FORMSVC_INBOUND_MAILDIR={operator.folder}/returns\n")
    missing = operator.run("check").output
    assert "mend  return mailbox: The return mailbox isn't there. FORMSVC_INBOUND_MAILDIR" in missing
    mailbox.Maildir(operator.folder / "returns", create=True).add(b"Subject: x\r\n\r\n")
    assert "ok    return mailbox" in operator.run("check").output
    assert len(list((operator.folder / "returns/new").iterdir())) == 1, "it only looks"


def test_every_fault_of_the_settings_comes_at_once(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("FORMSVC_SMTP_PORT=x\n")
    ran = CliRunner().invoke(main, ["--settings", str(tmp_path / "settings.env"), "status"])
    assert ran.exit_code == 1
    for name in ("DATA_DIR", "KEYS_FILE", "BASE_URL", "MAIL_FROM", "SMTP_HOST", "SMTP_PORT"):
        assert f"FORMSVC_{name}" in ran.output
