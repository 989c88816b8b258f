"""The content policy that answers carry."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER, NONCE
from csp.decorators import csp_exempt, csp_update
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from config.content_policy import ContentPolicy


def answer_of(view: Callable[[Any], Any]) -> HttpResponse:
    answer = ContentPolicy(view)(RequestFactory().get("/"))
    assert isinstance(answer, HttpResponse)
    return answer


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_answer_carries_the_policy_of_the_settings() -> None:
    directives = answer_of(plain).headers[HEADER].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(directives)


def test_answer_that_has_a_policy_keeps_it() -> None:
    assert answer_of(lambda _: HttpResponse(headers={HEADER: "sandbox"})).headers[HEADER] == "sandbox"


def test_view_may_ask_for_another() -> None:
    policy = answer_of(csp_update({"img-src": "https://maps.example"})(plain)).headers[HEADER]
    assert "https://maps.example" in policy
    assert HEADER not in answer_of(csp_exempt()(plain)).headers


@override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": {"script-src": [NONCE]}})
def test_nonce_that_a_template_used_is_allowed() -> None:
    answer = answer_of(lambda request: HttpResponse(str(request.csp_nonce)))
    assert f"script-src 'nonce-{answer.text}'" in answer.headers[HEADER]
