"""The forms in a row of the queue: to answer its comment, and to ban who wrote it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.admin.ban_form import BanForm, marks_to_ban
from comments.models import Comment, CommentStatus

# Where a form leads back to that stands on the page of its comment, and not in the list.
ITS_PAGE = "its-page"


class RowForm(forms.Form):
    """``seen`` is the version of the comment that was looked at, ``back`` the query of the list, or
    :data:`ITS_PAGE`.
    """

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    back = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    def own(self, comment: Comment, back: str = "") -> None:
        """Belong to ``comment``: there may be a form of each on one page."""
        self.comment = comment
        self.auto_id = f"c{comment.pk}-%s"
        self.initial.update(seen=comment.version, back=back)

    @property
    def as_looked_at(self) -> Comment:
        self.comment.version = self.cleaned_data["seen"]
        return self.comment


class ReplyForm(RowForm):
    text = forms.CharField(
        label=gettext_lazy("Your reply"), strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class RowBanForm(RowForm, BanForm):
    """As on the page of a person, and what becomes of this comment."""

    then = forms.ChoiceField(label=gettext_lazy("And this comment"), required=False)
    field_order = ("what", "days", "why", "then")


def reply_form(comment: Comment, data: Any = None, back: str = "") -> ReplyForm:
    form = ReplyForm(data, label_suffix="")
    form.own(comment, back)
    return form


def ban_form(comment: Comment, data: Any = None, back: str = "") -> RowBanForm:
    form = RowBanForm(data, marks=marks_to_ban([comment], comment.user))
    form.own(comment, back)
    ways = [
        ("_spam", _("goes to the spam"), CommentStatus.SPAM),
        ("_remove", _("goes to the trash"), CommentStatus.TRASH),
    ]
    choices = [(name, label) for name, label, status in ways if comment.status != status]
    form.fields["then"].choices = [*choices, ("", _("stays as it is"))]  # type: ignore[attr-defined]
    return form
