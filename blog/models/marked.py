"""Text written in markup: the source is kept for ever, the HTML is made once, when it is saved."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.markup import MARKUP_VERSION, Rendered, render
from blog.slugs import nfc

from .media import picture_attributes


class Format(models.TextChoices):
    MARKDOWN = "markdown", _("Markdown")
    HTML = "html", _("HTML")


class MarkedText(models.Model):
    """``source`` in a ``format``, and the ``html`` made from it.

    Ids in the HTML carry the row's own prefix, so two texts on one page cannot collide; a new row is
    therefore written twice, as its number is known only after the first time.
    """

    ANCHOR: ClassVar[str]
    DERIVED: ClassVar[tuple[str, ...]] = ("source", "html", "markup_version")

    source = models.TextField(_("text"), blank=True)
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.MARKDOWN)
    html = models.TextField(editable=False, blank=True)
    markup_version = models.PositiveSmallIntegerField(editable=False, default=0)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None and "source" not in update_fields and "format" not in update_fields:
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        if self._state.adding and self.pk is None:
            super().save(*args, update_fields=update_fields, **kwargs)
            args, kwargs, update_fields = (), {"using": kwargs.get("using")}, self.DERIVED
        self.render()
        if update_fields is not None:
            update_fields = {*update_fields, *self.DERIVED}
        super().save(*args, update_fields=update_fields, **kwargs)

    def render(self) -> Rendered:
        """Make the derived fields from the source again, without saving them."""
        self.source = nfc(self.source)
        rendered = render(
            self.source,
            format=self.format,
            profile="author",
            anchor=f"{self.ANCHOR}{self.pk}",
            find_pictures=picture_attributes,
        )
        self.html = rendered.html
        self.markup_version = MARKUP_VERSION
        return rendered
