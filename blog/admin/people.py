"""Authors, whom readers see, and accounts, which sign in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog import accounts
from blog.admin.lists import LongList
from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.admin.requests import user_of
from blog.admin.terms import TermAdmin, TermForm
from blog.letters import MAIL_ERRORS
from blog.models import Author, AuthorLink, User
from blog.roles import Role, role_of
from blog.taxonomy import save_author
from blog.templatetags.desk import moment

NOT_SENT = _(
    "The mail could not be handed to the mail server. Check the settings with “manage.py send_test_email”."
)


class AuthorLinkInline(admin.TabularInline):
    model = AuthorLink
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.change_author")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)

    has_delete_permission = has_change_permission


@admin.register(Author)
class AuthorAdmin(TermAdmin):
    form = TermForm
    fields = ("name", "slug", "user", "picture", "source", "format")
    autocomplete_fields = ("picture",)
    list_display = ("name", "slug", "user", "post_count")
    list_select_related = ("user",)
    ordering = ("name", "id")
    search_fields = ("name", "slug")
    inlines = (AuthorLinkInline,)

    def save_model(self, request: HttpRequest, obj: Author, form: Any, change: bool) -> None:
        save_author(author=obj)


class UserForm(RefusableForm):
    """An account; a new one is an invitation."""

    name = forms.CharField(label=_("Name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=[("", "---------"), *Role.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.instance
        if user.pk:
            self.initial["name"], self.initial["role"] = user.get_full_name(), role_of(user) or ""
            self.fields["name"].required = False
        else:
            self.fields["role"].required = True
        if "email" in self.fields:
            self.fields["email"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        is_self = self.instance.pk == self.request.user.pk
        keeps_in = data.get("role") == Role.ADMINISTRATOR and data.get("is_active", True)
        if is_self and not keeps_in and not self.errors:
            raise ValidationError(
                _("You cannot take away your own way in here. Ask another administrator to do it.")
            )
        return data


@admin.register(User)
class UserAdmin(VerbAdmin, LongList):
    form = UserForm
    refused_by = (ValidationError,)
    fieldsets = (
        (None, {"fields": ("username", "name", "email")}),
        (_("Role"), {"fields": ("role", "is_active")}),
        (None, {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("name", "email", "role"),
                "description": _("They get a mail with a link, with which they choose a password."),
            },
        ),
    )
    readonly_fields = ("last_login", "date_joined")
    heading = _("Accounts")
    add_label = _("Invite somebody")
    list_display = ("username", "full_name", "email", "roles", "active", "seen")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    actions = ("send_link",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account that is no longer wanted is made inactive: what it did keeps its name."""
        return False

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.prefetch_related("groups")

    @admin.display(description=_("role"))
    def roles(self, user: User) -> str:
        return ", ".join(str(Role(group.name).label) for group in user.groups.all() if group.name in Role)

    @admin.display(description=_("name"))
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("may sign in"))
    def active(self, user: User) -> str:
        return gettext("yes") if user.is_active else gettext("no")

    @admin.display(description=_("last here"))
    def seen(self, user: User) -> str:
        return moment(user.last_login) if user.last_login else ""

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        data = form.cleaned_data
        role = Role(data["role"]) if data["role"] else None
        if not change:
            self._invite(request, obj, data["name"], Role(data["role"]))
            return
        if "name" in form.changed_data:
            obj.first_name, obj.last_name = data["name"], ""
        obj.save()
        accounts.set_role(user=obj, role=role)

    def _invite(self, request: HttpRequest, obj: User, name: str, role: Role) -> None:
        try:
            made = accounts.invite(name=name, email=obj.email, role=role, by=user_of(request))
        except MAIL_ERRORS:
            raise ValidationError(NOT_SENT) from None
        obj.pk, obj.username = made.pk, made.username

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing more: roles are given by their verb."""

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        self.message_user(
            request, _("An invitation is on its way to %(email)s.") % {"email": obj.email}, messages.SUCCESS
        )
        return self.response_post_save_add(request, obj)

    @admin.action(description=_("Mail a link for choosing a password"), permissions=["change"])
    def send_link(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        try:
            for user in queryset.filter(is_active=True).exclude(email=""):
                accounts.send_password_link(user=user, by=user_of(request))
                note = _("A link is on its way to %(email)s.") % {"email": user.email}
                self.message_user(request, note, messages.SUCCESS)
        except MAIL_ERRORS:
            self.message_user(request, NOT_SENT, messages.ERROR)
