"""The door: every comment from outside comes in through :func:`submit`.

What is typed is cleaned and rendered first; then, under the post's row lock, the facts are read, the rules
asked, and the comment is stored, numbered and counted in one transaction. So numbers have no gaps, a text
that arrives twice is stored once, and whatever was acknowledged is there.
"""

import enum
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Post, User
from blog.slugs import key_of
from comments import cleaning, derived, notices, rules, search
from comments.inserting import insert
from comments.models import Action, Comment, CommentStatus, DiscussionSettings, RuleSignal
from comments.moderation import locked_post, number_comment
from comments.policies import MAX_EMAIL, MAX_NAME, MAX_URL, MAX_USER_AGENT
from comments.rules import Earlier, Signal
from comments.turns import take_turn


class State(enum.StrEnum):
    """What became of a comment, as its author is told. What a rule takes for spam is held."""

    PUBLISHED = "published"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What arrives: the form's fields as they were typed, and who sent them from where.

    ``user`` is the account that is signed in; its name and e-mail are used and not those of the form.
    ``honeypot`` is the field that people don't see, ``form_age`` the seconds since the form was made
    (None where unknown), ``ip`` the client's address as the trusted proxies name it.
    """

    post: Post
    parent: Comment | None = None
    text: str
    name: str = ""
    email: str = ""
    url: str = ""
    user: User | None = None
    ip: str | None = None
    user_agent: str = ""
    honeypot: str = ""
    form_age: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a submission. ``comment`` is None where it was refused; ``is_repeat`` means that it
    had arrived before, and that this is the outcome of the first time.
    """

    state: State
    comment: Comment | None
    signals: tuple[Signal, ...] = ()
    is_repeat: bool = False

    @property
    def reasons(self) -> list[str]:
        """Why, and what happens next, in sentences for the author; empty where it was published."""
        decisive = rules.decisive(self.signals)
        if decisive is None:
            return []
        return [signal.reason for signal in self.signals if signal.action == decisive.action]


@dataclass(frozen=True)
class Entry:
    """A submission, cleaned and rendered: an unsaved comment, and what is known of it besides."""

    comment: Comment
    links: tuple[str, ...]
    honeypot: str
    form_age: float | None
    person: rules.Person


def submit(submission: Submission, settings: DiscussionSettings | None = None) -> Outcome:
    """Store a comment, unless a rule refuses it: published, or held for a moderator.

    The same text from the same person at the same place within minutes leads to the first one. ``settings``
    are those of the site, where they have been read already.
    """
    settings = settings or DiscussionSettings.current()
    entry = _prepare(submission, settings)
    with transaction.atomic():
        take_turn(entry.comment)
        post = locked_post(submission.post.pk)
        if post is None:
            return gone()
        context = context_of(entry, post, settings)
        first = context.facts.first_of(entry.comment)
        if first is not None:
            return _outcome_of_first(first)
        return _store(context, rules.judge(context))


def examine(submission: Submission) -> Outcome:
    """Say what :func:`submit` would do, with the same rendering and the same rules, and store nothing.

    The comment of the outcome is rendered and not saved, also where it would be refused.
    """
    settings = DiscussionSettings.current()
    entry = _prepare(submission, settings)
    signals = rules.judge(context_of(entry, submission.post, settings))
    return Outcome(state_of(status_of(signals)), entry.comment, signals)


def _prepare(submission: Submission, settings: DiscussionSettings) -> Entry:
    """Clean and render what arrived; reads only what can't change under the post's lock."""
    user = submission.user
    name, email = (display_name(user), user.email) if user else (submission.name, submission.email)
    comment = Comment(
        post=submission.post,
        parent=submission.parent,
        user=user,
        author_name=cleaning.clean_line(name, longest=MAX_NAME),
        author_email=cleaning.clean_line(email, longest=MAX_EMAIL),
        author_url=cleaning.web_address(cleaning.clean_line(submission.url, longest=MAX_URL)),
        ip=cleaning.address_of(submission.ip),
        user_agent=cleaning.clean_line(submission.user_agent, longest=MAX_USER_AGENT)[:MAX_USER_AGENT],
    )
    comment.network = cleaning.network_of(comment.ip) or None
    comment.name_key = key_of(comment.author_name)[:MAX_NAME]
    links = set_text(comment, submission.text, settings)
    return Entry(
        comment=comment,
        links=links,
        honeypot=cleaning.clean_line(submission.honeypot, longest=MAX_NAME),
        form_age=submission.form_age,
        person=rules.about_person(comment=comment, user=user),
    )


def set_text(comment: Comment, text: str, settings: DiscussionSettings) -> tuple[str, ...]:
    """Let ``comment`` say ``text``, cleaned and rendered, without saving it; return where its links lead."""
    comment.source = cleaning.clean_text(text, longest=settings.max_length)
    comment.text_hash = cleaning.text_hash(comment.source)
    # A text that will be refused for its length is not worth rendering.
    return tuple(comment.render().links) if len(comment.source) <= settings.max_length else ()


def display_name(user: User) -> str:
    """The name under which ``user`` comments: that of their author's profile, else their own."""
    author = getattr(user, "author", None)
    return author.name if author else user.public_name


def context_of(entry: Entry, post: Post, settings: DiscussionSettings) -> rules.Context:
    """Read the facts and put together what the rules look at."""
    facts = rules.gather(
        comment=entry.comment, post=post, person=entry.person, settings=settings, now=timezone.now()
    )
    return rules.Context(
        comment=entry.comment,
        post=post,
        settings=settings,
        facts=facts,
        links=entry.links,
        own_hosts=own_hosts(),
        honeypot=entry.honeypot,
        form_age=entry.form_age,
    )


def own_hosts() -> tuple[str, ...]:
    """The host names of this site, links to which nobody has to fear."""
    site = urlsplit(django_settings.SITE_URL).hostname
    return tuple(host.lower() for host in (site, *django_settings.ALLOWED_HOSTS) if host and host != "*")


def _store(context: rules.Context, signals: tuple[Signal, ...]) -> Outcome:
    """Insert the comment as the rules say, with their results; under the post's lock."""
    status = status_of(signals)
    if status is None:
        return Outcome(State.REFUSED, None, signals)
    comment, parent = context.comment, context.facts.parent
    comment.status = status
    comment.created_at = context.facts.now
    comment.put_away_at = comment.created_at if comment.is_put_away else None
    if parent is not None:
        comment.root_id = parent.root_id or parent.pk
        comment.depth = parent.depth + 1
    if comment.is_visible:
        number_comment(comment)
    insert(comment)
    store_signals(comment, signals)
    search.add(comment)
    if comment.is_visible:
        derived.refresh(post=context.post, comment=comment, delta=1)
    if status == CommentStatus.PENDING and context.settings.mail_moderators:
        notices.note(comment)
    return Outcome(state_of(status), comment, signals)


def store_signals(comment: Comment, signals: tuple[Signal, ...]) -> None:
    for signal in signals:
        insert(_row(comment, signal))


def _row(comment: Comment, signal: Signal) -> RuleSignal:
    return RuleSignal(
        comment=comment,
        rule=signal.rule,
        action=signal.action,
        weight=signal.weight,
        reason=signal.reason,
        matched=signal.matched,
    )


def status_of(signals: tuple[Signal, ...]) -> CommentStatus | None:
    """The status with which a comment is stored; None: not at all."""
    decisive = rules.decisive(signals)
    if decisive is None:
        return CommentStatus.APPROVED
    return {Action.HOLD: CommentStatus.PENDING, Action.SPAM: CommentStatus.SPAM}.get(decisive.action)


def state_of(status: str | None) -> State:
    if status is None:
        return State.REFUSED
    return State.PUBLISHED if status == CommentStatus.APPROVED else State.HELD


def _outcome_of_first(first: Earlier) -> Outcome:
    """What became of a comment that arrives again, as its author was told the first time."""
    comment = Comment.objects.select_related("post").get(pk=first.pk)
    signals = tuple(
        Signal(row.rule, Action(row.action), row.reason, row.matched, row.weight)
        for row in comment.rule_signals.all()
    )
    return Outcome(state_of(comment.status), comment, signals, is_repeat=True)


def gone() -> Outcome:
    reason = _("This post has been removed, so nobody can comment on it any more.")
    return Outcome(State.REFUSED, None, (Signal("closed", Action.REFUSE, reason),))
