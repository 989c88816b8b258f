"""The comment form: it collects what was typed and shows it again, with what the rules said beside it.

It checks nothing itself. The rules at the door do, for every way in, so that a field is never accepted
here and refused there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import BigIntegerField
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .models import DiscussionSettings
from .policies import MAX_EMAIL, MAX_NAME, MAX_URL
from .rules import Action, Signal

# Which field a rule speaks of; the others speak of the comment as a whole.
_FIELD_OF_RULE = {"name": "name", "email": "email", "website": "url", "text": "text"}


class AsTyped(forms.Field):
    """Takes any text as it is; missing is empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> str:
        return value or ""


class CommentForm(forms.Form):
    """``parent`` is the pk of the comment answered, ``again`` the field that people don't see."""

    name = AsTyped(
        label=_("Name"), widget=forms.TextInput({"autocomplete": "nickname", "maxlength": MAX_NAME})
    )
    email = AsTyped(
        label=_("E-mail"),
        help_text=_("Never shown to anybody but this blog’s staff."),
        widget=forms.EmailInput({"autocomplete": "email", "maxlength": MAX_EMAIL}),
    )
    url = AsTyped(
        label=_("Website"),
        widget=forms.TextInput({"autocomplete": "url", "inputmode": "url", "maxlength": MAX_URL}),
    )
    text = AsTyped(label=_("Comment"), widget=forms.Textarea({"rows": 8, "dir": "auto"}))
    parent = AsTyped(widget=forms.HiddenInput)
    token = AsTyped(widget=forms.HiddenInput)
    again = AsTyped(
        label=_("Leave this empty"), widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        settings: DiscussionSettings,
        initial: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, auto_id="write-%s", initial=dict(initial or {}))
        longest = settings.max_length
        self.fields["text"].widget.attrs["data-longest"] = longest
        self.fields["text"].help_text = ngettext(
            "Up to %(longest)s character.", "Up to %(longest)s characters.", longest
        ) % {"longest": number_format(longest, force_grouping=True)}
        required = {
            "text": True,
            "name": settings.require_name,
            "email": settings.require_email,
            "url": False,
        }
        for name, is_required in required.items():
            if is_required:
                self.fields[name].widget.attrs["required"] = True
            else:
                self.fields[name].label = _("%(label)s (if you like)") % {"label": self.fields[name].label}

    @property
    def identity_fields(self) -> list[forms.BoundField]:
        """The fields that a signed-in person does not fill in."""
        return [self["name"], self["email"], self["url"]]

    def show_refusal(self, signals: Iterable[Signal]) -> None:
        """Put each reason for which the comment is refused beside the field it speaks of."""
        for signal in signals:
            if signal.action == Action.REFUSE:
                self.add_error(_FIELD_OF_RULE.get(signal.rule), signal.reason)


def parent_pk(sent: str) -> int | None:
    """The pk of the comment that is answered; None: it answers the post; 0: what was sent is none."""
    if not sent:
        return None
    is_number = sent.isascii() and sent.isdigit() and len(sent) < 20
    return min(int(sent), BigIntegerField.MAX_BIGINT) if is_number else 0
