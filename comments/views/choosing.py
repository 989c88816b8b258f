"""How somebody wants to read discussions, remembered when they ask for it."""

from django.conf import settings as django_settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog.views.reading import keep_private
from comments.models import DiscussionSettings
from comments.places import COOKIE, COOKIE_AGE, Way, default_way

from .writing import UNREADABLE, fields_of


# Exempt: the form stands on pages that are the same for everyone, and all it changes is an order of comments.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def remember(request: HttpRequest) -> HttpResponse:
    """Remember the way of reading that was sent, and lead back; what is no way changes nothing."""
    try:
        sent = fields_of(request)
    except (RequestDataTooBig, *UNREADABLE):
        sent = QueryDict()
    response = HttpResponseRedirect(_own_path(sent.get("back", "")))
    response.status_code = 303
    if request.method == "POST":
        _keep(response, sent.get("way", ""))
    return keep_private(response)


def _keep(response: HttpResponse, sent: str) -> None:
    """Keep the choice on the reader's device; that of everybody needs no cookie, and ends an earlier one."""
    if sent not in Way.__members__.values():
        return
    if Way(sent) is default_way(DiscussionSettings.current()):
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        sent,
        max_age=COOKIE_AGE,
        secure=django_settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _own_path(sent: str) -> str:
    is_own = sent.startswith("/") and url_has_allowed_host_and_scheme(sent, allowed_hosts=None)
    return sent if is_own else "/"
