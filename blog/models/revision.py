"""What a post said before: who changed it, and when."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """A snapshot of what its writers typed, taken after a save. Rows are only ever added, or, within a
    few minutes of one person's work, replaced by their newer text (see ``blog.revisions``).
    """

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="revisions", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)
    data = models.JSONField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["post", "-created_at", "-id"], name="revision_of_post")]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
