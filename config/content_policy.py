"""The content policy of the answers, which is one and the same but where a view asks for another."""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicy(CSPMiddleware):
    """Writes the policy of the settings once, and not as its base does, for each answer anew."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self._usual = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG or _asks_for_another(request, response):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response


def _asks_for_another(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a decorator, or a nonce that a template has used, says something of the policy."""
    return hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response))
