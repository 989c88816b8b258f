"""What is being typed, as it will stand: the preview beside the editor."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from blog.markup import render
from blog.models import Format, Post

# Characters; a long post has 50,000. What is longer would keep a worker busy at every pause of its writer.
LONGEST = 100_000


@require_POST
def preview_text(request: HttpRequest) -> JsonResponse:
    """Answer with the HTML of ``source`` and how long it is, for those who write; nothing is stored."""
    if not (request.user.has_perm("blog.change_post") or request.user.has_perm("blog.change_page")):
        raise PermissionDenied
    source, chosen = request.POST.get("source", ""), request.POST.get("format", "")
    if len(source) > LONGEST:
        return JsonResponse({"problem": _("This text is too long to be shown while you write.")}, status=413)
    markup = chosen if chosen in Format else Format.MARKDOWN
    rendered = render(source, format=markup, profile="author", anchor="draft")
    return JsonResponse({"html": rendered.html, "length": length_of(Post(word_count=rendered.word_count))})


def length_of(post: Post) -> str:
    """Say how long a post is, in words and in minutes."""
    words = ngettext("%(number)s word", "%(number)s words", post.word_count) % {
        "number": number_format(post.word_count, use_l10n=True, force_grouping=True)
    }
    minutes = post.minutes
    if not minutes:
        return words
    duration = ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    return _("%(words)s, %(duration)s") % {"words": words, "duration": duration}
