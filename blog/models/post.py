"""Posts and pages: one table, one set of rules for who may see them and when."""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar, Self

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from blog.markup import Rendered, plain_text
from blog.slugs import nfc
from blog.statements import Given

from .fields import WebAddressField
from .marked import MarkedText
from .taxonomy import TaggedPost

# Of silent reading, for prose that is not fiction: Brysbaert, "How many words do we read per minute?", 2019.
WORDS_PER_MINUTE = 238


class Kind(models.TextChoices):
    POST = "post", _("post")
    PAGE = "page", _("page")


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")
    PRIVATE = "private", _("private")
    TRASH = "trash", _("in the trash")


class CommentSwitch(models.TextChoices):
    DEFAULT = "default", _("as the site's settings say")
    OPEN = "open", _("open")
    HELD = "held", _("open, but each comment waits for a moderator")
    CLOSED = "closed", _("closed")


class PostQuerySet(models.QuerySet["Post"]):
    """Every question of the form "which posts" that more than one place asks."""

    def public(self, at: datetime.datetime | Given | None = None) -> Self:
        """What anybody may read, in lists and alone: published, due, without a password."""
        return self.filter(listed_at__lte=at or timezone.now())

    def live(self, at: datetime.datetime | None = None) -> Self:
        """What answers at its own address: the public ones, and those which ask for a password."""
        return self.filter(status=Status.PUBLISHED, published_at__lte=at or timezone.now())

    def scheduled(self, at: datetime.datetime | None = None) -> Self:
        """What becomes public by itself, later."""
        return self.filter(listed_at__gt=at or timezone.now())

    def newest_first(self) -> Self:
        return self.order_by("-listed_at", "-pk")

    def pinned(self, at: datetime.datetime | None = None) -> Self:
        return self.filter(sticky_until__gt=at or timezone.now())

    def for_lists(self) -> Self:
        """Without the columns that no list shows."""
        return self.defer("source", "html", "toc", "password")


class PostManager(models.Manager.from_queryset(PostQuerySet)):  # type: ignore[misc]
    """Only entries of one kind."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> PostQuerySet:
        return super().get_queryset().filter(kind=self.kind)


@lru_cache(maxsize=5_000)
def _address_of_post(day: datetime.date, slug: str) -> str:
    """A page asks a dozen times for its own alone."""
    return reverse("blog:post", args=[day.year, day.month, day.day, slug])


class Post(MarkedText):
    """A post or (``kind``) a page.

    Facts and predicates only; ``blog.publishing`` changes status, addresses and terms, and
    ``blog.derived`` keeps the columns that are worked out from others.
    """

    ANCHOR = "p"
    DERIVED = (*MarkedText.DERIVED, "title", "toc", "excerpt_html", "has_more", "word_count")

    kind = models.CharField(max_length=4, choices=Kind, default=Kind.POST, editable=False)
    title = models.CharField(_("title"), max_length=500, blank=True)
    slug = models.CharField(_("slug"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    modified_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("publication time"), null=True, blank=True)
    # The day in the address, in the site's zone when it was set: another zone must not change addresses.
    published_on = models.DateField(null=True, editable=False)
    listed_at = models.GeneratedField(
        expression=Case(When(Q(status=Status.PUBLISHED, password=""), then=F("published_at")), default=None),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    excerpt = models.TextField(
        _("excerpt"), blank=True, help_text=_("Empty: what stands before the “more” mark, or the beginning.")
    )
    excerpt_html = models.TextField(editable=False, blank=True)
    has_more = models.BooleanField(editable=False, default=False)
    toc = models.JSONField(editable=False, default=list, blank=True)
    word_count = models.PositiveIntegerField(editable=False, default=0)
    language = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        help_text=_("For example “ar” or “ja”; empty for the site's own."),
    )

    authors = models.ManyToManyField("blog.Author", through="blog.Byline", related_name="posts", blank=True)
    categories = models.ManyToManyField(
        "blog.Category", through="blog.CategorizedPost", related_name="posts", blank=True
    )
    tags = TaggableManager(through=TaggedPost, blank=True, verbose_name=_("tags"))
    featured_image = models.ForeignKey(
        "blog.Media",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("featured image"),
    )
    sticky_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    password = models.CharField(_("password"), max_length=128, blank=True, editable=False)

    comment_switch = models.CharField(
        _("comments"), max_length=10, choices=CommentSwitch, default=CommentSwitch.DEFAULT
    )
    comment_count = models.PositiveIntegerField(editable=False, default=0)
    last_comment_at = models.DateTimeField(null=True, editable=False)

    seo_title = models.CharField(_("title for search engines"), max_length=200, blank=True)
    seo_description = models.CharField(_("description for search engines"), max_length=400, blank=True)
    canonical_url = WebAddressField(_("canonical address"), max_length=500, blank=True)

    # Pages only.
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent page"),
    )
    path = models.CharField(max_length=1000, null=True, unique=True, editable=False)
    menu_order = models.IntegerField(_("order"), default=0)
    in_menu = models.BooleanField(_("show in the site menu"), default=False)

    # Under which day the archive counts it (blog.derived), and where it came from.
    counted_on = models.DateField(null=True, editable=False)
    import_ref = models.CharField(max_length=200, null=True, unique=True, editable=False)

    entries = models.Manager.from_queryset(PostQuerySet)()
    objects: ClassVar[PostManager] = PostManager(Kind.POST)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [
            ("publish_post", "Can publish posts"),
            ("change_others_post", "Can change posts of others"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "published_on", "slug"], name="post_address"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="post_kind"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="post_status"),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.PUBLISHED, Status.PRIVATE]) | Q(published_at__isnull=False),
                name="post_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.POST, status__in=[Status.PUBLISHED, Status.PRIVATE])
                | (Q(published_on__isnull=False) & ~Q(slug="")),
                name="post_published_has_address",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.POST, path__isnull=True) | Q(kind=Kind.PAGE), name="post_has_no_path"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-listed_at", "-id"], name="post_list"),
            models.Index(fields=["kind", "-published_on", "-listed_at", "-id"], name="post_archive"),
            models.Index(fields=["kind", "-created_at", "-id"], name="post_desk"),
            models.Index(fields=["kind", "-published_on", "-id"], name="post_desk_day"),
            models.Index(fields=["kind", "path"], name="post_path"),
            models.Index(fields=["kind", "status", "-created_at", "-id"], name="post_desk_status"),
            models.Index(fields=["sticky_until"], name="post_sticky"),
            models.Index(fields=["slug"], name="post_slug"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("(no title)"))

    def get_absolute_url(self) -> str:
        """The permalink. A draft has none yet; its preview stands in."""
        if self.kind == Kind.PAGE and self.path:
            return reverse("blog:page", args=[self.path.rstrip("/")])
        if self.published_on is None:
            return reverse("blog:preview", args=[self.pk])
        return _address_of_post(self.published_on, self.slug)

    @property
    def is_live(self) -> bool:
        """The same question as :meth:`PostQuerySet.live`, of one row in hand."""
        return (
            self.status == Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    @property
    def is_public(self) -> bool:
        """The same question as :meth:`PostQuerySet.public`, of one row in hand."""
        return self.is_live and not self.password

    @property
    def minutes(self) -> int:
        """How long reading takes; 0 for what is read in half a minute, where nobody wants to know."""
        return round(self.word_count / WORDS_PER_MINUTE)

    @property
    def has_standfirst(self) -> bool:
        """Whether the excerpt also stands above the text. Those of another system were written for lists."""
        return bool(self.excerpt.strip()) and self.import_ref is None

    @property
    def changed_at(self) -> datetime.datetime:
        """When what readers see last changed; not before they could see it."""
        return max(self.modified_at, self.published_at or self.modified_at)

    @property
    def is_scheduled(self) -> bool:
        return self.status == Status.PUBLISHED and not self.is_live

    def set_password(self, raw: str) -> None:
        """Protect the post with ``raw``, or open it with an empty text."""
        self.password = make_password(raw) if raw else ""

    def check_password(self, raw: str) -> bool:
        return bool(self.password) and check_password(raw, self.password)

    def render(self) -> Rendered:
        self.title = nfc(" ".join(self.title.split()))
        self.excerpt = nfc(self.excerpt)
        rendered = super().render()
        self.toc = rendered.toc
        self.word_count = rendered.word_count
        self.excerpt_html = (
            linebreaks(plain_text(self.excerpt), autoescape=True)
            if self.excerpt.strip()
            else rendered.excerpt_html
        )
        self.has_more = bool(self.excerpt.strip()) or rendered.has_more
        return rendered

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None and {"title", "excerpt"} & set(update_fields):
            update_fields = {*update_fields, "source"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Page(Post):
    """A page (About, Comment policy): a post outside the stream, at an address that may be nested."""

    objects: ClassVar[PostManager] = PostManager(Kind.PAGE)

    class Meta:
        proxy = True
        ordering = ["menu_order", "title"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._state.adding:
            self.kind = Kind.PAGE


class UpdateNote(MarkedText):
    """“UPDATE, 17:02: …”: a dated, signed addition to a post that has been read already."""

    ANCHOR = "u"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="update_notes")
    noted_at = models.DateTimeField(_("time"), default=timezone.now)
    author = models.ForeignKey(
        "blog.Author",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )

    class Meta:
        ordering = ["noted_at", "pk"]
        verbose_name = _("update")
        verbose_name_plural = _("updates")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.noted_at:%Y-%m-%d %H:%M}"
