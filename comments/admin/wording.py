"""How a comment is called at the desk."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from comments.models import Comment

EXCERPT = 90  # characters


def excerpt_of(comment: Comment) -> str:
    """How a comment begins, in one line; with its own words, where it has any beside those it quotes."""
    lines = comment.source.splitlines()
    own = " ".join(line for line in lines if not line.lstrip().startswith(">")).split()
    return Truncator(" ".join(own or comment.source.split())).chars(EXCERPT) or _("(no text)")
