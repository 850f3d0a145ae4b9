"""``formsvc demo``, as a person starts and stops it: real processes, real signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from urllib.request import urlopen

import pytest

from formsvc.demo.mailbox import free_port
from tests.mail.reading import part

FORMSVC = Path(sys.executable).with_name("formsvc")
ROOT = Path(__file__).resolve().parents[2]


def _environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(tmp_path), **more}


def _unmeasured(tmp_path: Path) -> dict[str, str]:
    """Coverage takes a lock of its own, in which a signal that raises would leave it for good."""
    found = _environment(tmp_path)
    return {name: value for name, value in found.items() if not name.startswith("COVERAGE_PROCESS")}


def _play(tmp_path: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [FORMSVC, "demo", "--play"],
        cwd=ROOT,
        env=_environment(tmp_path, **more),
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_the_play_prints_the_letter_as_its_mailbox_received_it(tmp_path: Path) -> None:
    played = _play(tmp_path)
    assert (played.returncode, played.stderr) == (0, b"")
    first = [line.partition(b":")[0] for line in played.stdout.split(b"\r\n")[:3]]
    assert first == [b"Return-Path", b"Delivered-To", b"Received"]
    letter = message_from_bytes(played.stdout, policy=policy.default)
    assert letter["Delivered-To"] == "otto@example.org"
    assert letter["Reply-To"] == "Nova Player <nova@example.org>"
    assert "An invented answer to: What would help you most from your mentor this time?" in part(
        letter, "plain"
    )
    assert "What would help you most" in part(letter, "html")
    assert list(tmp_path.iterdir()) == []


def test_the_settings_of_a_real_service_stay_out_of_the_play(tmp_path: Path) -> None:
    """Were they read, half a login would refuse to start and the other folder would be written."""
    real = tmp_path / "real"
    played = _play(
        tmp_path, FORMSVC_SMTP_USERNAME="half-a-login", FORMSVC_DATA_DIR=str(real), FORMSVC_SMTP_PORT="1"
    )
    assert (played.returncode, played.stderr) == (0, b"")
    assert not real.exists()


def test_a_busy_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [FORMSVC, "demo", "--port", str(port)],
            cwd=ROOT,
            env=_environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        f"Error: Port {port} is busy. Stop what listens there, or choose another: formsvc demo --port 8010\n"
    )


def test_a_folder_without_a_programme_is_one_sentence(tmp_path: Path) -> None:
    refused = subprocess.run(
        [FORMSVC, "demo", "--play"],
        cwd=tmp_path,
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert (
        refused.stderr == "Error: There is no programme.toml here. Run the demo in the folder that has it.\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A demo in a process group of its own, as a terminal starts it, once it says that it runs."""
    port = free_port()
    demo = subprocess.Popen(
        [FORMSVC, "demo", "--port", str(port)],
        cwd=ROOT,
        env=_unmeasured(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert demo.stdout
        while "mentors" not in (line := demo.stdout.readline()):
            assert line, demo.stderr and demo.stderr.read()
        while "No mail yet." in _page(port, "/demo/"):
            time.sleep(0.05)  # until the worker is up and has sent the newcomer's invitation
        yield demo, port
    finally:
        if _group(demo.pid):
            os.killpg(demo.pid, signal.SIGKILL)
        demo.communicate()


def _page(port: int, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as page:
        return str(page.read().decode())


def _group(leader: int) -> set[int]:
    """Return the ids of the processes of one group."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == leader and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def test_the_demo_shows_site_service_and_mail(started: tuple[subprocess.Popen[str], int]) -> None:
    demo, port = started
    assert demo.poll() is None
    for path, words in (("/demo", "Who is who"), ("/forms/", "Sign in"), ("/forms/health", "ok")):
        assert words in _page(port, path), path


@pytest.mark.parametrize("whom", ["everyone, as Ctrl-C does", "the demo alone", "everyone, again and again"])
def test_stopping_it_ends_every_process_and_leaves_nothing(
    started: tuple[subprocess.Popen[str], int], tmp_path: Path, whom: str
) -> None:
    demo, port = started
    assert len(_group(demo.pid)) == 2
    if whom == "the demo alone":
        demo.send_signal(signal.SIGTERM)
    else:
        os.killpg(demo.pid, signal.SIGINT)
    gives_up = time.monotonic() + 60
    while whom.endswith("again and again") and demo.poll() is None:
        assert time.monotonic() < gives_up
        time.sleep(0.01)
        os.killpg(demo.pid, signal.SIGINT)
    _, told = demo.communicate(timeout=60)
    assert (demo.returncode, told.strip()) == (0, "The demo has stopped; its folder is gone.")
    assert _group(demo.pid) == set()
    assert list(tmp_path.iterdir()) == []
    socket.create_server(("127.0.0.1", port)).close()


def test_a_dead_worker_stops_the_demo_with_a_sentence(
    started: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    demo, _ = started
    (worker,) = _group(demo.pid) - {demo.pid}
    os.kill(worker, signal.SIGKILL)
    _, told = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert told == (
        "Error: The demo's worker stopped by itself, so no letter would go out. Start it again.\n"
    )
    assert list(tmp_path.iterdir()) == []
