"""The people whose names stand over the posts; a login is not needed to be one."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .fields import WebAddressField
from .marked import MarkedText


class Author(MarkedText):
    """A profile; its ``source`` is the text for "about the author"."""

    ANCHOR = "a"

    name = models.CharField(_("name"), max_length=150)
    slug = models.CharField(_("slug"), max_length=200, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
        help_text=_("Leave empty for a guest author or one who came with an import."),
    )
    picture = models.ForeignKey(
        "blog.Media",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    post_count = models.PositiveIntegerField(editable=False, default=0)
    import_ref = models.CharField(max_length=200, null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["-post_count", "slug"], name="author_by_posts"),
            models.Index(fields=["name", "id"], name="author_by_name"),
        ]
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("blog:author", args=[self.slug])


class AuthorLink(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=80)
    url = WebAddressField(_("address"), max_length=500)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label
