"""The return mailbox, a Maildir or over IMAP: read in order, removed only when handled (I6, L1)."""

from __future__ import annotations

import mailbox
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from formsvc.domain.errors import MailboxTroubleError
from formsvc.mail.imap import ImapMailbox
from formsvc.mail.inbound import AT_ONCE, ReturnMailbox
from formsvc.mail.maildir import Maildir
from formsvc.mail.reading import MOST_READ
from formsvc.mail.smtp import Security
from tests.mail.imap_server import PASSWORD, USER, Box, imap_server

SECRET = "a secret of the letter"


def contents(found: ReturnMailbox) -> list[bytes]:
    with found.opened() as box:
        return [each.content for each in box.messages()]


@pytest.fixture
def maildir(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "returns", create=True)


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def served_by(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def imap(authority: trustme.CA) -> Iterator[Box]:
    box = Box({1: b"Subject: one\r\n\r\nx", 2: b"Subject: two\r\n\r\n" + b"y" * 2 * MOST_READ})
    with imap_server(box, served_by(authority)):
        yield box


def over_imap(
    box: Box,
    ca_file: Path | None,
    *,
    security: Security = "tls",
    password: str = PASSWORD,
    folder: str = "INBOX",
) -> ImapMailbox:
    return ImapMailbox(
        "127.0.0.1",
        USER,
        password,
        port=box.port,
        security=security,
        folder=folder,
        timeout=5,
        ca_file=ca_file,
    )


def test_a_maildir_is_read_and_a_handled_message_is_gone(maildir: mailbox.Maildir, tmp_path: Path) -> None:
    maildir.add(b"Subject: one\r\n\r\n")
    kept = maildir.add(b"Subject: two\r\n\r\n" + b"x" * 2 * MOST_READ)
    with Maildir(tmp_path / "returns").opened() as box:
        one, two = box.messages()
        assert one.content == b"Subject: one\r\n\r\n"
        assert len(two.content) == MOST_READ
        box.done(one)
        box.done(one)
    assert maildir.keys() == [kept]


def test_a_message_that_goes_meanwhile_and_a_flood_do_no_harm(
    maildir: mailbox.Maildir, tmp_path: Path
) -> None:
    for number in range(AT_ONCE + 2):
        (tmp_path / "returns/new" / f"{number:04}.x").write_bytes(b"x")
    with Maildir(tmp_path / "returns").opened() as box:
        messages = box.messages()
        assert next(messages).key == "0000.x"
        maildir.remove("0001.x")
        assert next(messages).key == "0002.x"
        assert sum(1 for _ in messages) == AT_ONCE - 3


def test_a_folder_that_is_no_maildir_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(MailboxTroubleError, match="FORMSVC_INBOUND_MAILDIR"), Maildir(path).opened():
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("uidplus", [True, False])
def test_imap_is_read_in_part_unmarked_and_removed_by_uid(imap: Box, ca_file: Path, *, uidplus: bool) -> None:
    imap.uidplus = uidplus
    with over_imap(imap, ca_file).opened() as box:
        one, two = box.messages()
        assert (one.key, one.content) == ("1", b"Subject: one\r\n\r\nx")
        assert (two.key, len(two.content)) == ("2", MOST_READ)
        assert set(imap.messages) == {1, 2}
        box.done(one)
    assert set(imap.messages) == {2}
    assert imap.deleted == {1}
    assert all("PEEK" in each for each in imap.said if "FETCH" in each)
    assert ("UID EXPUNGE 1" in imap.said) is uidplus


def test_i6_an_untrusted_or_misnamed_certificate_is_refused_before_the_password(
    imap: Box, authority: trustme.CA, ca_file: Path
) -> None:
    with pytest.raises(MailboxTroubleError, match="CA_FILE"):
        contents(over_imap(imap, None))
    other = Box()
    misnamed = served_by(authority, "elsewhere.example")
    with imap_server(other, misnamed), pytest.raises(MailboxTroubleError, match="can't be trusted"):
        contents(over_imap(other, ca_file))
    assert [each for each in imap.said + other.said if "LOGIN" in each] == []


def test_i6_starttls_is_used_where_it_is_set_and_never_left_out(authority: trustme.CA, ca_file: Path) -> None:
    offered = Box({7: b"x"}, starttls=True)
    with imap_server(offered, served_by(authority)):
        assert contents(over_imap(offered, ca_file, security="starttls")) == [b"x"]
    assert offered.said.index("STARTTLS") < next(i for i, each in enumerate(offered.said) if "LOGIN" in each)
    stripped = Box({7: b"x"})
    with imap_server(stripped), pytest.raises(MailboxTroubleError, match="STARTTLS"):
        contents(over_imap(stripped, ca_file, security="starttls"))
    assert [each for each in stripped.said if "LOGIN" in each] == []


def test_in_clear_only_when_the_setting_says_so() -> None:
    with imap_server(Box({7: b"x"})) as box:
        assert contents(over_imap(box, None, security="none")) == [b"x"]
        with pytest.raises(MailboxTroubleError):
            contents(over_imap(box, None))


def test_l1_trouble_over_imap_is_said_without_the_servers_words(imap: Box, ca_file: Path) -> None:
    for wrong in (
        over_imap(imap, ca_file, password="wrong"),
        over_imap(imap, ca_file, folder="Other"),
    ):
        with pytest.raises(MailboxTroubleError) as trouble:
            contents(wrong)
        assert SECRET not in str(trouble.value)
        assert "wrong" not in repr(wrong)
    imap.cut_after = "UID FETCH"
    with pytest.raises(MailboxTroubleError):
        contents(over_imap(imap, ca_file))
    nobody = Box(port=1)
    with pytest.raises(MailboxTroubleError, match="can't be reached"):
        contents(over_imap(nobody, ca_file))
