"""Pictures in a letter: beside the HTML that shows them, in words too, and never where they aren't wanted."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import EmailMessage
from html import unescape
from pathlib import Path

from formsvc.mail.compose import compose
from formsvc.workflows.letter_facts import write_submission
from tests.mail.example_letters import EXAMPLES, fourth_letter, notice_letter, submission_letter
from tests.mail.full_programme import full_services, send, usual_answers
from tests.mail.reading import part, received

_PICTURE = re.compile(r'<img src="cid:([^"]+)" width="\d+" height="\d+" alt="([^"]+)"')


def pictures(message: EmailMessage) -> dict[str, EmailMessage]:
    return {
        str(each["Content-ID"]): each for each in message.walk() if each.get_content_maintype() == "image"
    }


def test_each_picture_that_the_html_names_lies_beside_it_and_no_other(tmp_path: Path) -> None:
    message = received(fourth_letter(tmp_path).as_bytes())

    plain, related = message.iter_parts()
    html, *images = related.iter_parts()

    assert [each.get_content_type() for each in (plain, related, html)] == [
        "text/plain",
        "multipart/related",
        "text/html",
    ]
    named = [f"<{cid}>" for cid, _ in _PICTURE.findall(part(message, "html"))]
    assert named == [str(image["Content-ID"]) for image in images]
    assert len(set(named)) == 2
    assert {image.get_content_disposition() for image in images} == {"inline"}
    assert all(image.get_content().startswith(b"\x89PNG") for image in images)


def test_the_alternative_text_says_the_numbers_and_the_text_part_says_the_same(tmp_path: Path) -> None:
    message = fourth_letter(tmp_path)

    told = [unescape(alt) for _, alt in _PICTURE.findall(part(message, "html"))]

    assert told[0] == "So far: 3, 3, 4, 5 in cycles 1 to 4, out of 5"
    assert all(alt in part(message, "plain") for alt in told)
    assert "Satisfaction: up from 4 (satisfied) to 5 (very satisfied)" in part(message, "plain")


def test_there_is_no_picture_at_first_nor_in_a_notice_nor_in_text_alone(tmp_path: Path) -> None:
    services, mentee = full_services(tmp_path / "text")
    send(services, mentee, 1, usual_answers())
    written = write_submission(services, send(services, mentee, 2, usual_answers()))
    with_html = compose(written.facts, written.envelope)
    text_alone = compose(written.facts, written.envelope, text_only=True)

    assert len(pictures(with_html)) == 2
    assert text_alone.get_content_type() == "text/plain"
    assert "So far: 4, 4 in cycles 1 to 2" in part(text_alone, "plain")
    for message in (submission_letter(tmp_path / "1", usual_answers()), notice_letter(tmp_path / "2")):
        assert pictures(message) == {}
        assert "cid:" not in part(message, "html")


def test_what_has_no_rating_on_both_sides_has_no_picture(tmp_path: Path) -> None:
    services, mentee = full_services(tmp_path)
    send(services, mentee, 1, {"help": "x"})
    written = write_submission(services, send(services, mentee, 2, usual_answers()))

    assert pictures(compose(written.facts, written.envelope)) == {}


def test_r13_with_pictures_too_a_letter_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    one, other = (fourth_letter(tmp_path / name).as_bytes() for name in ("one", "other"))

    assert one == other
    assert max(len(line) for line in one.splitlines()) <= 78


def test_a_long_picture_id_stays_raw_and_resolves(tmp_path: Path) -> None:
    """CPython 3.11 would write a long header as encoded words, and no reader would find the picture."""
    services, mentee = full_services(tmp_path)
    send(services, mentee, 1, usual_answers())
    written = write_submission(services, send(services, mentee, 2, usual_answers()))
    long_id = "b" * 90
    envelope = replace(written.envelope, letter_id=long_id)

    raw = compose(written.facts, envelope).as_bytes()
    message = received(raw)

    assert list(pictures(message)) == [f"<ratings-{number}.{long_id}@example.org>" for number in (1, 2)]
    assert f"Content-ID: <ratings-1.{long_id}@example.org>\r\n".encode() in raw


def test_the_part_about_worries_ends_every_letter_about_a_mentee(tmp_path: Path) -> None:
    about = [name for name in EXAMPLES if name.startswith(("submission", "update", "notice", "nothing"))]
    assert len(about) > 10
    for name in about:
        message = EXAMPLES[name](tmp_path / name)
        end = part(message, "plain").partition("Worried about Mo Sample?")[2]
        assert (
            end.index("Call 01632 960000, any time") < end.index("four limits") < end.index("Mo Sample first")
        )
        assert "http" not in end.replace("https://mentoring.example.org/take-part/help/", "")
        assert '<a href="tel:01632960000">01632 960000</a>' in part(message, "html")
        assert "one sentence is enough" in part(message, "plain").lower()
