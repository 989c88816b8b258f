"""Answering a comment from its row of the queue, as oneself; one that waits is approved with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _

from blog.admin.requests import user_of
from comments.admin.row_forms import ReplyForm, reply_form
from comments.admin.row_pages import RowPages
from comments.deciding import OvertakenError, decide
from comments.models import Comment, CommentStatus, ModerationLog
from comments.moderation import approve
from comments.submission import Outcome, State, Submission, examine, submit


class Answering(RowPages):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.reply_view)
        return [path("<int:pk>/reply/", view, name="comments_comment_reply"), *super().get_urls()]

    def reply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, or post what was written through the door through which every comment comes."""
        comment = self.comment_for_form(request, pk)
        back = request.GET.get("back", "")
        form = reply_form(comment, request.POST if request.method == "POST" else None, back)
        if form.is_bound and form.is_valid() and self._answer(request, form):
            return self.led_back(form)
        title = _("Reply to %(name)s") % {"name": comment.shown_name}
        return self.form_page(request, comment, form, "admin/comments/comment/reply.html", title=title)

    def _answer(self, request: HttpRequest, form: ReplyForm) -> bool:
        """Approve, then post; say why not beside the text, which is kept."""
        comment, text = form.comment, form.cleaned_data["text"]
        # Before anything is approved: a reply that can't be posted anyway shouldn't leave half of it done.
        reasons = _refusals(examine(_submission(request, comment, text, parent=None)))
        if reasons:
            form.add_error("text", reasons)
            return False
        try:
            approved = _approve(request, form.as_looked_at)
        except (OvertakenError, Comment.DoesNotExist) as overtaken:
            form.add_error("text", _why_not(overtaken))
            return False
        outcome = submit(_submission(request, comment, text, parent=comment))
        if outcome.comment is None:
            form.add_error("text", _refusals(outcome))
        self._tell(request, comment, outcome, approved)
        return outcome.comment is not None

    def _tell(
        self, request: HttpRequest, comment: Comment, outcome: Outcome, approved: ModerationLog | None
    ) -> None:
        done = [_("The comment by %(name)s is approved.") % {"name": comment.shown_name}] if approved else []
        if outcome.comment is None:
            if approved:
                self.message_user(request, done[0], messages.WARNING)
            return
        if outcome.state is State.PUBLISHED:
            done.append(_("Your reply stands there as #%(number)s.") % {"number": outcome.comment.number})
        else:
            done.append(_("Your reply waits for a moderator."))
        link = format_html(
            '{} <a href="{}">{}</a>', " ".join(done), outcome.comment.get_absolute_url(), _("Read it there")
        )
        self.message_user(request, link, messages.SUCCESS)


def _submission(request: HttpRequest, comment: Comment, text: str, parent: Comment | None) -> Submission:
    return Submission(
        post=comment.post,
        parent=parent,
        text=text,
        user=user_of(request),
        ip=request.META.get("REMOTE_ADDR"),
        user_agent=request.headers.get("User-Agent", ""),
    )


def _refusals(outcome: Outcome) -> list[str]:
    return outcome.reasons if outcome.state is State.REFUSED else []


def _approve(request: HttpRequest, comment: Comment) -> ModerationLog | None:
    """Let the public see it, if it waits; raises where it has become something else since it was read."""
    stored = Comment.objects.only("post", "status", "version").get(pk=comment.pk)
    if stored.status == CommentStatus.APPROVED:
        return None
    if stored.status != CommentStatus.PENDING:
        raise OvertakenError(stored, None)
    return decide(verb=approve, comment=comment, by=user_of(request))


def _why_not(overtaken: OvertakenError | Comment.DoesNotExist) -> str:
    if isinstance(overtaken, OvertakenError) and overtaken.comment.status == CommentStatus.PENDING:
        return _(
            "The comment has been changed since you read it. Please read it again, then send your reply."
        )
    return _("The comment isn’t public any more, so it can’t be answered. Your text is kept here.")
