from __future__ import annotations

from email.message import EmailMessage

import pytest

from formsvc.domain.errors import MailRefusedError, MailTemporaryError
from formsvc.mail.smtp import SmtpTransport
from tests.mail.conftest import Send, plain
from tests.mail.mail_server import PHASES, MailServer, Manners
from tests.mail.reading import received

TALKATIVE = "5.1.1 <ada@example.org> unknown; you wrote: How did you say no to extra shifts"


def test_an_accepted_letter_arrives_as_it_was_composed(
    transport: SmtpTransport, manners: Manners, send: Send, message: EmailMessage
) -> None:
    with transport.connection() as line:
        said = send(line)

    (taken,) = manners.taken
    assert said == "250 2.0.0"
    assert taken.content == message.as_bytes()
    assert (taken.sender, taken.recipients) == ("mentoring@example.org", ("ada@example.org",))
    assert received(taken.content)["Message-ID"] == "<letterofcycle1@example.org>"


def test_one_connection_carries_many_letters(transport: SmtpTransport, manners: Manners, send: Send) -> None:
    with transport.connection() as line:
        for _ in range(5):
            send(line)

    assert len(manners.taken) == 5
    assert manners.connections == 1
    assert all(len(taken.recipients) == 1 for taken in manners.taken), "R14"


def test_nothing_is_dialled_before_the_first_letter(transport: SmtpTransport, manners: Manners) -> None:
    with transport.connection():
        pass

    assert manners.connections == 0


@pytest.mark.parametrize("phase", ["EHLO", "MAIL", "RCPT", "DATA", "DOT"])
def test_r11_a_temporary_refusal_at_any_phase_is_temporary_and_the_line_goes_on(
    phase: str, transport: SmtpTransport, manners: Manners, send: Send
) -> None:
    manners.replies[phase].append("451 4.3.0 try later")
    if phase == "EHLO":
        manners.replies["HELO"].append("451 4.3.0 try later")
    with transport.connection() as line:
        with pytest.raises(MailTemporaryError, match=r"451 4\.3\.0"):
            send(line)
        assert manners.taken == []
        send(line)

    assert len(manners.taken) == 1


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "DOT"])
def test_r12_a_lasting_refusal_is_a_refusal_and_the_line_goes_on(
    phase: str, transport: SmtpTransport, manners: Manners, send: Send
) -> None:
    manners.replies[phase].append(f"550 {TALKATIVE}")
    with transport.connection() as line:
        with pytest.raises(MailRefusedError, match=r"550 5\.1\.1 to"):
            send(line)
        send(line)

    assert len(manners.taken) == 1
    assert manners.connections == 1


@pytest.mark.parametrize("code", ["530 5.7.0", "535 5.7.8"])
def test_a_refusal_that_means_our_signing_in_is_temporary(
    code: str, transport: SmtpTransport, manners: Manners, send: Send
) -> None:
    manners.replies["MAIL"].append(f"{code} authenticate first")

    with transport.connection() as line, pytest.raises(MailTemporaryError):
        send(line)


@pytest.mark.parametrize("phase", PHASES)
def test_r13_a_line_cut_at_any_phase_repeats_only_after_the_final_dot(
    phase: str, transport: SmtpTransport, manners: Manners, send: Send
) -> None:
    manners.cuts.append(phase)
    with transport.connection() as line:
        with pytest.raises(MailTemporaryError, match="mail server"):
            send(line)
        send(line)

    assert not manners.cuts, "the cut happened"
    assert len(manners.taken) == (2 if phase == "DOT" else 1)
    ids = {received(taken.content)["Message-ID"] for taken in manners.taken}
    assert ids == {"<letterofcycle1@example.org>"}


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DOT"])
@pytest.mark.parametrize("reply", ["who knows", "354 go on", "199 nearly"])
def test_an_answer_that_is_no_clear_yes_is_temporary(
    phase: str, reply: str, transport: SmtpTransport, manners: Manners, send: Send
) -> None:
    manners.replies[phase].append(reply)
    with transport.connection() as line:
        with pytest.raises(MailTemporaryError):
            send(line)
        send(line)

    assert len(manners.taken) == 1


@pytest.mark.parametrize("closing", ["421 4.3.2 going down", ""])
def test_a_server_that_closed_between_two_letters_is_dialled_anew(
    closing: str, transport: SmtpTransport, manners: Manners, send: Send
) -> None:
    with transport.connection() as line:
        send(line)
        if closing:
            manners.replies["MAIL"].append(closing)
        else:
            manners.cuts.append("MAIL")
        send(line)

    assert len(manners.taken) == 2
    assert manners.connections == 2


def test_a_server_that_is_down_is_temporary_and_found_again(
    server: MailServer, manners: Manners, send: Send
) -> None:
    server.stop()
    with plain(server).connection() as line:
        for _ in range(2):
            with pytest.raises(MailTemporaryError, match="can't be reached"):
                send(line)
        server.start()
        send(line)

    assert len(manners.taken) == 1


@pytest.mark.parametrize("phase", ["EHLO", "MAIL", "DATA"])
def test_a_server_that_stalls_is_given_up_after_the_timeout(
    phase: str, server: MailServer, manners: Manners, send: Send
) -> None:
    manners.stalls.append(phase)
    with plain(server, timeout=0.3).connection() as line:
        with pytest.raises(MailTemporaryError):
            send(line)
        send(line)

    assert len(manners.taken) == 1
    assert manners.connections == 2, "a late answer on the old line is never taken for the next one's"


def test_i7_headers_only_and_an_envelope_id_are_asked_for_where_dsn_is_offered(
    transport: SmtpTransport, manners: Manners, send: Send
) -> None:
    manners.dsn = True
    with transport.connection() as line:
        send(line)

    (mail,) = [said for said in manners.said if said.startswith("MAIL")]
    assert mail.split()[2:] == ["RET=HDRS", "ENVID=letter1"]
    assert len(manners.taken) == 1


def test_no_dsn_is_asked_for_where_it_is_not_offered(
    transport: SmtpTransport, manners: Manners, send: Send
) -> None:
    with transport.connection() as line:
        send(line)

    (mail,) = [said for said in manners.said if said.startswith("MAIL")]
    assert "RET" not in mail
    assert "ENVID" not in mail


def test_l1_no_error_quotes_the_servers_words(
    transport: SmtpTransport, manners: Manners, send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    for phase in ("MAIL", "RCPT", "DATA", "DOT"):
        for code in ("451", "550"):
            manners.replies[phase].append(f"{code} {TALKATIVE}")
            with (
                transport.connection() as line,
                pytest.raises((MailTemporaryError, MailRefusedError)) as raised,
            ):
                send(line)
            assert "@" not in str(raised.value)
            assert "shifts" not in str(raised.value)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("formsvc")]
    assert not [said for said in ours if "@" in said]


def test_an_international_mailbox_needs_a_server_that_takes_it(
    server: MailServer, manners: Manners, message: EmailMessage
) -> None:
    del message["To"]
    message["To"] = "j\u00f6rg@example.org"

    def to_joerg(transport: SmtpTransport) -> str:
        with transport.connection() as line:
            return line.send(
                message, sender="mentoring@example.org", recipient="j\u00f6rg@example.org", envelope_id="x"
            )

    with pytest.raises(MailRefusedError):
        to_joerg(plain(server))
    server.stop()
    server.offer(enable_SMTPUTF8=True)
    server.start()
    to_joerg(plain(server))

    (taken,) = manners.taken
    assert taken.recipients == ("j\u00f6rg@example.org",)
    assert "j\u00f6rg@example.org".encode() in taken.content
