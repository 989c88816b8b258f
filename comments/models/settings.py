"""The discussion settings, one row for the site."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from blog.models.site import Singleton


class DiscussionSettings(Singleton):
    comments_open = models.BooleanField(
        _("comments are open"), default=True, help_text=_("A post can say otherwise for itself.")
    )
    site_closed_message = models.CharField(
        _("message while comments are closed everywhere"), max_length=300, blank=True
    )
    require_name = models.BooleanField(_("a name is required"), default=True)
    require_email = models.BooleanField(_("an e-mail address is required"), default=True)
    staff_only = models.BooleanField(_("only signed-in staff may comment"), default=False)
    hold_all = models.BooleanField(_("hold every comment for a moderator"), default=False)
    hold_first = models.BooleanField(_("hold a person's first comment"), default=True)
    max_links = models.PositiveSmallIntegerField(
        _("hold comments with this many links"),
        default=3,
        help_text=_("0: never. Links to this site do not count."),
    )
    close_after_days = models.PositiveIntegerField(
        _("close comments this many days after publication"), default=0, help_text=_("0: never.")
    )
    close_after_quiet_days = models.PositiveIntegerField(
        _("close comments this many days after the last one"), default=0, help_text=_("0: never.")
    )
    quiet_minutes = models.PositiveSmallIntegerField(
        _("minutes in which one's own comment is changed without a mark"), default=5
    )
    edit_minutes = models.PositiveSmallIntegerField(
        _("minutes in which one's own comment can be changed or deleted at all"),
        default=60,
        help_text=_("After the first few minutes it is marked as edited. 0: never."),
    )
    newest_first = models.BooleanField(
        _("newest comments first"), default=False, help_text=_("Replies always stand in order.")
    )
    flat_first = models.BooleanField(
        _("show comments one after another, not by thread"),
        default=False,
        help_text=_("Readers can choose for themselves."),
    )
    all_on_one_page = models.BooleanField(
        _("show all comments of a post on one page"), default=False, help_text=_("Up to 2,000.")
    )
    protect_names = models.BooleanField(
        _("hold names that look like those of this blog's staff"), default=True
    )
    spam_filter = models.BooleanField(_("let the spam filter learn from decisions, and use it"), default=True)
    mail_moderators = models.BooleanField(_("mail moderators when a comment waits"), default=True)
    keep_trash_days = models.PositiveSmallIntegerField(
        _("days for which spam and trash are kept"), default=30, help_text=_("0: for ever.")
    )
    max_length = models.PositiveIntegerField(
        _("longest comment, in characters"),
        default=10_000,
        validators=[MinValueValidator(100), MaxValueValidator(50_000)],
    )
    flood_seconds = models.PositiveSmallIntegerField(
        _("seconds between two comments of one person"), default=15
    )
    keep_ip_days = models.PositiveIntegerField(
        _("erase IP addresses and browsers' names after this many days"),
        default=90,
        help_text=_("0: never."),
    )

    class Meta:
        verbose_name = _("discussion settings")
        verbose_name_plural = _("discussion settings")

    def __str__(self) -> str:
        return capfirst(str(self._meta.verbose_name))
