"""What is set once for the whole site, and two small tables that lists and caches are kept with."""

from collections.abc import Callable
from functools import cache
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.pagecache import kept_while
from blog.statements import Statement

from .fields import WebAddressField

S = TypeVar("S", bound="Singleton")


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write one such as Europe/Paris or America/New_York."),
            params={"name": name},
        )


def validate_contact(value: str) -> None:
    """Take what security.txt may name: an e-mail address, with "mailto:" or without, or an https page."""
    validate = URLValidator(schemes=["https"]) if value.startswith("https:") else validate_email
    try:
        validate(value.removeprefix("mailto:"))
    except ValidationError as error:
        raise ValidationError(
            _("Write an e-mail address such as security@example.org, or a page that begins with https://.")
        ) from error


class Singleton(models.Model):
    """A table of one row, number 1; until somebody saves it, its defaults count."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        if self._state.adding and type(self)._default_manager.filter(pk=1).exists():
            self._state.adding = False
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> Self:
        """The row, or the defaults: never writes, so it can be asked inside a read snapshot.

        There it is everybody's, and nobody may change it.
        """
        return _reader_of(cls)()

    @classmethod
    def rows(cls) -> models.QuerySet[Self]:
        """How its row is read."""
        return cls._default_manager.filter(pk=1)


@cache
def _reader_of(table: type[S]) -> Callable[[], S]:
    """Nearly every request begins with it."""
    row: Statement[S] = Statement(table.rows)
    return kept_while("site")(lambda: row.first() or table())


class SiteSettings(Singleton):
    title = models.CharField(_("title"), max_length=200, default="Parley")
    tagline = models.CharField(_("tagline"), max_length=300, blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences for search engines and feeds.")
    )
    language_code = models.CharField(_("language"), max_length=20, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    posts_per_page = models.PositiveSmallIntegerField(
        _("posts per page"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    feed_items = models.PositiveSmallIntegerField(
        _("posts in a feed"), default=20, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    feed_full_text = models.BooleanField(
        _("full text in feeds"),
        default=True,
        help_text=_("Off: feeds hold the excerpts, and readers come here for the rest."),
    )
    websub_hub = WebAddressField(
        _("WebSub hub"),
        max_length=500,
        blank=True,
        help_text=_(
            "The address of a hub that tells feed readers at once what is new. The feeds name it, so "
            "readers can ask it; the hub reads the feed itself, and nothing is sent to it from here."
        ),
    )
    preview_image = models.ForeignKey(
        "blog.Media",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"media_type__startswith": "image/"},
        verbose_name=_("picture for link previews"),
        help_text=_(
            "Shown where somebody shares a page that has no picture of its own; 1200 × 630 fits everywhere. "
            "Empty: a card with the mark of Parley."
        ),
    )
    security_contact = models.CharField(
        _("contact for security reports"),
        max_length=300,
        blank=True,
        validators=[validate_contact],
        help_text=_(
            "Where somebody who finds a hole can tell you: an e-mail address, or a page that begins with "
            "https://. Everybody can read it, at /.well-known/security.txt. Empty: that page isn't there."
        ),
    )
    discourage_robots = models.BooleanField(_("ask search engines to stay away"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.security_contact and not self.security_contact.startswith(("mailto:", "https:")):
            self.security_contact = f"mailto:{self.security_contact}"

    @classmethod
    def rows(cls) -> models.QuerySet[Self]:
        """With the picture of link previews, in the one query."""
        return super().rows().select_related("preview_image")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Level(models.IntegerChoices):
    ALL = 0
    YEAR = 1
    MONTH = 2
    DAY = 3


class ArchivePeriod(models.Model):
    """How many posts a year ("2007"), month ("2007-02") or day holds; the period "" holds them all.

    Counted with their day as soon as they are scheduled; readers of the number take off what is not due.
    """

    period = models.CharField(max_length=10, primary_key=True)
    level = models.PositiveSmallIntegerField(choices=Level)
    post_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["level", "period"], name="archiveperiod_level")]

    def __str__(self) -> str:
        return self.period or "all"


class Stamp(models.Model):
    """The state of one thing that pages depend on (see ``blog.pagecache``): another token, another state."""

    key = models.CharField(max_length=60, primary_key=True)
    token = models.CharField(max_length=22)

    def __str__(self) -> str:
        return self.key
