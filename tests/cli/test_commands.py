"""The operator's commands over a real store: what they do, and one sentence when they refuse."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from email.message import Message
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formsvc.cli import main
from formsvc.demo.mailbox import DemoMailbox, free_port

PROGRAMME = Path(__file__).resolve().parents[2] / "programme.toml"
FORMSVC = Path(sys.executable).with_name("formsvc")


class Operator:
    """Someone at a terminal in one folder."""

    def __init__(self, folder: Path, smtp_port: int) -> None:
        self.folder = folder
        self.port = free_port()
        self.answers = {
            "--data-dir": folder / "data",
            "--keys-file": folder / "keys.json",
            "--settings-file": folder / "settings.env",
            "--programme-file": PROGRAMME,
            "--base-url": f"http://127.0.0.1:{self.port}",
            "--mail-from": "mentoring@example.org",
            "--smtp-host": "127.0.0.1",
            "--smtp-port": smtp_port,
            "--smtp-security": "none",
            "--coordinator-name": "Cora Nation",
            "--coordinator-email": "cora@example.org",
        }

    def init(self) -> Result:
        words = [str(word) for pair in self.answers.items() for word in pair]
        return CliRunner().invoke(main, ["init", *words])

    def run(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(
            main, ["--settings", str(self.folder / "settings.env"), *words], input=typed
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "FORMSVC_LISTEN": f"127.0.0.1:{self.port}",
            "FORMSVC_POLL_SECONDS": "0.05",
        }
        return subprocess.Popen(
            [FORMSVC, "--settings", self.folder / "settings.env", *words],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    made = Operator(tmp_path, free_port())
    assert made.init().exit_code == 0
    return made


def test_init_makes_what_is_missing_and_never_writes_over_it(operator: Operator) -> None:
    kept = {name: (operator.folder / name).read_bytes() for name in ("keys.json", "settings.env")}
    again = operator.init()
    assert again.exit_code == 0
    assert "Kept the keys" in again.output
    assert {name: (operator.folder / name).read_bytes() for name in kept} == kept
    assert [(operator.folder / name).stat().st_mode & 0o777 for name in kept] == [0o600, 0o600]
    assert len(list((operator.folder / "data/outbox").glob("*.json"))) == 1


def test_people_are_invited_paired_and_listed(operator: Operator) -> None:
    assert operator.run("invite", "--as", "mentee", "Mo Sample", "mo@example.org").exit_code == 0
    assert operator.run("invite", "--as", "mentor", "Dr Ada Example", "ada@example.org").exit_code == 0
    assert operator.run("pair", "mo@example.org", "ada@example.org", typed="n\n").exit_code == 0
    listed = operator.run("people").output
    assert "Mo Sample" in listed
    assert "Dr Ada Example" in listed
    state = operator.run("status")
    assert (state.exit_code, "3 accepted = 0 delivered + 3 waiting" in state.output) == (0, True)


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("invite", "--as", "mentee", "Mo Again", "CORA@example.org"), "", "already has that email address"),
        (("invite", "--as", "mentee", "Mo", "not an address"), "", "in the correct format"),
        (("invite", "--as", "mentee", "Mo\nBcc: x@example.org", "mo@example.org"), "", "on one line"),
        (
            ("pair", "nobody@example.org", "cora@example.org"),
            "n\n",
            "Nobody in this programme has the address",
        ),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_1(
    operator: Operator, words: tuple[str, ...], typed: str, said: str
) -> None:
    ran = operator.run(*words, typed=typed)
    assert ran.exit_code == 1
    assert said in ran.output
    assert "Traceback" not in ran.output


def test_somebody_who_lost_the_letter_is_invited_again(operator: Operator) -> None:
    ran = operator.run("invite-again", "cora@example.org")
    assert (ran.exit_code, "Cora Nation gets a fresh letter" in ran.output) == (0, True)
    assert "2 accepted" in operator.run("status").output
    assert operator.run("invite-again", "nobody@example.org").exit_code == 1


def test_a_declared_supervisor_is_refused(operator: Operator) -> None:
    operator.run("invite", "--as", "mentee", "Mo Sample", "mo@example.org")
    operator.run("invite", "--as", "mentor", "Dr Ada Example", "ada@example.org")
    ran = operator.run("pair", "mo@example.org", "ada@example.org", typed="y\n")
    assert (ran.exit_code, "independent of assessment" in ran.output) == (1, True)


def test_a_wrong_call_is_exit_code_2(operator: Operator) -> None:
    assert operator.run("invite", "Mo", "mo@example.org").exit_code == 2
    assert operator.run("invite", "--as", "surgeon", "Mo", "mo@example.org").exit_code == 2


def test_status_names_a_damaged_file_and_fails(operator: Operator) -> None:
    path = next((operator.folder / "data/registry").glob("*.json"))
    path.write_bytes(path.read_bytes()[:40])
    ran = operator.run("status")
    assert (ran.exit_code, f"registry/{path.stem}" in ran.output) == (1, True)


def test_check_says_what_is_well_and_what_to_mend(operator: Operator) -> None:
    down = operator.run("check")
    assert down.exit_code == 1
    assert [line.split()[0] for line in down.output.splitlines()] == ["ok", "ok", "ok", "ok", "mend"]
    (operator.folder / "keys.json").chmod(0o644)
    assert "mend  keys" in operator.run("check").output


def test_check_is_well_when_the_mail_server_is_there(tmp_path: Path) -> None:
    mailbox = DemoMailbox(tmp_path / "mail")
    operator = Operator(tmp_path, mailbox.start())
    try:
        operator.init()
        assert operator.run("check").exit_code == 0
    finally:
        mailbox.stop()


def test_every_fault_of_the_settings_comes_at_once(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("FORMSVC_SMTP_PORT=x\n")
    ran = CliRunner().invoke(main, ["--settings", str(tmp_path / "settings.env"), "status"])
    assert ran.exit_code == 1
    for name in ("DATA_DIR", "KEYS_FILE", "BASE_URL", "MAIL_FROM", "SMTP_HOST", "SMTP_PORT"):
        assert f"FORMSVC_{name}" in ran.output


def test_the_questionnaire_page_is_written_and_its_drift_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    words = ["questionnaire-page", "--programme-file", str(PROGRAMME), "--page", str(page)]
    assert CliRunner().invoke(main, [*words, "--check"]).exit_code == 1
    assert CliRunner().invoke(main, words).exit_code == 0
    assert CliRunner().invoke(main, [*words, "--check"]).exit_code == 0
    page.write_text(page.read_text() + "\ndrift")
    assert "make questionnaire-page" in CliRunner().invoke(main, [*words, "--check"]).output


def test_serve_answers_names_no_version_and_stops_when_told(operator: Operator) -> None:
    server = operator.start("serve")
    try:
        headers = _answer(f"http://127.0.0.1:{operator.port}/health")
        assert headers["Server"] == "gunicorn"
    finally:
        server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=20) == 0
    assert server.stderr
    assert "/health" not in server.stderr.read()
    server.stderr.close()


def test_serve_says_in_a_sentence_that_its_port_is_busy(operator: Operator) -> None:
    with socket.create_server(("127.0.0.1", operator.port)):
        server = operator.start("serve")
        assert server.wait(timeout=20) == 1
    assert server.stderr
    assert server.stderr.read() == (
        f"Error: 127.0.0.1:{operator.port} is busy or isn't this machine's. "
        "Stop what listens there, or set FORMSVC_LISTEN.\n"
    )
    server.stderr.close()


def test_serve_refuses_a_newer_format_once_and_for_all(operator: Operator) -> None:
    (operator.folder / "data/format.json").write_text('{"format": 99}')
    server = operator.start("serve")
    assert server.wait(timeout=20) == 1
    assert server.stderr
    said = server.stderr.read()
    assert said.count("format 99") == 1
    assert "Traceback" not in said
    server.stderr.close()


def test_work_sends_the_letters_names_nobody_and_stops_when_told(tmp_path: Path) -> None:
    mailbox = DemoMailbox(tmp_path / "mail")
    operator = Operator(tmp_path, mailbox.start())
    operator.init()
    worker = operator.start("work")
    try:
        for _ in range(400):
            if mailbox.to("cora@example.org"):
                break
            time.sleep(0.05)
        assert len(mailbox.to("cora@example.org")) == 1
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
        mailbox.stop()
    assert worker.stderr
    assert "cora@example.org" not in worker.stderr.read()
    worker.stderr.close()
    assert "1 delivered + 0 waiting" in operator.run("status").output


def _answer(url: str) -> Message:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - loopback
                return answer.headers  # type: ignore[no-any-return]  # urllib is loosely typed
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the service did not answer")
