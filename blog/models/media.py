"""Uploaded files; ``blog.media`` checks and re-encodes them before a row is made."""

from collections.abc import Collection
from itertools import islice
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The column of text is as wide as this, and on a telephone as wide as the screen.
TEXT_SIZES = "(min-width: 42rem) 40rem, 100vw"
# A page from elsewhere, pasted whole, may hold thousands; the rest are shown without their measures.
MOST_LOOKED_UP = 500


class MediaQuerySet(models.QuerySet["Media"]):
    def at(self, addresses: Collection[str]) -> dict[str, "Media"]:
        """The pictures that stand at these addresses of this site, by address; one query, or none."""
        found = ((address, _name_at(address)) for address in addresses)
        names = dict(islice(((address, name) for address, name in found if name), MOST_LOOKED_UP))
        rows = self.filter(file__in=set(names.values()), width__isnull=False).order_by() if names else []
        by_name = {str(row.file.name): row for row in rows}
        return {address: by_name[name] for address, name in names.items() if name in by_name}


def _name_at(address: str) -> str:
    """The stored name of the file at ``address``; empty where that is no file of ours."""
    path = address.removeprefix(settings.SITE_URL)
    if not path.startswith(settings.MEDIA_URL):
        return ""
    try:
        return unquote(urlsplit(path.removeprefix(settings.MEDIA_URL)).path)
    except ValueError:  # "//[": no address at all
        return ""


class Media(models.Model):
    # How wide the smaller copies of a picture are: a telephone, a column of text, the same on a fine screen.
    WIDTHS: ClassVar[tuple[int, ...]] = (480, 960, 1600)

    file = models.FileField(_("file"), upload_to="%Y/%m", max_length=300)
    media_type = models.CharField(max_length=100, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    # The widths of the copies that have been made (blog.media.renditions).
    renditions = models.JSONField(default=list, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What somebody who cannot see the picture should know."),
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    import_ref = models.CharField(max_length=200, null=True, unique=True, editable=False)

    objects = models.Manager.from_queryset(MediaQuerySet)()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="media_newest"),
            models.Index(fields=["file"], name="media_file"),
        ]
        verbose_name = _("media file")
        verbose_name_plural = _("media files")

    def __str__(self) -> str:
        return (self.file.name or "").rpartition("/")[2]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    def rendition_name(self, width: int) -> str:
        """The stored name of the copy of that width. No other file has it: no upload's has two dots."""
        return f"{self.file.name}.{width}.webp"

    def image_attributes(self, sizes: str) -> dict[str, str]:
        """What an ``img`` says of the picture, which it shows in ``sizes``: nothing jumps when it comes, and
        nobody loads more of it than there is room for.
        """
        known = {"width": str(self.width), "height": str(self.height)} if self.width else {}
        return known | ({"srcset": self.srcset, "sizes": sizes} if self.renditions else {})

    @property
    def srcset(self) -> str:
        """The copies and, if it is no wider than they may be, the picture itself, each with its width."""
        sources = [(self.file.storage.url(self.rendition_name(width)), width) for width in self.renditions]
        if self.width and self.width <= self.WIDTHS[-1]:
            sources.append((self.file.url, self.width))
        return ", ".join(f"{url} {width}w" for url, width in sources)


def picture_attributes(addresses: Collection[str]) -> dict[str, dict[str, str]]:
    """What texts are told (``blog.markup``) of the pictures they show at these addresses."""
    pictures = Media.objects.at(addresses)
    return {address: picture.image_attributes(TEXT_SIZES) for address, picture in pictures.items()}
