"""The desk of posts."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from blog import accounts, roles
from blog.admin.entries import EntryAdmin, PartOfPost, UpdateNoteInline
from blog.admin.entry_form import EntryForm
from blog.admin.fieldsets import IN_LISTS, SEO, WRITING, more, publication
from blog.admin.filters import AuthorFilter, CategoryFilter, PeriodFilter, StatusFilter, by_row
from blog.admin.lists import WALKED_BY
from blog.admin.requests import user_of
from blog.admin.tag_names import TagNamesField, joined, suggest
from blog.admin.tree import CategoriesField
from blog.listings import authors_of
from blog.models import Author, Byline, Category, Post

# Of the forty columns, what the list shows, is sorted by and is walked along.
_SHOWN = (
    *("title", "status", "comment_count"),
    *("created_at", "modified_at", "published_at", "published_on"),
)


class PostForm(EntryForm):
    filed_under = CategoriesField(label=_("Categories"))
    tag_names = TagNamesField(
        label=_("Tags"),
        required=False,
        help_text=_("With commas between them. A tag with a comma in it stands in double quotes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["filed_under"] = categories_of(self.instance)
            self.initial["tag_names"] = tags_of(self.instance)


def categories_of(post: Post) -> list[Category]:
    return list(Category.objects.filter(post_rows__post=post, post_rows__direct=True).only("name", "path"))


def tags_of(post: Post) -> list[str]:
    return sorted(post.tag_rows.values_list("tag__name", flat=True))


class BylineInline(PartOfPost):
    """The authors in the order in which their names are printed. Only editors put names over posts."""

    model = Byline
    fields = ("author", "position")
    autocomplete_fields = ("author",)
    extra = 1
    is_beside = True
    verbose_name = _("author")
    verbose_name_plural = _("authors")


@admin.register(Post)
class PostAdmin(EntryAdmin):
    form = PostForm
    add_label = _("Write a post")
    list_display = ("when", "title_or_none", "state", "names", "comments", "changed")
    list_filter = (StatusFilter, PeriodFilter, CategoryFilter, AuthorFilter)

    # --- The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return Post.objects.order_by(*self.ordering)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """By the day, where a period is chosen: what was published in it lies side by side."""
        return ("-published_on", "-id") if PeriodFilter.parameter_name in request.GET else self.ordering

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.only(*_SHOWN)

    def complete(self, rows: list[Any]) -> None:
        authors = authors_of([post.pk for post in rows])
        for post in rows:
            post.shown_names = ", ".join(author.name for author in authors.get(post.pk, ()))

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Of what this person may see."""
        return super().get_search_results(request, self._visible(request, queryset), search_term)

    def _visible(self, request: HttpRequest, posts: Any) -> QuerySet[Any]:
        """One's own lie side by side in the index of bylines; in a period it is the days that do."""
        user = user_of(request)
        author = roles.author_of(user) if roles.sees_own_only(user) else None
        is_walked = WALKED_BY in posts.query.annotations or PeriodFilter.parameter_name in request.GET
        if author is None or is_walked:
            return roles.visible_at_desk(user, posts)
        return by_row(posts, "bylines", "author", author.pk).order_by(f"-{WALKED_BY}")

    @admin.display(description=_("title"))
    def title_or_none(self, post: Post) -> str:
        return str(post)

    @admin.display(description=_("authors"))
    def names(self, post: Any) -> str:
        return str(post.shown_names)

    # --- The form

    def get_urls(self) -> list[Any]:
        suggestions = path("tags/", self.admin_site.admin_view(suggest), name="blog_post_tags")
        return [suggestions, *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        user = user_of(request)
        filed_under = (_("Filed under"), {"fields": ("filed_under", "tag_names"), "classes": ("side",)})
        may_publish = user.has_perm("blog.publish_post") if obj is None else roles.may_publish(user, obj)
        if not may_publish:
            return [*WRITING, filed_under, IN_LISTS, more()]
        pinned = ("sticky_until",) if user.has_perm("blog.change_others_post") else ()
        return [*WRITING, publication(obj, *pinned), filed_under, IN_LISTS, more(*SEO)]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        bylines = [BylineInline] if request.user.has_perm("blog.change_others_post") else []
        return [*bylines, UpdateNoteInline] if obj else bylines

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Offer a new post's writer as its author."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, BylineInline) and request.method == "GET" and obj.pk is None:
            own = Author.objects.filter(user=request.user.pk).values_list("pk", flat=True)
            kwargs["initial"] = [{"author": pk} for pk in own]
        return kwargs

    @admin.display(description=_("Categories"))
    def filed_under(self, post: Post) -> str:
        """For those who may only look."""
        return ", ".join(category.name for category in categories_of(post))

    @admin.display(description=_("Tags"))
    def tag_names(self, post: Post) -> str:
        return joined(tags_of(post))

    # --- Saving

    def parts_of(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> dict[str, Any]:
        parts = {"categories": form.cleaned_data["filed_under"], "tags": form.cleaned_data["tag_names"]}
        bylines = [formset for formset in formsets if formset.model is Byline]
        if bylines:
            parts["authors"] = _in_order(bylines[0])
        elif not change:
            parts["authors"] = [accounts.writing_name(user_of(request))]
        return parts


def _in_order(formset: Any) -> list[Author]:
    """The authors by their positions; equal ones as they stand in the form."""
    kept: Iterable[Any] = (form for form in formset.forms if form not in formset.deleted_forms)
    rows = [form.cleaned_data for form in kept if form.cleaned_data.get("author")]
    return [row["author"] for row in sorted(rows, key=lambda row: row.get("position") or 0)]
