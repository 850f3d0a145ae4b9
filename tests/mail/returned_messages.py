"""Messages that come back, as Postfix, Exchange and Gmail write them; people and hosts are invented."""

from __future__ import annotations

from collections.abc import Callable

RETURNS = "returns@example.org"
BODY = "What I wrote to my mentor"

_PLAIN = """\
Return-Path: <>
Delivered-To: {returns}
Date: Mon, 2 Mar 2026 10:00:05 +0000 (GMT)
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {returns}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="C3A1F2.1772445605/mail.example.org"
Message-Id: <20260302100005.C3A1F2@mail.example.org>

This is a MIME-encapsulated message.

--C3A1F2.1772445605/mail.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. {body}

<{to}>: host mx.trust.example[192.0.2.7] said: 550 5.1.1 {body} (in reply to RCPT TO command)

--C3A1F2.1772445605/mail.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
{envelope}X-Postfix-Queue-ID: C3A1F2
X-Postfix-Sender: rfc822; {returns}
Arrival-Date: Mon,  2 Mar 2026 10:00:01 +0000 (GMT)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.trust.example
Diagnostic-Code: smtp; 550 5.1.1 {body}

--C3A1F2.1772445605/mail.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <{returns}>
Date: Mon, 02 Mar 2026 10:00:00 +0000
From: Small e-mentoring <mentoring@example.org>
To: Dr Ada Example <{to}>
Message-ID: {message_id}
Subject: {body}

--C3A1F2.1772445605/mail.example.org--
"""

_EXCHANGE = """\
From: Microsoft Outlook <MicrosoftExchange329e71ec@trust.example>
To: {returns}
Date: Mon, 2 Mar 2026 10:00:09 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary="_8c2d_"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-GB
Message-ID: <8c2d0000@trust.example>
In-Reply-To: {message_id}
References: <pairing.pairing1@example.org> {message_id}
Subject: Undeliverable: {body}
Auto-Submitted: auto-replied
MIME-Version: 1.0

--_8c2d_
Content-Type: multipart/alternative; differences=Content-Type; boundary="_alt_"

--_alt_
Content-Type: text/html; charset="us-ascii"

<html><body><p>Your message couldn't be delivered. {body}</p></body></html>

--_alt_--

--_8c2d_
Content-Type: message/delivery-status

Reporting-MTA: dns;LNXP265MB0001.GBRP265.PROD.OUTLOOK.COM
Received-From-MTA: dns;mail.example.org
Arrival-Date: Mon, 2 Mar 2026 10:00:03 +0000

Final-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; {body}
X-Display-Name: Dr Ada Example

--_8c2d_
Content-Type: message/rfc822

Received: from mail.example.org (192.0.2.3) by trust.example
Message-ID:
 {message_id}
From: Small e-mentoring <mentoring@example.org>
Subject: {body}
Content-Type: text/plain

{body}

--_8c2d_--
"""

_GMAIL = """\
Delivered-To: {returns}
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: {returns}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <pairing.pairing1@example.org> {message_id}
In-Reply-To: {message_id}
Message-ID: <66e4.0001@mx.google.com>
Date: Mon, 02 Mar 2026 02:00:04 -0800 (PST)
Content-Type: multipart/report; boundary="0000000000001"; report-type=delivery-status

--0000000000001
Content-Type: multipart/related; boundary="0000000000002"

--0000000000002
Content-Type: text/html; charset="UTF-8"

<html><b>Address not found</b> {body}</html>

--0000000000002--
--0000000000001
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; {returns}
Arrival-Date: Mon, 02 Mar 2026 02:00:03 -0800 (PST)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.trust.example. (192.0.2.7, the server for the domain.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. {body}
Last-Attempt-Date: Mon, 02 Mar 2026 02:00:04 -0800 (PST)

--0000000000001
Content-Type: message/rfc822

Message-ID: {message_id}
From: Small e-mentoring <mentoring@example.org>
Subject: {body}

{body}
--0000000000001--
"""


def _bounce(
    shape: str,
) -> Callable[..., bytes]:
    def made(
        letter_id: str,
        *,
        to: str = "ada@example.org",
        status: str = "5.1.1",
        action: str = "failed",
        envelope_id: str | None = None,
        body: str = BODY,
    ) -> bytes:
        text = shape.format(
            returns=RETURNS,
            to=to,
            status=status,
            action=action,
            body=body,
            message_id=f"<{letter_id}@example.org>",
            envelope=f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else "",
        )
        return text.replace("\n", "\r\n").encode()

    return made


postfix, exchange, gmail = _bounce(_PLAIN), _bounce(_EXCHANGE), _bounce(_GMAIL)
SYSTEMS = {"postfix": postfix, "exchange": exchange, "gmail": gmail}


def automatic_reply(
    letter_id: str,
    *,
    subject: str = "Automatic reply: Small e-mentoring",
    body: str = "I'm away until 12 March 2026.",
    more: str = "Auto-Submitted: auto-replied\n",
    sender: str = "ada@example.org",
) -> bytes:
    """Return what a mail program answers for somebody who is away."""
    return written(subject, body, sender=sender, more=f"In-Reply-To: <{letter_id}@example.org>\n{more}")


def written(
    subject: str, body: str = BODY, *, sender: str = "Ada <ada@example.org>", more: str = ""
) -> bytes:
    """Return what a person writes to the return mailbox."""
    return (
        (
            f"Return-Path: <{sender}>\nFrom: {sender}\nTo: {RETURNS}\nSubject: {subject}\n{more}"
            f"Message-ID: <one.1@mail.example>\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
        )
        .replace("\n", "\r\n")
        .encode()
    )
