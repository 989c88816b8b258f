"""Mails to moderators about comments that wait: one to each of them for all that came since the last.

A notice is written in the transaction that holds the comment, and deleted when the mails are out. A round of
mails first takes the notices that are due and says when the next may: so no lock is held while a mail server
talks, two processes never send the same, and a round that fails, or dies, is made up for after a while. Who
had been told by then isn't told again.
"""

import datetime
import logging
import smtplib
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.absolute import absolute_url
from blog.letters import MAIL_ERRORS, in_one_line, letter
from blog.models import SiteSettings, User
from blog.site import as_site
from comments import decision_links
from comments.known_posts import title_of_post, with_posts_known_to
from comments.models import Action, Comment, CommentQuerySet, CommentStatus, DiscussionSettings, HeldNotice

logger = logging.getLogger(__name__)

# Comments of which a mail tells all; of the others, how many they are.
TOLD_WHOLE = 20
# Characters of one comment, more than nearly all of them have.
LONGEST = 10_000
# Of names and titles in a subject, which is read in a narrow column.
IN_SUBJECT = 60
# Longer than a round takes, and then doubled up to the longest.
FIRST_WAIT = datetime.timedelta(minutes=5)
LONGEST_WAIT = datetime.timedelta(hours=4)
# Then the links of a mail would be over as well; the comment waits in the queue all the same.
LIFE = decision_links.LIFE
MAY_DECIDE = "comments.change_comment"
# This mail or its address is not wanted, or none at all; those of others may be.
_ABOUT_ONE_MAIL = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)


def note(comment: Comment) -> None:
    """Let moderators be told that ``comment`` is held; called in the transaction that holds it."""
    HeldNotice.objects.bulk_create([HeldNotice(comment=comment)], ignore_conflicts=True)


def tell() -> int:
    """Send the mails that are due, if the settings want any; return how many went out."""
    if not HeldNotice.objects.filter(due_at__lte=timezone.now()).exists():
        return 0
    if not DiscussionSettings.current().mail_moderators:
        HeldNotice.objects.all().delete()
        return 0
    claim = _take()
    site = SiteSettings.current()
    with as_site(site):
        sent, is_complete = _send(claim, site)
    if is_complete:
        HeldNotice.objects.filter(claim=claim).delete()
    return sent


def forget() -> int:
    """Delete the notices about which nobody could be told for too long; return how many."""
    deleted, _each = HeldNotice.objects.filter(created_at__lt=timezone.now() - LIFE).delete()
    return deleted


@transaction.atomic
def _take() -> uuid.UUID:
    """Mark what is due as taken by this round, and say when it is due again; a short transaction."""
    claim, now = uuid.uuid4(), timezone.now()
    due = HeldNotice.objects.filter(due_at__lte=now)
    free = due.select_for_update(skip_locked=True).values("pk")
    HeldNotice.objects.filter(pk__in=free).update(claim=claim)
    taken = HeldNotice.objects.filter(claim=claim)
    tries = taken.aggregate(tries=Max("tries"))["tries"] or 0
    wait = min(FIRST_WAIT * 2 ** min(tries, 10), LONGEST_WAIT)
    taken.update(due_at=now + wait, tries=tries + 1)
    return claim


# --- Sending


def _send(claim: uuid.UUID, site: SiteSettings) -> tuple[int, bool]:
    """Mail one moderator after the other; return how many, and whether nobody has to be told once more."""
    sent = refused = 0
    for user in _moderators():
        message = _message(claim, user, site)
        if message is None:
            continue
        try:
            message.send()
        except _ABOUT_ONE_MAIL as error:
            _log(error, to=user)
            refused += 1
            continue
        except MAIL_ERRORS as error:
            _log(error, to=user)
            return sent, False
        sent += 1
        HeldNotice.objects.filter(claim=claim, told_up_to__lt=user.pk).update(told_up_to=user.pk)
    return sent, bool(sent) or not refused


def _log(error: Exception, *, to: User) -> None:
    said = in_one_line(str(error))
    logger.error("No mail about held comments could be sent to %s: %s", to.get_username(), said)


def _moderators() -> list[User]:
    """Everybody with an address who decides about comments, in the order in which they are told."""
    may_decide = User.objects.with_perm(MAY_DECIDE, backend="django.contrib.auth.backends.ModelBackend")
    return list(may_decide.exclude(email="").order_by("pk"))


# --- A mail


@dataclass(frozen=True)
class Held:
    """One comment as a mail tells of it."""

    name: str
    title: str
    at: datetime.datetime
    text: str
    reasons: list[str]
    approve: str
    spam: str
    trash: str
    desk: str

    @property
    def quoted(self) -> str:
        """The text with a mark before each line, so that nothing in it passes for words of ours."""
        return "\n".join(f"> {line}".rstrip() for line in self.text.splitlines())


def _message(claim: uuid.UUID, user: User, site: SiteSettings) -> EmailMultiAlternatives | None:
    """The mail to ``user``, or None where there is nothing to tell them."""
    waiting = _waiting(claim, user)
    count = waiting.count()
    if not count:
        return None
    shown = with_posts_known_to(user, waiting).prefetch_related("rule_signals").order_by("created_at", "pk")
    held = [_held(comment, user) for comment in shown[:TOLD_WHOLE]]
    context = {
        "subject_line": _subject(held, count, site),
        "user": user,
        "held": held,
        "count": count,
        "more": count - len(held),
        "queue": absolute_url(reverse("admin:comments_comment_changelist")),
    }
    return letter(
        "comments/email/held.txt",
        html="comments/email/held.html",
        to=user.email,
        context=context,
        headers=_headers(claim, user),
    )


def _waiting(claim: uuid.UUID, user: User) -> CommentQuerySet:
    """What ``user`` is to be told of: still undecided, not their own, not told before."""
    noticed = HeldNotice.objects.filter(claim=claim, told_up_to__lt=user.pk).values("comment")
    waiting = Comment.objects.filter(pk__in=noticed, status=CommentStatus.PENDING)
    return waiting.alias(email=Lower("author_email")).exclude(user=user).exclude(email=user.email.lower())


def _held(comment: Comment, user: User) -> Held:
    links = {
        wish: absolute_url(decision_links.address(comment=comment, wish=wish, user=user))
        for wish in decision_links.WISHES
    }
    return Held(
        name=in_one_line(comment.shown_name),
        title=in_one_line(title_of_post(comment)),
        at=comment.created_at,
        text=Truncator(comment.source).chars(LONGEST),
        reasons=reasons_of(comment),
        desk=absolute_url(reverse("admin:comments_comment_change", args=[comment.pk])),
        **links,
    )


def reasons_of(comment: Comment) -> list[str]:
    """Why it is held, as its author was told."""
    return [signal.reason for signal in comment.rule_signals.all() if signal.action == Action.HOLD]


def _subject(held: list[Held], count: int, site: SiteSettings) -> str:
    """Say who waits where; or how many, where it is more than one."""
    words = {
        "site": in_one_line(site.title),
        "name": Truncator(held[0].name).chars(IN_SUBJECT),
        "title": Truncator(held[0].title).chars(IN_SUBJECT),
        "count": count,
    }
    one = _("A comment waits at %(site)s: %(name)s on “%(title)s”")
    many = ngettext("%(count)d comment waits at %(site)s", "%(count)d comments wait at %(site)s", count)
    return (one if count == 1 else many) % words


def _headers(claim: uuid.UUID, user: User) -> dict[str, str]:
    """What mail programs and their rules go by. No machine shall answer, out of office or otherwise."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    number = salted_hmac("comments.notices", f"{claim}:{user.pk}").hexdigest()[:32]
    return {
        "Message-ID": f"<held.{number}@{host}>",
        "List-Id": f"<moderation.{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
