"""Categories, a small tree, and tags, of which there may be thousands."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from blog.slugs import key_of, nfc, slug_of

from .marked import MarkedText


class Category(MarkedText):
    """A place in the tree of categories; ``source`` describes it to readers.

    ``path`` holds the slugs from the root down, each followed by ``/``: a subtree is one prefix.
    Only the verbs of ``blog.taxonomy`` move and rename, since the paths below change with it.
    """

    ANCHOR = "k"

    name = models.CharField(_("name"), max_length=200)
    slug = models.CharField(_("slug"), max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    path = models.CharField(max_length=1000, unique=True, editable=False)
    post_count = models.PositiveIntegerField(editable=False, default=0)
    import_ref = models.CharField(max_length=200, null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["path"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        ancestor = self.parent
        while ancestor is not None:
            if self.pk is not None and ancestor.pk == self.pk:
                raise ValidationError({"parent": _("A category cannot stand below itself.")})
            ancestor = ancestor.parent

    @property
    def depth(self) -> int:
        return self.path.count("/") - 1

    def path_below(self, parent: "Category | None") -> str:
        return f"{parent.path if parent else ''}{self.slug}/"

    def get_absolute_url(self) -> str:
        return reverse("blog:category", args=[self.path.rstrip("/")])


class Tag(TagBase):
    """A tag; ``key`` decides whether two spellings are one tag, in every alphabet."""

    key = models.CharField(max_length=100, unique=True, editable=False)
    post_count = models.PositiveIntegerField(editable=False, default=0)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = nfc(" ".join(self.name.split()))  # type: ignore[has-type]  # taggit has no types
        self.key = key_of(self.name)
        super().save(*args, **kwargs)

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = slug_of(tag, fallback="tag")[:90]
        return slug if i is None else f"{slug}-{i}"

    def get_absolute_url(self) -> str:
        return reverse("blog:tag", args=[self.slug])


class ListedRow(models.Model):
    """A post's row in one list. ``listed_at`` is copied from the post by ``blog.derived``, and only there,
    so that each page of the list is one short walk along an index. NULL: not shown to the public.
    """

    listed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class ListMonth(models.Model):
    """How many rows of a term's list ("tag:17", the key of its pages) are of a month ("2007-02", in UTC): the
    way to a page far from both ends. Of a term that is gone all are 0.
    """

    pk = models.CompositePrimaryKey("key", "month")
    key = models.CharField(max_length=60)
    month = models.CharField(max_length=7)
    # May be negative: databases look at a row that is to be inserted before they see that there is one.
    post_count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.key} in {self.month}"


class CategorizedPost(ListedRow):
    """A post under a category: filed there (``direct``), or filed somewhere below it."""

    post = models.ForeignKey(
        "blog.Post", on_delete=models.CASCADE, related_name="category_rows", db_index=False
    )
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="post_rows", db_index=False)
    direct = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "category"], name="categorizedpost_once")]
        indexes = [
            models.Index(fields=["category", "-listed_at", "-post"], name="categorizedpost_list"),
            models.Index(fields=["category", "-post"], name="categorizedpost_desk"),
        ]


class TaggedPost(ItemBase, ListedRow):
    content_object = models.ForeignKey(
        "blog.Post", on_delete=models.CASCADE, related_name="tag_rows", db_index=False
    )
    objects: ClassVar[models.Manager["TaggedPost"]] = models.Manager()
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="post_rows", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="taggedpost_once")]
        indexes = [models.Index(fields=["tag", "-listed_at", "-content_object"], name="taggedpost_list")]


class Byline(ListedRow):
    """A post's author, in the order in which the names are printed."""

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="bylines", db_index=False)
    author = models.ForeignKey(
        "blog.Author", on_delete=models.PROTECT, related_name="post_rows", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["post", "author"], name="byline_once")]
        indexes = [
            models.Index(fields=["author", "-listed_at", "-post"], name="byline_list"),
            models.Index(fields=["author", "-post"], name="byline_desk"),
        ]
