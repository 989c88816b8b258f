"""The comment form takes everything as it was typed, and shows what the rules said."""

import pytest

from comments.forms import CommentForm, parent_pk
from comments.models import DiscussionSettings
from comments.rules import Action, Signal


def filled(**data: str) -> CommentForm:
    form = CommentForm(data, settings=DiscussionSettings())
    form.full_clean()
    return form


def test_form_takes_whatever_was_typed() -> None:
    form = filled(text="  a\x00b\r\n", email="no address", name="")
    assert form.is_valid()
    assert form.cleaned_data["text"] == "  a\x00b\r\n"
    assert form.cleaned_data["email"] == "no address"
    assert form.cleaned_data["url"] == ""


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("", None),
        ("17", 17),
        ("0", 0),
        ("-1", 0),
        ("abc", 0),
        ("٣", 0),
        ("1" * 30, 0),
        ("9" * 19, 2**63 - 1),
    ],
)
def test_parent_is_a_number_the_database_can_be_asked_for(sent: str, expected: int | None) -> None:
    assert parent_pk(sent) == expected


def test_refusal_stands_beside_the_field_it_speaks_of() -> None:
    form = filled(text="x", url="bad")
    form.show_refusal(
        [
            Signal("website", Action.REFUSE, "Check the website."),
            Signal("flood", Action.REFUSE, "Too fast."),
            Signal("links", Action.HOLD, "Three links."),
        ]
    )
    assert form.errors == {"url": ["Check the website."], "__all__": ["Too fast."]}
    assert 'aria-invalid="true"' in str(form["url"])
    assert 'value="bad"' in str(form["url"])


@pytest.mark.parametrize(("is_required", "label"), [(True, "E-mail"), (False, "E-mail (if you like)")])
def test_form_says_what_is_required(is_required: bool, label: str) -> None:
    form = CommentForm(settings=DiscussionSettings(require_email=is_required))
    assert form["email"].label == label
    assert ("required" in str(form["email"])) is is_required


def test_forms_share_nothing() -> None:
    CommentForm(settings=DiscussionSettings(require_name=True))
    assert "required" not in str(CommentForm(settings=DiscussionSettings(require_name=False))["name"])
