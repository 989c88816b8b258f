"""The blocked and held words: one by one, or a pasted list; and what they would have caught."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.admin.lists import LongList
from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.admin.requests import user_of
from blog.templatetags.desk import moment
from comments import words
from comments.admin.moderators import ForModerators
from comments.models import WordKind, WordRule

# Characters of a pasted list: more than the list may hold anyway.
LONGEST_LIST = 200_000
# Of the lines that were not taken, so many are shown.
LINES_SHOWN = 20
PATTERN_HELP = gettext_lazy(
    "Without regard to capitals. “press” is found in “the press’s”, not in “WordPress”; of several words all "
    "must stand there in this order. Looked for in the text, the name, the e-mail address and the website."
)


class WordForm(RefusableForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "pattern" in self.fields:
            self.fields["pattern"].help_text = PATTERN_HELP

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("pattern") and data.get("kind"):
            try:
                data["pattern"] = words.checked(data["pattern"], data["kind"])
            except ValidationError as refusal:
                self.add_error("pattern", refusal)
        return data


class TryForm(forms.Form):
    """Words that are looked for among the newest comments, and stored nowhere."""

    pattern = forms.CharField(
        label=gettext_lazy("Words"), max_length=WordRule._meta.get_field("pattern").max_length
    )
    kind = forms.ChoiceField(label=gettext_lazy("Read as"), choices=WordKind)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("pattern") and data.get("kind"):
            try:
                data["pattern"] = words.checked(data["pattern"], data["kind"])
            except ValidationError as refusal:
                self.add_error("pattern", refusal)
        return data

    def trial(self) -> words.Trial | None:
        if not self.is_bound or not self.is_valid():
            return None
        return words.would_have_caught(pattern=self.cleaned_data["pattern"], kind=self.cleaned_data["kind"])


class PasteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The list, one on each line"),
        max_length=LONGEST_LIST,
        widget=forms.Textarea({"rows": 12}),
        help_text=gettext_lazy("Such as the word list of the system you used before."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Read as"), choices=WordKind)
    action = forms.ChoiceField(
        label=gettext_lazy("Then"), choices=WordRule._meta.get_field("action").choices or []
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


@admin.register(WordRule)
class WordRuleAdmin(ForModerators, VerbAdmin, LongList):
    form = WordForm
    fields = ("pattern", "kind", "action", "note")
    add_label = gettext_lazy("Add words")
    nothing_yet = gettext_lazy(
        "No words are blocked or held yet, and none have to be: the spam filter learns by itself. This list "
        "is for what it can’t know, such as words that you never want to read here."
    )
    list_display = ("pattern", "kind", "action", "note", "added_by")
    list_filter = ("action", "kind")
    search_fields = ("pattern", "note")
    ordering = ("pattern", "id")
    list_per_page = 100
    change_list_template = "admin/comments/wordrule/change_list.html"
    change_form_template = "admin/comments/wordrule/change_form.html"

    def get_urls(self) -> list[Any]:
        return [
            path("paste/", self._view(self.paste_view), name="comments_wordrule_paste"),
            path("try/", self._view(self.try_view), name="comments_wordrule_try"),
            *super().get_urls(),
        ]

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("by")

    @admin.display(description=gettext_lazy("since"))
    def added_by(self, rule: WordRule) -> str:
        since = moment(rule.created_at)
        return f"{since} · {rule.by.public_name}" if rule.by else since

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        rule = context["original"]
        if rule is not None and request.method == "GET":
            context["trial"] = words.would_have_caught(pattern=rule.pattern, kind=rule.kind)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: WordRule, form: Any, change: bool) -> None:
        words.save_rule(rule=obj, by=user_of(request))

    def delete_model(self, request: HttpRequest, obj: WordRule) -> None:
        words.remove_rule(rule=obj, by=user_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for rule in queryset:
            words.remove_rule(rule=rule, by=user_of(request))

    # --- Many at once, and none

    def _view(self, view: Callable[[HttpRequest], HttpResponse]) -> Any:
        """A view of the desk that does nothing before it has asked who is there."""

        def guarded(request: HttpRequest) -> HttpResponse:
            if not self.has_change_permission(request):
                raise PermissionDenied
            return view(request)

        return self.admin_site.admin_view(guarded)

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """What would these words have caught?"""
        form = TryForm(request.GET if "pattern" in request.GET else None)
        return self._page(request, "try", _("What would these words have caught?"), form, trial=form.trial())

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        """Take a whole list."""
        form = PasteForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                added = words.add_lines(**form.cleaned_data, by=user_of(request))
            except ValidationError as refusal:
                form.add_error("text", refusal)
            else:
                self._tell(request, added)
                return redirect("admin:comments_wordrule_changelist")
        return self._page(request, "paste", _("Paste a list of words"), form)

    def _page(
        self, request: HttpRequest, name: str, title: str, form: forms.Form, **context: Any
    ) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "form": form}
        return TemplateResponse(request, f"admin/comments/wordrule/{name}.html", shown | context)

    def _tell(self, request: HttpRequest, added: words.Added) -> None:
        told = [ngettext("%d line is added.", "%d lines are added.", added.added) % added.added]
        if added.known:
            told.append(
                ngettext("%d was there already.", "%d were there already.", added.known) % added.known
            )
        self.message_user(request, " ".join(told), messages.SUCCESS)
        if added.refused:
            self.message_user(request, _told_of(added.refused), messages.WARNING)


def _told_of(refused: list[tuple[str, str]]) -> SafeString:
    """The lines that were not taken, with the reasons."""
    number = len(refused)
    heading = ngettext("%d line was not taken:", "%d lines were not taken:", number) % number
    lines = format_html_join(
        "", "<br><b>{}</b> {}", ((line[:80], why) for line, why in refused[:LINES_SHOWN])
    )
    return format_html("{}{}{}", heading, lines, " …" if number > LINES_SHOWN else "")
