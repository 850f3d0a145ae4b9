"""Settings: every fault in one report, no secret in it, and nothing half set."""

from __future__ import annotations

from pathlib import Path

import pytest

from formsvc.domain.errors import SettingsInvalidError
from formsvc.settings import PREFIX, Settings, load_settings

GOOD = {
    "DATA_DIR": "data",
    "KEYS_FILE": "keys.json",
    "BASE_URL": "https://forms.example.org/",
    "MAIL_FROM": "mentoring@example.org",
    "SMTP_HOST": "mail.example.org",
}


@pytest.fixture(autouse=True)
def _good(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(PREFIX + name, value)


def refusal() -> str:
    with pytest.raises(SettingsInvalidError) as refused:
        load_settings()
    return str(refused.value)


def test_the_defaults_are_the_safe_ones() -> None:
    settings = load_settings()
    assert (settings.smtp_security, settings.trusted_proxies, settings.secure_cookies) == (
        "starttls",
        0,
        True,
    )
    assert settings.base_url == "https://forms.example.org"


def test_every_fault_is_in_one_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORMSVC_MAIL_FROM")
    monkeypatch.setenv("FORMSVC_SMTP_PORT", "many")
    monkeypatch.setenv("FORMSVC_BASE_URL", "http://forms.example.org")
    monkeypatch.setenv("FORMSVC_SMPT_HOST", "x")
    report = refusal().splitlines()
    assert [line.split(":")[0].split(" ")[0] for line in report] == [
        "FORMSVC_SMPT_HOST",
        "FORMSVC_BASE_URL",
        "FORMSVC_MAIL_FROM",
        "FORMSVC_SMTP_PORT",
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BASE_URL", "http://forms.example.org", "must begin with https://"),
        ("BASE_URL", "forms.example.org", "such as https://forms.example.org"),
        ("BASE_URL", "https://forms.example.org/?a=1", "leave out what follows"),
        ("BASE_URL", "https://forms.example.org:99999", "such as https://forms.example.org"),
        ("BASE_URL", "https://[", "such as https://forms.example.org"),
        ("BASE_URL", "https://name:word@forms.example.org", "such as https://forms.example.org"),
        ("MAIL_FROM", "nobody", "such as mentoring@example.org"),
        ("LISTEN", "8001", "such as 127.0.0.1:8001"),
        ("LISTEN", "127.0.0.1:99999", "such as 127.0.0.1:8001"),
        ("SMTP_SECURITY", "ssl", "'starttls', 'tls' or 'none'"),
        ("SMTP_USERNAME", "me", "go together"),
        ("SMTP_PASSWORD", "word", "go together"),
        ("RETURN_ADDRESS", "nobody", "such as mentoring@example.org"),
        ("INBOUND_IMAP_HOST", "mail.example.org", "set all three, or none"),
        ("INBOUND_IMAP_PASSWORD", "word", "set all three, or none"),
        ("INBOUND_IMAP_SECURITY", "ssl", "'starttls', 'tls' or 'none'"),
        ("TRUSTED_PROXIES", "one", "write a whole number, such as 4"),
        ("SMTP_TIMEOUT", "long", "write a number, such as 0.5"),
        ("WEB_THREADS", "0", "greater than or equal to 1"),
    ],
)
def test_a_fault_is_a_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    assert said in refusal()


def test_one_return_mailbox_at_most_and_none_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not load_settings().reads_returns
    monkeypatch.setenv("FORMSVC_INBOUND_MAILDIR", "returns")
    assert load_settings().reads_returns
    for name in ("HOST", "USERNAME", "PASSWORD"):
        monkeypatch.setenv(f"FORMSVC_INBOUND_IMAP_{name}", "zq81")
    assert "set one of them, not both" in refusal()
    monkeypatch.delenv("FORMSVC_INBOUND_MAILDIR")
    settings = load_settings()
    assert (settings.reads_returns, settings.inbound_imap_security) == (True, "tls")
    assert repr(settings).count("zq81") == 2, "host and name, not the password"


def test_plain_http_is_for_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMSVC_BASE_URL", "http://127.0.0.1:8001")
    assert not load_settings().secure_cookies


def test_a_password_is_in_no_report_and_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMSVC_SMTP_USERNAME", "me")
    monkeypatch.setenv("FORMSVC_SMTP_PASSWORD", "zq81-secret")
    assert "zq81" not in repr(load_settings())
    for name in ("SMTP_PORT", "BASE_URL", "MAIL_FROM", "LISTEN", "SMTP_SECURITY"):
        monkeypatch.setenv(PREFIX + name, "http://zq81.example.org")
    report = refusal()
    assert len(report.splitlines()) == 5
    assert "zq81" not in report


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.env"
    file.write_text("FORMSVC_SMTP_HOST=from-the-file\nFORMSVC_SMTP_PORT=2525\nFORMSVC_SMTP_CA_FILE=\n")
    monkeypatch.setenv("FORMSVC_SETTINGS_FILE", str(file))
    settings = load_settings()
    assert (settings.smtp_host, settings.smtp_port, settings.smtp_ca_file) == ("mail.example.org", 2525, None)


@pytest.mark.parametrize("password", ["a${HOME}b", "a$b", "a#b", "'a #b'", '"a b"'])
def test_a_password_in_the_file_is_taken_as_written(tmp_path: Path, password: str) -> None:
    file = tmp_path / "settings.env"
    file.write_text(f"FORMSVC_SMTP_USERNAME=me\nFORMSVC_SMTP_PASSWORD={password}\n")
    taken = load_settings(file).smtp_password
    assert taken
    assert taken.get_secret_value() == password.strip("'\"")


@pytest.mark.parametrize("name", ["DATA_DIR", "KEYS_FILE", "SMTP_HOST"])
def test_an_empty_setting_is_not_set_rather_than_this_folder(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(PREFIX + name, "")
    assert f"{PREFIX}{name} isn't set: " in refusal()


def test_a_settings_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "latin.env").write_bytes(b"FORMSVC_SMTP_HOST=caf\xe9\n")
    for unreadable in (tmp_path / "latin.env", tmp_path):
        with pytest.raises(SettingsInvalidError, match="must be a UTF-8 text file"):
            load_settings(unreadable)


def test_a_slip_in_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("FORMSVC_SMPT_HOST=x\n")
    with pytest.raises(SettingsInvalidError, match="FORMSVC_SMPT_HOST: there is no such setting"):
        load_settings(file)
    with pytest.raises(SettingsInvalidError, match="isn't there"):
        load_settings(tmp_path / "none.env")


def test_no_setting_switches_the_demo_on() -> None:
    assert not [name for name in Settings.model_fields if "demo" in name or "debug" in name]
