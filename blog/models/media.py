"""Uploaded files; ``blog.media`` checks and re-encodes them before a row is made."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Media(models.Model):
    file = models.FileField(_("file"), upload_to="%Y/%m", max_length=300)
    media_type = models.CharField(max_length=100, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
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

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="media_newest")]
        verbose_name = _("media file")
        verbose_name_plural = _("media files")

    def __str__(self) -> str:
        return (self.file.name or "").rpartition("/")[2]
