"""Comments: what was said, by whom, under which number."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.markup import MARKUP_VERSION, Rendered, render
from blog.models import Format, Post
from blog.models.fields import WebAddressField
from blog.slugs import nfc
from comments.mentions import link, mentioned


class CommentStatus(models.TextChoices):
    PENDING = "pending", _("waiting")
    APPROVED = "approved", _("approved")
    SPAM = "spam", _("spam")
    TRASH = "trash", _("in the trash")


PUT_AWAY = (CommentStatus.SPAM, CommentStatus.TRASH)


def shown_name(name: str) -> str:
    """What is read where somebody's name stands: also of those who gave none."""
    return name or gettext("Anonymous")


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> Self:
        """The only place that knows which comments the public sees, given a post it may see."""
        return self.filter(status=CommentStatus.APPROVED)

    def numbered(self) -> Self:
        """Those which have been public once: the visible ones, and those that leave a tombstone."""
        return self.filter(number__isnull=False)


class Comment(models.Model):
    """One comment.

    ``number`` counts 1, 2, 3 … within the post and is given when the comment is first public, under
    the post's row lock; it is kept for ever. A root also gets a ``thread_number``, a reply its
    ``thread_position`` below its root (1, 2, 3 …), so every page of every thread is found by
    arithmetic and never shifts. ``parent`` and ``root`` are SET_NULL, and only a verb removes a row.
    """

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="comments", db_index=False, verbose_name=_("post")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in reply to"),
    )
    root = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    depth = models.PositiveIntegerField(default=0, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=CommentStatus, default=CommentStatus.PENDING
    )
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    thread_number = models.PositiveIntegerField(null=True, editable=False)
    thread_position = models.PositiveIntegerField(null=True, editable=False)

    author_name = models.CharField(_("name"), max_length=245, blank=True)
    author_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    author_url = WebAddressField(_("website"), max_length=300, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    commenter = models.ForeignKey(
        "comments.Commenter",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="comments",
        editable=False,
    )
    # The name as rules compare it (blog.slugs.key_of), and the text's fingerprint for the duplicate rule.
    name_key = models.CharField(max_length=245, blank=True, editable=False)
    text_hash = models.CharField(max_length=64, blank=True, editable=False)

    source = models.TextField(_("text"))
    format = models.CharField(max_length=10, choices=Format, default=Format.MARKDOWN, editable=False)
    html = models.TextField(blank=True, editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    # When its author, or a moderator, changed it after the quiet minutes; readers see "edited".
    edited_at = models.DateTimeField(null=True, editable=False)
    # When it got its status, for the days that spam and trash are kept. Only set for these two.
    put_away_at = models.DateTimeField(null=True, editable=False)
    # When its own author deleted it; its tombstone says so.
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    # Since when nobody can answer it, or anything below it.
    closed_at = models.DateTimeField(null=True, editable=False)
    # What the spam filter has learnt from it: "spam", "ham", or NULL for nothing yet.
    learnt_as = models.CharField(max_length=4, null=True, editable=False)
    ip = models.GenericIPAddressField(_("IP address"), null=True, editable=False)
    # The /24 or /64 of ``ip`` (comments.cleaning.network_of); erased together with it.
    network = models.CharField(max_length=50, null=True, editable=False)
    user_agent = models.CharField(max_length=300, blank=True, editable=False)
    import_ref = models.CharField(max_length=200, null=True, unique=True, editable=False)

    objects = models.Manager.from_queryset(CommentQuerySet)()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="comment_number"),
            models.UniqueConstraint(fields=["post", "thread_number"], name="comment_thread_number"),
            models.UniqueConstraint(fields=["root", "thread_position"], name="comment_thread_position"),
            models.CheckConstraint(condition=Q(status__in=CommentStatus.values), name="comment_status"),
            models.CheckConstraint(
                condition=~Q(status=CommentStatus.APPROVED) | Q(number__isnull=False),
                name="comment_public_has_number",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gt=0), name="comment_number_from_one"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True)
                | Q(thread_number__isnull=False)
                | Q(thread_position__isnull=False),
                name="comment_has_place",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-created_at", "-id"], name="comment_queue"),
            models.Index(fields=["-created_at", "-id"], name="comment_newest"),
            models.Index(fields=["post", "-created_at", "-id"], name="comment_of_post"),
            models.Index(Lower("author_email"), "status", name="comment_email"),
            models.Index(
                Lower("author_email"), F("created_at").desc(), F("id").desc(), name="comment_email_newest"
            ),
            # Of these there are few, as most comments have an address and no account.
            models.Index(
                fields=["user", "-created_at", "-id"],
                name="comment_user_newest",
                condition=Q(user__isnull=False),
            ),
            models.Index(
                fields=["name_key", "-created_at", "-id"],
                name="comment_name_newest",
                condition=Q(user__isnull=True, author_email=""),
            ),
            models.Index(fields=["ip", "-created_at"], name="comment_ip"),
            models.Index(fields=["post", "text_hash"], name="comment_duplicate"),
            models.Index(
                fields=["network", "-created_at"],
                name="comment_network",
                condition=Q(network__isnull=False),
            ),
            models.Index(
                fields=["put_away_at"], name="comment_put_away", condition=Q(put_away_at__isnull=False)
            ),
            models.Index(fields=["root"], name="comment_closed", condition=Q(closed_at__isnull=False)),
            models.Index(
                fields=["created_at"],
                name="comment_traceable",
                condition=Q(ip__isnull=False) | Q(network__isnull=False) | Q(user_agent__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}" if self.number else str(_("unnumbered comment"))

    def get_absolute_url(self) -> str:
        return reverse("comments:permalink", args=[self.pk])

    @property
    def shown_name(self) -> str:
        return shown_name(self.author_name)

    @property
    def is_visible(self) -> bool:
        return self.status == CommentStatus.APPROVED

    @property
    def is_put_away(self) -> bool:
        """Whether it lies among the spam or in the trash, where it is kept for some days only."""
        return self.status in PUT_AWAY

    def render(self) -> Rendered:
        """Make ``html`` from the source again, without saving it."""
        self.source = nfc(self.source)
        rendered = render(self.source, format=self.format, profile="reader")
        self.html = link(rendered.html, self._pks_of(mentioned(rendered.html)))
        self.markup_version = MARKUP_VERSION
        return rendered

    def _pks_of(self, numbers: set[int]) -> dict[int, int]:
        """Find the comments of those numbers below the same post; asks nothing where there are none."""
        if not numbers or self.post_id is None:
            return {}
        known = Comment.objects.numbered().filter(post=self.post_id, number__in=numbers)
        return {number: pk for number, pk in known.values_list("number", "pk") if number is not None}
