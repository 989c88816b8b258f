"""What the buttons of the queue do: decide about one comment or about many, and take that back.

Every button says which comments it means and as what they were looked at; see ``comments.deciding``.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.admin.lists import LongList
from blog.admin.requests import user_of
from comments.admin.decisions import Decision, named
from comments.admin.overtaken import told_to
from comments.bans import lift
from comments.deciding import MOST_AT_ONCE, OvertakenError, decide, decide_all, undo_all
from comments.models import Ban, Comment, CommentStatus, ModerationLog

_SEEN = re.compile(r"([1-9]\d{0,17}):([1-9]\d{0,8})", re.ASCII)
_RANGE = re.compile(r"([1-9]\d{0,17})(?:-(\d{1,4}))?", re.ASCII)
_BAN = re.compile(r"b([1-9]\d{0,17})", re.ASCII)
MOST_TICKED = 200


class Pressing(LongList):
    """The half of the comments' admin that is pressed, for its list."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        ways = {"decide": self._decide, "bulk": self._decide_many, "undo": self._undo}
        for name, way in ways.items():
            if request.method == "POST" and name in request.POST:
                if not self.has_change_permission(request):
                    raise PermissionDenied
                where = way(request, request.POST[name]) or ""
                return redirect(f"{request.get_full_path()}{where}")
        return super().changelist_view(request, extra_context)

    # --- One

    def _decide(self, request: HttpRequest, pressed: str) -> None:
        """Do what the button of one row says."""
        name, _colon, seen = pressed.partition(":")
        decision, versions = named(name), seen_of([seen])
        if decision is None or not versions:
            raise PermissionDenied
        for comment in as_seen(versions):
            self._decide_one(request, decision, comment)
            return
        self.message_user(request, _gone(), messages.WARNING)

    def _decide_one(self, request: HttpRequest, decision: Decision, comment: Comment) -> None:
        done = str(decision.done) % {"name": comment.shown_name}
        try:
            entry = decide(verb=decision.verb, comment=comment, by=user_of(request))
        except Comment.DoesNotExist:
            self.message_user(request, _gone(), messages.WARNING)
        except OvertakenError as overtaken:
            if _is_same_press(request, decision, comment, overtaken):
                self.tell(request, done, [overtaken.last], comment)
            else:
                self.tell_overtaken(request, overtaken)
        else:
            self.tell(request, done if entry else _("Nothing had to be changed."), [entry], comment)

    def tell_overtaken(self, request: HttpRequest, overtaken: OvertakenError) -> None:
        told = told_to(user_of(request), overtaken.last)
        message = format_html("{} {} {}", told, _("Nothing was changed now."), _link_to(overtaken.comment))
        self.message_user(request, message, messages.WARNING)

    def tell(
        self,
        request: HttpRequest,
        done: str,
        entries: Iterable[ModerationLog | None],
        comment: Comment | None = None,
        ban: Ban | None = None,
    ) -> None:
        """Say what was done, with the way to the comment and the button that takes it back."""
        link = _link_to(comment) if comment else ""
        keys = [entry.pk for entry in entries if entry is not None]
        button = _undo_button(ranges_of(keys), ban) if keys or ban else ""
        self.message_user(request, format_html("{} {} {}", done, link, button), messages.SUCCESS)

    # --- Many

    def _decide_many(self, request: HttpRequest, name: str) -> None:
        """Decide about those that are ticked or, if that is ticked, about all that the list has found."""
        decision = named(name)
        ticked = request.POST.getlist("tick")
        versions = seen_of(ticked)
        if decision is None or len(versions) != len(set(ticked)) or len(ticked) > MOST_TICKED:
            raise PermissionDenied
        comments, are_more, withdrawn = as_seen(versions), False, 0
        if "matching" in request.POST:
            comments, are_more, withdrawn = self._matching(request, versions, decision)
        if not comments and not withdrawn:
            self.message_user(request, _("Please tick the comments first."), messages.WARNING)
            return
        decided = decide_all(verb=decision.verb, comments=comments, by=user_of(request))
        done = [decision.done_to_many % len(decided.entries)] if decided.entries else []
        done += _left_alone(decided.left_alone) + _left_out(withdrawn)
        if are_more:
            done.append(_("There are more: press the button again for the next ones."))
        self.tell(request, " ".join(done), decided.entries)

    def _matching(
        self, request: HttpRequest, versions: Mapping[int, int], decision: Decision
    ) -> tuple[list[Comment], bool, int]:
        """The comments of the list, on this page and beyond it, that were there when the page was made;
        whether there are more; and how many are left out, since their own authors have deleted them.
        """
        until = _time(request.POST.get("until", ""))
        if until is None:
            raise PermissionDenied
        try:
            found = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return [], False, 0
        found = found.prefetch_related(None).filter(created_at__lte=until)
        withdrawn = 0
        if decision.brings_back:
            # Those that are ticked have been looked at.
            taken_back = found.filter(status=CommentStatus.TRASH, withdrawn_at__isnull=False)
            withdrawn = taken_back.exclude(pk__in=versions).count()
            found = found.filter(withdrawn_at=None)
        keys = list(found.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        return as_seen(versions, also=keys[:MOST_AT_ONCE]), len(keys) > MOST_AT_ONCE, withdrawn

    # --- Back

    def _undo(self, request: HttpRequest, pressed: str) -> str:
        """Take back what one press has decided; return the place of the comment, if it was one."""
        decided, _space, ban = pressed.partition(" ")
        keys = keys_of(decided)
        if keys is None or (ban and not _BAN.fullmatch(ban)):
            raise PermissionDenied
        user = user_of(request)
        own = ModerationLog.objects.filter(pk__in=keys, by=user).exclude(before="").select_related("comment")
        entries = list(own.defer("comment__source", "comment__html"))
        undone = undo_all(entries=entries, by=user)
        done = [_undone(len(undone.entries))] if undone.entries else []
        done += self._lifted(request, ban) if ban else []
        if len(entries) == 1 and not undone.entries:
            done.append(self._why_not(request, entries[0]))
        else:
            done += _left_alone(undone.left_alone)
        self.message_user(request, " ".join(done) or _gone(), messages.SUCCESS)
        return f"#c{entries[0].comment_id}" if len(entries) == 1 else ""

    def _lifted(self, request: HttpRequest, ban: str) -> list[str]:
        stored = Ban.objects.filter(pk=ban[1:], by=user_of(request)).first()
        if stored is None:
            return []
        lift(ban=stored, by=user_of(request))
        return [_("The ban is lifted.")]

    def _why_not(self, request: HttpRequest, entry: ModerationLog) -> str:
        newer = ModerationLog.objects.filter(comment=entry.comment_id, pk__gt=entry.pk).exclude(after="")
        last = newer.select_related("by").order_by("-pk").first() if entry.comment_id else None
        return told_to(user_of(request), last) if last else _gone()


def seen_of(pairs: Iterable[str]) -> dict[int, int]:
    """Read ``17:3``, the third version of comment 17, and leave out what is nothing of the kind."""
    found = (_SEEN.fullmatch(pair) for pair in pairs)
    return {int(match[1]): int(match[2]) for match in found if match}


def as_seen(versions: Mapping[int, int], also: Iterable[int] = ()) -> list[Comment]:
    """Return the comments as whoever decides has seen them; ``also`` those of which only the key is known."""
    comments = list(
        Comment.objects.filter(pk__in={*versions, *also}).only("post", "created_at", "version", "author_name")
    )
    for comment in comments:
        comment.version = versions.get(comment.pk, comment.version)
    return comments


def ranges_of(keys: Iterable[int]) -> str:
    """Write keys, most of which follow each other, in little room: "17-3,40" is 17, 18, 19, 20 and 40."""
    runs: list[list[int]] = []
    for key in sorted(keys):
        if runs and key == runs[-1][0] + runs[-1][1] + 1:
            runs[-1][1] += 1
        else:
            runs.append([key, 0])
    return ",".join(f"{first}-{more}" if more else str(first) for first, more in runs)


def keys_of(ranges: str) -> list[int] | None:
    """Undo :func:`ranges_of`; None for what is no such list, or more than one press decides."""
    keys: list[int] = []
    for part in ranges.split(",") if ranges else []:
        match = _RANGE.fullmatch(part)
        if match is None or len(keys) > MOST_AT_ONCE:
            return None
        first = int(match[1])
        keys += range(first, first + int(match[2] or 0) + 1)
    return keys if len(keys) <= MOST_AT_ONCE else None


def _is_same_press(
    request: HttpRequest, decision: Decision, comment: Comment, overtaken: OvertakenError
) -> bool:
    """Whether it was pressed twice: a second click, a reload, a retry."""
    last = overtaken.last
    return (
        last is not None
        and last.by == user_of(request)
        and last.verb == decision.name.removeprefix("_")
        and overtaken.comment.version == comment.version + 1
    )


def _undo_button(ranges: str, ban: Ban | None) -> SafeString:
    """A button of the form that stands in the list, to which every press leads back."""
    return format_html(
        '<button type="submit" class="as-link" form="undo" name="undo" value="{}" data-key="u">'
        "{} <kbd hidden>u</kbd></button>",
        f"{ranges} b{ban.pk}" if ban else ranges,
        _("Undo"),
    )


def _link_to(comment: Comment) -> SafeString:
    address = reverse("admin:comments_comment_change", args=[comment.pk])
    return format_html('<a href="{}">{}</a>', address, _("Look at it again"))


def _left_alone(number: int) -> list[str]:
    if not number:
        return []
    return [
        ngettext(
            "%d was left alone: it has been changed since this page was made.",
            "%d were left alone: they have been changed since this page was made.",
            number,
        )
        % number
    ]


def _left_out(number: int) -> list[str]:
    if not number:
        return []
    return [
        ngettext(
            "%d was left out: its own author has deleted it. Tick it to decide about it all the same.",
            "%d were left out: their own authors have deleted them. Tick those that are meant all the same.",
            number,
        )
        % number
    ]


def _undone(number: int) -> str:
    told = ngettext(
        "Taken back: the comment is what it was before.",
        "Taken back: %d comments are what they were before.",
        number,
    )
    return told % number if number > 1 else told


def _gone() -> str:
    return _("That comment has been deleted for good meanwhile, so there is nothing left to decide.")


def _time(text: str) -> datetime.datetime | None:
    try:
        found = parse_datetime(text)
        return found.astimezone(datetime.UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):  # the end of time, seen from another zone
        return None
