"""Bans: who may not comment, by what they are known, until when and why."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Case, CharField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.admin.lists import LongList
from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.admin.requests import user_of
from blog.admin.times import DayAndTime
from blog.models import User
from blog.templatetags.desk import moment
from comments.admin.moderators import ForModerators
from comments.ban_values import normalise, shown
from comments.bans import ban, in_force, is_in_force, lift
from comments.models import Ban, BanKind

IN_FORCE, ENDED, ALL = "in-force", "ended", "all"


class BanForm(RefusableForm):
    """What is written is compared as ``comments.ban_values`` spells it, so that is what is checked."""

    until = forms.SplitDateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=DayAndTime(),
        help_text=gettext_lazy("Empty: for good."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            self.fields["value"].help_text = _(
                "An account’s name; a name, which bans those that look like it as well; an e-mail address; a "
                "domain such as example.org; an IP address, or a network such as 192.0.2.0/24."
            )
        if "reason" in self.fields:
            self.fields["reason"].help_text = _("For the other moderators; whoever is banned doesn’t see it.")
            self.fields["reason"].widget = forms.Textarea({"rows": 3})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("value") and data.get("kind"):
            try:
                data["value"] = normalise(data["kind"], data["value"])
            except ValidationError as refusal:
                self.add_error("value", refusal)
        if data.get("until") and data["until"] <= timezone.now():
            self.add_error("until", _("This time has passed. Please choose one to come."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Who is banned already is banned until then instead, so a value may be there."""
        return super()._get_validation_exclusions() | {"value"}  # type: ignore[misc]


class StateFilter(admin.SimpleListFilter):
    """Those that count first; those that have ended are kept to be read."""

    title = gettext_lazy("state")
    parameter_name = "state"
    is_tabs = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [(IN_FORCE, _("In force")), (ENDED, _("Ended")), (ALL, _("All"))]

    def value(self) -> str:
        return super().value() or IN_FORCE

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = in_force(timezone.now())
        chosen = {IN_FORCE: queryset.filter(condition), ENDED: queryset.exclude(condition)}
        return chosen.get(self.value(), queryset)


@admin.register(Ban)
class BanAdmin(ForModerators, VerbAdmin, LongList):
    form = BanForm
    fields = ("kind", "value", "until", "reason")
    add_label = gettext_lazy("Ban somebody")
    nothing_yet = gettext_lazy(
        "Nobody is banned. Whoever wrote a comment is banned from its place in the queue, with the comment "
        "before your eyes; or from here, by a name, an address or a network."
    )
    list_display = ("who", "kind", "how_long", "reason", "banned_by")
    list_filter = (StateFilter, "kind")
    search_fields = ("value", "reason")
    ordering = ("-created_at", "-id")
    actions = ("lift",)
    delete_confirmation_template = "admin/comments/ban/lift.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever else is to be banned is a ban of its own."""
        return ("kind", "shown_value") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("kind", "shown_value", "until", "reason") if obj else self.fields

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        account = User.objects.annotate(key=Cast(Cast("pk", BigIntegerField()), CharField()))
        named = Subquery(account.filter(key=OuterRef("value")).values("username")[:1])
        names = Case(When(kind=BanKind.ACCOUNT, then=named), output_field=CharField())
        return rows.select_related("by").annotate(account_name=names)

    def get_actions(self, request: HttpRequest) -> Any:
        """They are lifted, which the log tells of."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # --- The list

    @admin.display(description=gettext_lazy("who"))
    def who(self, row: Ban) -> str:
        if row.kind != BanKind.ACCOUNT:
            return shown(row)
        return row.account_name or _("an account that is gone")  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("how long"))
    def how_long(self, row: Ban) -> str:
        if row.until is None:
            return _("for good")
        if is_in_force(row, timezone.now()):
            return format_html(_("until {}"), moment(row.until))
        return format_html(_("ended {}"), moment(row.until))

    @admin.display(description=gettext_lazy("since"))
    def banned_by(self, row: Ban) -> str:
        since = moment(row.created_at)
        return f"{since} · {row.by.public_name}" if row.by else since

    # --- One ban

    @admin.display(description=gettext_lazy("value"))
    def shown_value(self, row: Ban) -> str:
        return shown(row)

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: bool) -> None:
        value = shown(obj) if obj.kind == BanKind.ACCOUNT and change else obj.value
        made = ban(kind=obj.kind, value=value, by=user_of(request), until=obj.until, reason=obj.reason)
        obj.pk = made.pk

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        """An account is called by its name."""
        return super().render_delete_form(request, context | {"shown": shown(context["object"])})

    def delete_model(self, request: HttpRequest, obj: Ban) -> None:
        lift(ban=obj, by=user_of(request), reason=request.POST.get("reason", "")[:500])

    @admin.action(description=gettext_lazy("Lift"), permissions=["change"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ticked = list(queryset)
        for row in ticked:
            lift(ban=row, by=user_of(request))
        told = ngettext("%d ban is lifted.", "%d bans are lifted.", len(ticked)) % len(ticked)
        self.message_user(request, told, messages.SUCCESS)
