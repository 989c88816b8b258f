"""The discussion below a post."""

from typing import Any

from django import template
from django.template.context import RequestContext

from blog.context import staff_of
from blog.models import Post
from blog.pagecache import depends_on
from comments import cards, metadata, origin
from comments.discussion import read, refusal_for
from comments.forms import CommentForm
from comments.models import DiscussionSettings
from comments.newest import newest
from comments.places import Place, View
from comments.policies import comments_close_at
from comments.submission import display_name

register = template.Library()


@register.inclusion_tag("comments/_discussion.html", takes_context=True)
def comment_thread(context: RequestContext, post: Post) -> dict[str, Any]:
    """Show a page of the comments on ``post`` (``discussion`` of the context, else the first) and the form.

    The same for every reader; staff who are signed in get a form of their own on a page that isn't kept.
    """
    depends_on(f"thread:{post.pk}", f"post:{post.pk}", "site")
    request = context["request"]
    viewer = staff_of(request)
    settings = DiscussionSettings.current()
    discussion = context.get("discussion") or read(Place(post))
    refusal = refusal_for(viewer, post, settings)
    return {
        "request": request,
        "post": post,
        "discussion": discussion,
        "thread_html": cards.render_discussion(discussion, can_be_answered=refusal is None),
        "metadata_script": metadata.script_of(discussion),
        "threaded": Place(post),
        "flat": Place(post, View.FLAT),
        "is_flat": discussion.place.view is View.FLAT,
        "refusal": refusal,
        "closes_at": comments_close_at(post, settings),
        "form": CommentForm(settings=settings),
        "viewer": viewer,
        "viewer_name": display_name(viewer) if viewer else "",
        "token": origin.make_token(post, viewer) if viewer else "",
    }


@register.inclusion_tag("comments/_newest.html")
def newest_comments() -> dict[str, Any]:
    """Show the last things said, for the first page of the blog."""
    return {"comments": newest()}
