"""Counters of attempts, in the database because several workers must agree on them."""

from django.db import models
from django.utils import timezone


class Throttle(models.Model):
    """How often something was tried (``key`` is a digest, see ``blog.throttle``), and until when it waits."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key
