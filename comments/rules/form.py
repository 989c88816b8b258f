"""Is the form filled in? Each field has a rule of its own, so that all that is missing is said at once."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.cleaning import has_content
from comments.models import Action
from comments.policies import MAX_EMAIL, MAX_NAME, MAX_URL

from .context import Context, Signal

_validate_url = URLValidator(schemes=["http", "https"])


def name(context: Context) -> Signal | None:
    given = context.comment.author_name
    if len(given) > MAX_NAME:
        return _refuse("name", _("This name is too long. Please shorten it to %d characters.") % MAX_NAME)
    if context.settings.require_name and not has_content(given):
        return _refuse("name", _("Please write the name under which you want to comment."))
    return None


def email(context: Context) -> Signal | None:
    given = context.comment.author_email
    if not given:
        if context.settings.require_email and context.comment.user_id is None:
            return _refuse("email", _("Please write your e-mail address. It is not shown to anybody."))
        return None
    try:
        if len(given) > MAX_EMAIL:
            raise ValidationError("")
        validate_email(given)
    except ValidationError:
        return _refuse("email", _("Please check the e-mail address: it should look like name@example.org."))
    return None


def website(context: Context) -> Signal | None:
    given = context.comment.author_url
    if not given:
        return None
    try:
        if len(given) > MAX_URL:
            raise ValidationError("")
        _validate_url(given)
    except ValidationError:
        reason = _("Please check the website: it should look like https://example.org, or stay empty.")
        return _refuse("website", reason)
    return None


def text(context: Context) -> Signal | None:
    """Empty, or longer than the settings allow."""
    source, longest = context.comment.source, context.settings.max_length
    if not has_content(source):
        return _refuse("text", _("There is no text yet. Please write your comment, then send it."))
    if len(source) > longest:
        reason = ngettext(
            "This comment is too long. Please shorten it to %(longest)d character, or send it in parts.",
            "This comment is too long. Please shorten it to %(longest)d characters, or send it in parts.",
            longest,
        )
        return _refuse("text", reason % {"longest": longest})
    return None


def _refuse(rule: str, reason: str) -> Signal:
    return Signal(rule, Action.REFUSE, reason)
