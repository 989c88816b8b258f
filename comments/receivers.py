"""What comments do when the app below says that it is time, see ``blog.background``."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import ngettext_lazy

from blog.signals import hourly, minutely
from comments import housekeeping, notices


@receiver(minutely, dispatch_uid="comments.tell_moderators")
def tell_moderators(**kwargs: Any) -> str:
    words = ngettext_lazy("%d mail about held comments sent.", "%d mails about held comments sent.")
    return _said(words, notices.tell())


@receiver(hourly, dispatch_uid="comments.forget_notices")
def forget_notices(**kwargs: Any) -> str:
    words = ngettext_lazy("%d notice dropped, too old to mail.", "%d notices dropped, too old to mail.")
    return _said(words, notices.forget())


@receiver(hourly, dispatch_uid="comments.erase_traces")
def erase_traces(**kwargs: Any) -> str:
    words = ngettext_lazy("IP address of %d comment erased.", "IP addresses of %d comments erased.")
    return _said(words, housekeeping.erase_traces())


@receiver(hourly, dispatch_uid="comments.empty_trash")
def empty_trash(**kwargs: Any) -> str:
    words = ngettext_lazy("%d comment deleted for good.", "%d comments deleted for good.")
    return _said(words, housekeeping.empty_trash())


def _said(words: Any, count: int) -> str:
    """What was done, for whoever runs the blog; nothing where nothing was."""
    return str(words % count) if count else ""
