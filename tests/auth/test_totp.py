from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.auth.totp import accepted_step, new_seed, provisioning_uri, six_digits
from formsvc.domain.errors import UsedCodeError, WrongCodeError
from tests.seeded import seeded

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
RFC_SEED = base64.b32encode(b"12345678901234567890").decode()


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SEED).at(moment)


def test_a1_a_seed_has_160_bits_in_base32_without_padding() -> None:
    asked: list[int] = []

    def random(count: int) -> bytes:
        asked.append(count)
        return seeded(7)(count)

    seed = new_seed(random)

    assert asked == [20]
    assert len(base64.b32decode(seed)) == 20
    assert "=" not in seed


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)

    assert accepted_step(RFC_SEED, code, now, last_step=0) == second // 30


@pytest.mark.parametrize("between", ["{0} {1}", "{0}-{1}", " {0}{1} ", "{0}  -  {1}"])
def test_a3_spaces_and_hyphens_typed_between_are_accepted(between: str) -> None:
    code = code_at(NOON)
    typed = between.format(code[:3], code[3:])

    assert accepted_step(SEED, typed, NOON, last_step=0) == int(NOON.timestamp()) // 30


@pytest.mark.parametrize(
    "digits",
    [
        "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19",
        "\U0001d7ce\U0001d7cf\U0001d7d0\U0001d7d1\U0001d7d2\U0001d7d3\U0001d7d4\U0001d7d5\U0001d7d6\U0001d7d7",
        "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669",
    ],
    ids=["full-width", "bold", "Arabic-Indic"],
)
def test_a3_the_right_code_in_other_digits_is_refused(digits: str) -> None:
    other = "".join(digits[int(digit)] for digit in code_at(NOON))

    with pytest.raises(WrongCodeError):
        accepted_step(SEED, other, NOON, last_step=0)


@pytest.mark.parametrize(
    "spoil",
    ["{0}\n", "\n{0}", "{0}7", "{0}\r", "{0}\x00", "{0}\ud800", "\u00a0{0}", "{0}\u200b", "+{0}", "{0}.0"],
)
def test_a3_the_right_code_with_anything_else_is_refused(spoil: str) -> None:
    with pytest.raises(WrongCodeError):
        accepted_step(SEED, spoil.format(code_at(NOON)), NOON, last_step=0)


@pytest.mark.parametrize("typed", ["", " ", "-", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "1" * 100_000])
def test_a3_what_is_no_six_digits_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(WrongCodeError, match="6 digits"):
        six_digits(typed)


@given(st.text(alphabet=st.characters(codec=None), max_size=12))
def test_a3_whatever_is_typed_is_six_ascii_digits_or_refused(typed: str) -> None:
    try:
        digits = six_digits(typed)
    except WrongCodeError:
        return
    assert len(digits) == 6
    assert set(digits) <= set("0123456789")


@pytest.mark.parametrize("skew", [-29, 0, 29, 30])
def test_a4_one_step_either_way_is_accepted(skew: int) -> None:
    moment = NOON + timedelta(seconds=skew)

    assert accepted_step(SEED, code_at(moment), NOON, last_step=0) == int(moment.timestamp()) // 30


@pytest.mark.parametrize("skew", [-95, -61, -31, 61, 95])
def test_a4_two_steps_away_is_refused(skew: int) -> None:
    with pytest.raises(WrongCodeError):
        accepted_step(SEED, code_at(NOON + timedelta(seconds=skew)), NOON, last_step=0)


def test_a4_a_code_of_29_seconds_ago_is_good_wherever_in_its_step_now_falls() -> None:
    for second in range(30):
        now = NOON + timedelta(seconds=second)
        assert accepted_step(SEED, code_at(now - timedelta(seconds=29)), now, last_step=0)


def test_a4_a_code_of_61_seconds_ago_is_refused_wherever_in_its_step_now_falls() -> None:
    for second in range(30):
        now = NOON + timedelta(seconds=second)
        with pytest.raises(WrongCodeError):
            accepted_step(SEED, code_at(now - timedelta(seconds=61)), now, last_step=0)


def test_a4_the_hour_that_london_has_twice_has_its_own_codes_each_time() -> None:
    london = ZoneInfo("Europe/London")
    first = datetime(2026, 10, 25, 1, 30, tzinfo=london, fold=0)
    again = datetime(2026, 10, 25, 1, 30, tzinfo=london, fold=1)
    code = code_at(first.astimezone(UTC))

    step = accepted_step(SEED, code, first, last_step=0)

    assert step == int(first.timestamp()) // 30
    assert accepted_step(SEED, code_at(again.astimezone(UTC)), again, last_step=step) == step + 120
    with pytest.raises(WrongCodeError):
        accepted_step(SEED, code, again, last_step=0)


def test_a4_codes_go_on_through_the_hour_that_london_leaves_out() -> None:
    before = datetime(2026, 3, 29, 0, 59, 45, tzinfo=UTC)

    assert accepted_step(SEED, code_at(before), before + timedelta(seconds=29), last_step=0)


def test_a2_an_equal_or_older_step_is_refused_as_used() -> None:
    step = int(NOON.timestamp()) // 30

    for last_step in (step, step + 1, step + 120):
        with pytest.raises(UsedCodeError):
            accepted_step(SEED, code_at(NOON), NOON, last_step)
    assert accepted_step(SEED, code_at(NOON), NOON, step - 1) == step


def test_the_uri_names_issuer_and_account_and_a_colon_cannot_split_them() -> None:
    uri = provisioning_uri(SEED, "mo@example.org", "Anaesthetics: North")
    parts = urlsplit(uri)

    assert parts.scheme == "otpauth"
    assert parts.netloc == "totp"
    assert unquote(parts.path) == "/Anaesthetics North:mo@example.org"
    assert parse_qs(parts.query) == {"secret": [SEED], "issuer": ["Anaesthetics North"]}
