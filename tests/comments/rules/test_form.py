"""The fields of the form, each with a rule of its own."""

import pytest

from blog.models import User
from comments.rules import Action
from comments.rules.form import email, name, text, website
from tests.comments.rules.case import make_case


@pytest.mark.parametrize("given", ["", " ", "\u200b", "\u200d\u200b", "x" * 246])
def test_name_is_refused_when_missing_invisible_or_too_long(given) -> None:
    signal = name(make_case(author_name=given))
    assert signal is not None
    assert signal.action == Action.REFUSE


@pytest.mark.parametrize("given", ["L", "日本", "😀", "x" * 245])
def test_name_passes(given) -> None:
    assert name(make_case(author_name=given)) is None


def test_name_may_be_missing_where_the_settings_allow() -> None:
    assert name(make_case(author_name="", settings={"require_name": False})) is None


@pytest.mark.parametrize("given", ["", "legion", "a@b", "a@b.org\nBcc: c@d.org", f"{'x' * 250}@example.org"])
def test_email_is_refused_when_missing_or_wrong(given) -> None:
    signal = email(make_case(author_email=given))
    assert signal is not None
    assert signal.action == Action.REFUSE


def test_email_may_be_missing_but_not_wrong_where_it_is_not_required() -> None:
    assert email(make_case(author_email="", settings={"require_email": False})) is None
    assert email(make_case(author_email="legion", settings={"require_email": False})) is not None


def test_email_may_be_missing_from_an_account() -> None:
    assert email(make_case(author_email="", user=User(pk=1))) is None


@pytest.mark.parametrize(
    "given",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "https://", "https://a b", "x" * 301],
)
def test_website_is_refused_unless_it_is_one(given) -> None:
    signal = website(make_case(author_url=given))
    assert signal is not None
    assert signal.action == Action.REFUSE


@pytest.mark.parametrize("given", ["", "https://example.org", "http://example.org/~me/?a=b#c"])
def test_website_passes(given) -> None:
    assert website(make_case(author_url=given)) is None


@pytest.mark.parametrize("given", ["", "\u200b", "x" * 101])
def test_text_is_refused_when_missing_invisible_or_too_long(given) -> None:
    signal = text(make_case(source=given, settings={"max_length": 100}))
    assert signal is not None
    assert signal.action == Action.REFUSE


def test_text_passes_up_to_the_limit() -> None:
    assert text(make_case(source="x" * 100, settings={"max_length": 100})) is None
