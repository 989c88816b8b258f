"""Addresses that were once published and keep answering."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """``path`` (from the root, without query) leads to ``target``; an empty target says "gone for good"."""

    path = models.CharField(_("old address"), max_length=1000, unique=True)
    target = models.CharField(
        _("leads to"),
        max_length=1000,
        blank=True,
        db_index=True,
        help_text=_("Empty: the page is gone for good (410)."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["path"]
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")

    def __str__(self) -> str:
        return f"{self.path} → {self.target or '410'}"
