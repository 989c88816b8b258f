"""The buttons below a post: which verb each stands for, who is offered it, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blog import publishing, roles
from blog.models import Post, Status, User

Verb = Callable[..., Post]
OUT = (Status.PUBLISHED, Status.PRIVATE)
DRAFT_LIKE = (Status.DRAFT, Status.REVIEW)


@dataclass(frozen=True)
class Button:
    """``name`` is that of the submit button; ``done`` tells what has happened to ``%(post)s``."""

    name: str
    label: str | Promise
    verb: Verb
    done: str | Promise
    when: tuple[Status, ...]
    is_publishing: bool = False
    only_scheduled: bool = False
    style: str = ""

    def fits(self, post: Post | None) -> bool:
        status = Status.DRAFT if post is None else Status(post.status)
        if post is None and self.verb is publishing.trash:
            return False
        return status in self.when and (not self.only_scheduled or (post is not None and post.is_scheduled))


def _publish_at_its_time(*, post: Post, by: User | None, **kwargs: Any) -> Post:
    """Publish when the form says: now, if it doesn't say, or said a time that is over."""
    return publishing.publish(post=post, by=by, at=post.published_at, **kwargs)


def _publish_now(*, post: Post, by: User | None, **kwargs: Any) -> Post:
    return publishing.publish(post=post, by=by, at=timezone.now(), **kwargs)


def _schedule(*, post: Post, by: User | None, **kwargs: Any) -> Post:
    assert post.published_at is not None  # noqa: S101  the form has seen to it
    return publishing.schedule(post=post, by=by, at=post.published_at, **kwargs)


_SAVED = _("“%(post)s” has been saved.")
SCHEDULE = Button(
    "_schedule", _("Schedule"), _schedule, _("“%(post)s” is scheduled for %(time)s."), DRAFT_LIKE, True
)
TRASH = Button(
    "_trash",
    _("Move to trash"),
    publishing.trash,
    _("“%(post)s” is in the trash."),
    (*DRAFT_LIKE, *OUT),
    style="deletelink",
)
# In the order in which they stand. The Enter key presses the first that fits, so that one never publishes.
BUTTONS = (
    Button("_save", _("Save"), publishing.save_post, _SAVED, (*OUT, Status.TRASH), style="default"),
    Button("_draft", _("Save draft"), publishing.unpublish, _SAVED, (Status.DRAFT,), style="default"),
    Button("_review", _("Save"), publishing.submit_for_review, _SAVED, (Status.REVIEW,), style="default"),
    Button(
        "_review",
        _("Submit for review"),
        publishing.submit_for_review,
        _("“%(post)s” waits for an editor's review."),
        (Status.DRAFT,),
    ),
    Button(
        "_publish",
        _("Publish"),
        _publish_at_its_time,
        _("“%(post)s” is published."),
        (*DRAFT_LIKE, Status.PRIVATE),
        True,
    ),
    Button(
        "_publish_now",
        _("Publish now"),
        _publish_now,
        _("“%(post)s” is published."),
        (Status.PUBLISHED,),
        True,
        only_scheduled=True,
    ),
    SCHEDULE,
    Button(
        "_private",
        _("Publish for staff only"),
        publishing.make_private,
        _("“%(post)s” can be read by staff only."),
        (*DRAFT_LIKE, Status.PUBLISHED),
        True,
    ),
    Button(
        "_unpublish",
        _("Back to draft"),
        publishing.unpublish,
        _("“%(post)s” is a draft."),
        (Status.REVIEW, *OUT, Status.TRASH),
    ),
    TRASH,
)


def offered(user: User, post: Post | None) -> list[Button]:
    """The buttons ``user`` has below ``post`` (None: a new one)."""
    may_publish = user.has_perm("blog.publish_post") if post is None else roles.may_publish(user, post)
    return [button for button in BUTTONS if button.fits(post) and (may_publish or not button.is_publishing)]


def pressed(names: Any, user: User, post: Post | None) -> Button | None:
    """The button among ``names`` (of the POST), the plainest one by default.

    None: it is one that this person is not offered, so somebody is trying what no button does.
    """
    choice = offered(user, post)
    asked = [name for name in dict.fromkeys(button.name for button in BUTTONS) if name in names]
    if asked:
        return next((button for button in choice if button.name == asked[0]), None)
    return choice[0] if choice else None
