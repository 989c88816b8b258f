"""Why a comment was held, what it said before, and who decided what about it. Rows are only ever added."""

from typing import Any, Never

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import Format, Post

from .comment import Comment, CommentStatus


class Action(models.TextChoices):
    """What a rule asks for; the first that is not ``PASS`` decides."""

    PASS = "pass", _("let through")
    HOLD = "hold", _("hold for a moderator")
    SPAM = "spam", _("mark as spam")
    REFUSE = "refuse", _("refuse")


class RuleSignal(models.Model):
    """What one rule said about one comment, decisive or not."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="rule_signals")
    rule = models.CharField(_("rule"), max_length=40)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    weight = models.FloatField(default=0)
    reason = models.TextField(_("reason"))
    matched = models.CharField(_("matched text"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("rule result")
        verbose_name_plural = _("rule results")

    def __str__(self) -> str:
        return f"{self.rule}: {self.action}"


class LogIsKeptError(Exception):
    """Somebody tried to change or delete a row of the moderation log."""

    def __init__(self) -> None:
        super().__init__("Rows of the moderation log are only ever added.")


class ModerationLog(models.Model):
    """A decision. ``by`` is NULL where a rule, an import or the comment's author decided (see ``reason``).

    Append-only: a row is never changed, and only lets go of a comment, post or account that is deleted.
    """

    # NULL once the comment has been deleted for good, or where the decision was about something else.
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="moderation_log")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    # Which comment, where that is gone one day; who or what else it was about: a ban's name, a rule's word.
    subject = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=20)
    before = models.CharField(max_length=10, choices=CommentStatus, blank=True)
    after = models.CharField(max_length=10, choices=CommentStatus, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="moderationlog_newest")]
        verbose_name = _("moderation log entry")
        verbose_name_plural = _("moderation log")

    def __str__(self) -> str:
        return f"{self.verb} {self.before} → {self.after}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LogIsKeptError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise LogIsKeptError


class CommentRevision(models.Model):
    """What a comment said before somebody changed it. ``by`` is NULL where a guest changed their own."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    source = models.TextField()
    format = models.CharField(max_length=10, choices=Format)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("earlier wording")
        verbose_name_plural = _("earlier wordings")

    def __str__(self) -> str:
        return self.source[:60]


class PersonNote(models.Model):
    """What moderators tell each other about somebody who comments; ``person`` is a key of comments.people."""

    person = models.CharField(max_length=300, db_index=True)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return self.text[:60]


class HeldNotice(models.Model):
    """A held comment of which the moderators have not been told by mail yet."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Which round of mails has taken it, and when another may: if that one fails, or dies.
    claim = models.UUIDField(null=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # Moderators are told in the order of their keys; those up to here have been.
    told_up_to = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("notice of a held comment")
        verbose_name_plural = _("notices of held comments")

    def __str__(self) -> str:
        return str(self.comment_id)
