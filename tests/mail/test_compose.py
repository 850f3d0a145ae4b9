from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.questionnaire import Answer
from formsvc.mail.compose import Envelope, Mailbox, compose, message_id
from formsvc.mail.facts.account import FactorChangedFacts
from formsvc.mail.facts.mentor import Answered, SubmissionFacts
from formsvc.workflows.letter_facts import write_submission
from tests.mail.example_letters import EXAMPLES, MARKUP, submission_letter
from tests.mail.full_programme import full_questionnaire, full_services, send, usual_answers
from tests.mail.reading import part, received, visible
from tests.workflows.small_programme import small_programme

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
US = Mailbox("Small e-mentoring", "mentoring@example.org")
CANARY = "CANARY"


def _letter_to(
    name: str, email: str = "ada@example.org", references: tuple[str, ...] = ()
) -> tuple[FactorChangedFacts, Envelope]:
    facts = FactorChangedFacts(programme=small_programme(), to_name="Ada", changed_at=NOON)
    return facts, Envelope("letter1", US, Mailbox(name, email), US, NOON, references)


def test_i7_subject_and_the_first_200_characters_of_both_parts_carry_no_answer(tmp_path: Path) -> None:
    answers: dict[str, Answer] = {
        question.id: f"{CANARY}{question.id}" for question in full_questionnaire().questions
    }
    message = submission_letter(tmp_path, answers | {"skills": (f"{CANARY}skills", f"{CANARY}more")})

    plain, seen = part(message, "plain"), visible(part(message, "html"))

    assert CANARY not in str(message["Subject"])
    for text in (" ".join(plain.split()), seen):
        assert text.index(CANARY) >= 200
        assert text.count(CANARY) == len(answers) + 1, "every answer is there once"


def test_i7_even_the_shortest_names_leave_200_neutral_characters(tmp_path: Path) -> None:
    services, mentee = full_services(tmp_path)
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, name="X"))
    services = replace(services, programme=replace(services.programme, name="P", organisation="O"))
    written = write_submission(
        services, replace(send(services, mentee, 1, {"help": CANARY}), mentor_name="Y")
    )

    message = compose(written.facts, written.envelope)

    for text in (" ".join(part(message, "plain").split()), visible(part(message, "html"))):
        assert text.index(CANARY) >= 200


def test_i7_no_code_or_link_stands_in_a_subject(tmp_path: Path) -> None:
    for name, made in EXAMPLES.items():
        subject = str(made(tmp_path / name)["Subject"])
        assert "5ec4e7" not in subject
        assert "K7QM" not in subject
        assert len(subject) < 78


def test_r13_a_letter_composed_again_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    services, mentee = full_services(tmp_path)
    submission = send(services, mentee, 1, usual_answers())

    first, second = (write_submission(services, submission) for _ in range(2))

    assert (
        compose(first.facts, first.envelope).as_bytes() == compose(second.facts, second.envelope).as_bytes()
    )


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\x85", "\u2028", "\u2029", "\t", "\ud800"])
def test_i1_a_name_with_a_line_break_poisons_no_header(break_: str) -> None:
    poison = f"Ada{break_}Bcc: all@example.org"
    facts, envelope = _letter_to("Ada Example")
    for poisoned in (
        replace(envelope, recipient=Mailbox(poison, "ada@example.org")),
        replace(envelope, reply_to=Mailbox(poison, "ada@example.org")),
        replace(envelope, recipient=Mailbox("Ada", f"ada{break_}@example.org")),
    ):
        with pytest.raises(InputRefusedError):
            compose(facts, poisoned)
    if break_ == "\ud800":
        return  # in a subject it becomes U+FFFD like everywhere else in a text
    bad_programme = replace(facts, programme=replace(facts.programme, name=poison))
    with pytest.raises(InputRefusedError):
        compose(bad_programme, envelope)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=120))
@example("0 0000" + "\u0800" * 13 + " :")
@example('Jos\u00e9, "the" (x) <all@example.org>, ' + "\u00e9" * 60)
@example("=?utf-8?q?Mallory?=")
@example('Back\\slash "quoted", Dr')
def test_i4_any_name_comes_back_from_its_header(name: str) -> None:
    tidy = " ".join(name.split())
    facts, envelope = _letter_to(tidy)

    raw = compose(facts, envelope).as_bytes()
    header = str(message_from_bytes(raw)["To"]).replace("\r\n", "")
    encoded, address = parseaddr(header)

    assert raw.isascii()
    assert address == "ada@example.org"
    assert str(make_header(decode_header(encoded))) == tidy


def test_long_references_and_message_ids_stay_raw_and_parse() -> None:
    ids = tuple(message_id(f"{number:02}{'a' * 90}", US.email) for number in range(12))
    facts, envelope = _letter_to("Ada", references=ids)

    raw = compose(facts, replace(envelope, letter_id="b" * 90)).as_bytes()

    assert b"=?" not in raw.split(b"\r\n\r\n")[0]
    assert f"Message-ID: <{'b' * 90}@example.org>\r\n".encode() in raw
    assert received(raw)["References"].split() == list(ids)
    assert all(line.count(b"<") <= 1 for line in raw.split(b"\r\n") if b"aaaa" in line)


def test_an_international_domain_goes_out_in_ascii() -> None:
    facts, envelope = _letter_to("Ada", "ada@b\u00fccher.example")

    assert compose(facts, envelope)["To"].addresses[0].addr_spec == "ada@xn--bcher-kva.example"


def test_i2_answers_are_text_in_both_parts(tmp_path: Path) -> None:
    message = submission_letter(tmp_path, {"help": MARKUP, "skills": (MARKUP,)})

    html = part(message, "html")
    assert part(message, "plain").count(MARKUP) == 2
    assert visible(html).count(MARKUP) == 2
    assert "<img" not in html
    assert "<style" not in html
    assert html.count("<!--") == 2, "the two for Outlook"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=300))
@example("\ud83d alone, \udc00 too, and \ud83d\ude34")
def test_i4_an_answer_arrives_exactly_or_with_lone_surrogates_replaced(answer: str) -> None:
    message = compose(_facts_with(answer), _letter_to("Ada")[1])

    whole = answer.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert whole in part(received(message.as_bytes()), "plain")


def _facts_with(answer: str) -> SubmissionFacts:
    return SubmissionFacts(
        programme=small_programme(),
        to_name="Ada",
        mentee_name="Mo",
        cycle=1,
        reference="K7QM-2XJD",
        sent_at=NOON,
        asks=Answered("What would help?", (answer,)),
        sections=(),
        prompts=(),
        reading_minutes=1,
        acknowledgement_link="https://forms.example.org/m/x",
        standing_link="https://forms.example.org/m/standing/x",
    )


def test_html_keeps_line_breaks_and_isolates_directions(tmp_path: Path) -> None:
    html = part(submission_letter(tmp_path, {"help": "one\r\ntwo\nthree", "skills": ("x\ny",)}), "html")

    assert "one<br>\ntwo<br>\nthree</p>" in html
    assert '<span dir="auto">x<br>\ny</span>' in html
    assert '<p dir="auto"' in html


def test_html_stands_without_what_outlooks_word_engine_drops(tmp_path: Path) -> None:
    for name, made in EXAMPLES.items():
        html = part(made(tmp_path / name), "html")
        for dropped in ("<div", "background", "@media", "<style", "class=", "<svg", "javascript"):
            assert dropped not in html, (name, dropped)
        assert html.count("<img") == html.count('<img src="cid:'), "a picture is never fetched from afar"
        assert '<html lang="en-GB">' in html
        assert html.count("<h1") == 1
        assert html.startswith("<!DOCTYPE html>")


def test_every_letter_says_who_sends_it_and_why(tmp_path: Path) -> None:
    for name, made in EXAMPLES.items():
        message = made(tmp_path / name)
        for text in (part(message, "plain"), visible(part(message, "html"))):
            assert "You get this letter because" in text
            assert "Questions? Write to" in text
        answers = "replied" if name == "nobody_reads" else "generated"  # RFC 3834
        assert message["Auto-Submitted"] == f"auto-{answers}"
        assert message["From"].addresses[0].display_name == "Small e-mentoring"


def test_what_another_version_asked_is_shown_and_not_lost(tmp_path: Path) -> None:
    message = submission_letter(
        tmp_path, {"training": 9, "dropped": "Old words", "dropped_items": ("a", "b")}
    )

    plain = part(message, "plain")
    assert "Asked in an earlier version of the questionnaire" in plain
    assert "Old words" in plain
    assert "- a\n- b" in plain
    assert "\n9\n" in plain


def test_replies_go_to_the_mentee_and_nowhere_else(tmp_path: Path) -> None:
    message = submission_letter(tmp_path, usual_answers())

    assert str(message["Reply-To"]) == "Mo Sample <mo@example.org>"
    assert str(message["To"]) == "Dr Ada Example <ada@example.org>"
    assert message["Cc"] is None
    assert message["Bcc"] is None


def test_answers_are_no_base64_so_that_they_can_be_searched(tmp_path: Path) -> None:
    raw = submission_letter(tmp_path, usual_answers()).as_bytes()

    assert b"quoted-printable" in raw
    assert base64.b64encode(b"How did you say no")[:20] not in raw


@pytest.mark.browser
def test_a_letter_with_one_endless_word_fits_a_narrow_phone(browser: Browser, tmp_path: Path) -> None:
    html = part(
        submission_letter(tmp_path, usual_answers() | {"help": "x" * 400, "cv": ("y" * 400,)}), "html"
    )
    page = browser.new_page(viewport={"width": 320, "height": 640})

    page.set_content(html)

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()
