"""What moderators tell the rules: who is banned, which words are held, and what spam looks like."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .moderation import Action


class BanKind(models.TextChoices):
    ACCOUNT = "account", _("account")
    NAME = "name", _("name")
    EMAIL = "email", _("e-mail address")
    DOMAIN = "domain", _("domain of e-mail addresses and websites")
    NETWORK = "network", _("IP address or network")


class Ban(models.Model):
    """Who may not comment. ``value`` is kept as it is compared (comments.bans); ``until`` NULL: for good."""

    kind = models.CharField(_("what is banned"), max_length=10, choices=BanKind)
    value = models.CharField(_("value"), max_length=300)
    until = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: for good."))
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="ban_unique"),
            models.CheckConstraint(condition=Q(kind__in=BanKind.values), name="ban_kind"),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="ban_newest")]

    def __str__(self) -> str:
        return self.value


class WordKind(models.TextChoices):
    WORD = "word", _("whole words")
    PREFIX = "prefix", _("words that begin like this")
    REGEX = "regex", _("regular expression")


class WordRule(models.Model):
    """Words which, in a comment, its name, e-mail address or website, make ``action`` happen."""

    pattern = models.CharField(_("words"), max_length=300)
    kind = models.CharField(_("read as"), max_length=10, choices=WordKind, default=WordKind.WORD)
    action = models.CharField(
        _("then"),
        max_length=10,
        choices=[choice for choice in Action.choices if choice[0] != Action.PASS],
        default=Action.HOLD,
    )
    note = models.CharField(_("note for moderators"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["pattern", "pk"]
        verbose_name = _("blocked or held words")
        verbose_name_plural = _("blocked and held words")
        constraints = [
            models.UniqueConstraint(fields=["kind", "pattern"], name="wordrule_unique"),
            models.CheckConstraint(condition=Q(kind__in=WordKind.values), name="wordrule_kind"),
        ]
        indexes = [models.Index(fields=["pattern", "id"], name="wordrule_sorted")]

    def __str__(self) -> str:
        return self.pattern


class SpamToken(models.Model):
    """In how many spam and how many good comments a token was seen. The token "" counts the comments."""

    token = models.CharField(max_length=80, primary_key=True)
    spam = models.PositiveIntegerField(default=0)
    ham = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("token of the spam filter")
        verbose_name_plural = _("tokens of the spam filter")

    def __str__(self) -> str:
        return self.token
