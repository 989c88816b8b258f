"""What the desks of posts and pages share: one form, saved once, by the verb of the button pressed."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import accounts, publishing, roles
from blog.admin.buttons import TRASH, Button, offered
from blog.admin.entry_form import EntryForm
from blog.admin.lists import LongList
from blog.admin.preview import length_of, preview_text
from blog.admin.refusals import VerbAdmin
from blog.admin.requests import user_of
from blog.admin.revisions import changes_of
from blog.admin.times import DayAndTime
from blog.models import Post, Status, UpdateNote, User
from blog.publishing import EditConflictError
from blog.search import matching_ids
from blog.templatetags.desk import moment

MAX_FOUND = 500
TIMES = {models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": DayAndTime}}


class PartOfPost(admin.TabularInline):
    """Rows that belong to a post: who may change the post may change them."""

    model: Any
    extra = 0
    formfield_overrides: ClassVar[Any] = TIMES

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or roles.may_change(user_of(request), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)

    has_delete_permission = has_change_permission


class UpdateNoteInline(PartOfPost):
    """Editors may sign for somebody else; others sign with their own name."""

    model = UpdateNote
    autocomplete_fields = ("author",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        signed = ("author",) if request.user.has_perm("blog.change_others_post") else ()
        return ("noted_at", *signed, "source")


class EntryAdmin(VerbAdmin, LongList):
    form = EntryForm
    refused_by = (ValidationError, EditConflictError)
    change_form_template = "admin/blog/entry_change_form.html"
    object_history_template = "admin/blog/entry_history.html"
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("featured_image",)
    formfield_overrides: ClassVar[Any] = TIMES
    ordering: ClassVar[Any] = ("-created_at", "-id")
    list_display_links = ("title_or_none",)
    search_fields = ("title",)  # makes the field appear; get_search_results does the work
    search_help_text = gettext_lazy("Words of the title, the text, tags or authors; the newest are found.")
    actions: Any = ("publish", "unpublish", "trash")

    # --- Who may do what

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return super().has_view_permission(request)
        return roles.may_view(user_of(request), obj) or roles.may_change(user_of(request), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (
            super().has_change_permission(request) if obj is None else roles.may_change(user_of(request), obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.publish_post") and self.has_change_permission(request)

    # --- The list

    @admin.display(description=gettext_lazy("date"))
    def when(self, post: Post) -> str:
        return moment(post.published_at) if post.published_at else ""

    @admin.display(description=gettext_lazy("status"))
    def state(self, post: Post) -> str:
        return _("scheduled") if post.is_scheduled else str(Status(post.status).label)

    @admin.display(description=gettext_lazy("comments"))
    def comments(self, post: Post) -> str:
        return str(post.comment_count)

    @admin.display(description=gettext_lazy("last changed"))
    def changed(self, post: Post) -> str:
        return moment(post.modified_at)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            queryset = queryset.filter(pk__in=matching_ids(search_term, limit=MAX_FOUND))
        return queryset, False

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._for_each(request, queryset, publishing.publish, (Status.DRAFT, Status.REVIEW, Status.PRIVATE))

    @admin.action(description=gettext_lazy("Make drafts"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._for_each(request, queryset, publishing.unpublish, tuple(Status))

    @admin.action(description=gettext_lazy("Move to trash"), permissions=["change"])
    def trash(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._for_each(request, queryset, publishing.trash, tuple(Status))

    def _for_each(
        self, request: HttpRequest, ticked: QuerySet[Any], verb: Any, when: tuple[Status, ...]
    ) -> None:
        """Call ``verb`` for the ticked posts that this person may change and that it fits."""
        changed = sum(_change(post.pk, user_of(request), verb, when) for post in ticked)
        self.message_user(
            request,
            ngettext("%d was changed.", "%d were changed.", changed) % changed,
            messages.SUCCESS if changed else messages.WARNING,
        )

    # --- The form

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_text"
        return [path("text/", self.admin_site.admin_view(preview_text), name=name), *super().get_urls()]

    def view_on_site(self, post: Post) -> str | None:
        """The page, or the preview of what does not answer at its address, or has none yet."""
        if post.status == Status.TRASH:
            return None
        return post.get_absolute_url() if _answers(post) else reverse("blog:preview", args=[post.pk])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        post = context.get("original")
        may_save = kwargs.get("add") or self.has_change_permission(request, post)
        context["buttons"] = offered(user_of(request), post) if may_save else []
        if post is not None:
            context["state"] = self.state(post)
            context["length"] = length_of(post)
            context["view_label"] = _("View on site") if _answers(post) else _("Preview")
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        post = self.get_object(request, object_id)
        changes = changes_of(post) if post and self.has_view_permission(request, post) else []
        return super().history_view(request, object_id, {"changes": changes, **(extra_context or {})})

    # --- Saving

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Post:
        if form.button is None:
            raise PermissionDenied
        request.button = form.button  # type: ignore[attr-defined]
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        """Nothing yet: the post is saved together with what hangs on it, in :meth:`save_related`."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Call the verb, once, with all that the form holds. Updates come first, as they are searched too."""
        for formset in formsets:
            if formset.model is UpdateNote and change:
                _save_notes(formset, user_of(request))
        form.apply_password()
        form.button.verb(
            post=form.instance,
            by=user_of(request),
            expected_version=form.cleaned_data.get("opened_version") if change else None,
            **self.parts_of(request, form, formsets, change),
        )

    def parts_of(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        """Authors, categories, tags: what the verb is given beside the post."""
        return {}

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        return super().construct_change_message(request, form, [], add)

    def response_add(
        self, request: HttpRequest, obj: Post, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._after(request, obj, request.button)  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        return self._after(request, obj, request.button)  # type: ignore[attr-defined]

    def _after(self, request: HttpRequest, post: Post, button: Button) -> HttpResponse:
        """Say what happened and go back to the form; from the trash, to the list."""
        self.message_user(request, self._what_happened(post, button), messages.SUCCESS)
        opts = self.opts
        if button == TRASH or not self.has_change_permission(request, post):
            return redirect(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_change", post.pk)

    def _what_happened(self, post: Post, button: Button) -> str:
        done = str(button.done)
        if post.is_scheduled and button.is_publishing:
            done = _("“%(post)s” is scheduled for %(time)s.")
        time = (
            date_format(timezone.localtime(post.published_at), "DATETIME_FORMAT") if post.published_at else ""
        )
        sentence = done % {"post": post, "time": time}
        if not post.is_live:
            return sentence
        return format_html('{} <a href="{}">{}</a>', sentence, post.get_absolute_url(), _("Look at it"))


def _answers(post: Post) -> bool:
    """Whether there is something at the address of ``post``."""
    return post.is_live or post.status == Status.PRIVATE


@transaction.atomic
def _change(pk: int, by: User, verb: Any, when: tuple[Status, ...]) -> bool:
    """Call ``verb`` for one post, read again under its lock: what was saved meanwhile must not be undone."""
    post = Post.entries.select_for_update().filter(pk=pk, status__in=when).first()
    if post is None or not roles.may_change(by, post):
        return False
    verb(post=post, by=by)
    return True


def _save_notes(formset: Any, by: User) -> None:
    for note in formset.save(commit=False):
        if note.author_id is None and not by.has_perm("blog.change_others_post"):
            note.author = accounts.writing_name(by)
        note.save()
    for note in formset.deleted_objects:
        note.delete()
