"""What goes over the wire is what the standard library would write; it is only written sooner."""

from __future__ import annotations

from dataclasses import replace
from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from jinja2 import Environment

from formsvc.mail.compose import Mailbox, compose
from formsvc.mail.policy import LETTER_POLICY
from formsvc.mail.templates import LETTERS, InliningLoader
from formsvc.workflows.letter_facts import write_submission
from tests.mail.example_letters import EXAMPLES
from tests.mail.full_programme import full_services, send, usual_answers
from tests.mail.reading import part, received

AWKWARD = "Trailing blanks  \n.\n..\nFrom here\n=3D é 𝄞\tend\t\n" + "x" * 200 + "\n"


def generated(message: EmailMessage, *, utf8: bool = False) -> bytes:
    out = BytesIO()
    BytesGenerator(out, policy=LETTER_POLICY.clone(utf8=utf8)).flatten(message)
    return out.getvalue()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_bytes_are_those_of_the_standard_generator(name: str, tmp_path: Path) -> None:
    message = EXAMPLES[name](tmp_path)
    assert message.as_bytes() == generated(message)
    assert message.as_bytes(policy=LETTER_POLICY.clone(utf8=True)) == generated(message, utf8=True)


@pytest.mark.parametrize("name", ['Åsa "the" Example', "Example, Ada", "=?utf-8?q?Ada?=", "Back\\slash", ""])
def test_i1_any_name_arrives_as_it_was(name: str, tmp_path: Path) -> None:
    services, mentee = full_services(tmp_path)
    written = write_submission(services, send(services, mentee, 1, usual_answers()))
    envelope = replace(written.envelope, recipient=Mailbox(name, "ada@example.org"))
    (address,) = received(compose(written.facts, envelope).as_bytes())["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "ada@example.org")
    (address,) = compose(written.facts, envelope)["To"].addresses
    assert address.addr_spec == "ada@example.org"


def test_i4_an_awkward_text_arrives_as_it_was(tmp_path: Path) -> None:
    services, mentee = full_services(tmp_path)
    answers = {**usual_answers(), "help_most": AWKWARD.strip()}
    written = write_submission(services, send(services, mentee, 1, answers))
    sent = received(compose(written.facts, written.envelope).as_bytes())
    assert AWKWARD.strip() in part(sent, "plain").replace("\r\n", "\n")


def test_no_letter_looks_a_style_up() -> None:
    loader = InliningLoader(LETTERS)
    for template in LETTERS.rglob("*.html"):
        source, _, _ = loader.get_source(Environment(autoescape=True), str(template.relative_to(LETTERS)))
        assert "{{ s." not in source, template.name


def test_a_style_that_there_is_not_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "styles.html").write_text('{% set p = "margin:0;" %}')
    (tmp_path / "letter.html").write_text('<p style="{{ s.p }}">{{ s.missing }}</p>')
    with pytest.raises(KeyError, match="missing"):
        InliningLoader(tmp_path).get_source(Environment(autoescape=True), "letter.html")
