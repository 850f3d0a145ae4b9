"""The processes that keep running, started and stopped as systemd does."""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.request
from email.message import Message
from pathlib import Path

from formsvc.demo.mailbox import DemoMailbox
from tests.cli.operator import Operator


def test_serve_answers_names_no_version_and_stops_when_told(operator: Operator) -> None:
    server = operator.start("serve")
    try:
        headers = _answer(f"http://127.0.0.1:{operator.port}/health")
        assert headers["Server"] == "gunicorn"
    finally:
        server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=60) == 0
    assert server.stderr
    assert "/health" not in server.stderr.read()
    server.stderr.close()


def test_serve_says_in_a_sentence_that_its_port_is_busy(operator: Operator) -> None:
    with socket.create_server(("127.0.0.1", operator.port)):
        server = operator.start("serve")
        assert server.wait(timeout=60) == 1
    assert server.stderr
    assert server.stderr.read() == (
        f"Error: 127.0.0.1:{operator.port} is busy or isn't this machine's. "
        "Stop what listens there, or set FORMSVC_LISTEN.\n"
    )
    server.stderr.close()


def test_serve_refuses_a_newer_format_once_and_for_all(operator: Operator) -> None:
    (operator.folder / "data/format.json").write_text('{"format": 99}')
    server = operator.start("serve")
    assert server.wait(timeout=60) == 1
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
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert os.getpriority(os.PRIO_PROCESS, worker.pid) == max(own, 5), "pages go first"
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
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
