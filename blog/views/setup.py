"""`/setup/`: the page that turns the demo into one's own blog. Once it has done so it is gone."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from blog import setup_token
from blog.setup_form import SetupForm
from blog.start_blog import AlreadyStartedError, start_blog


@never_cache
@sensitive_post_parameters("password", "password_again", "token")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Ask for title, zone and administrator, and start the blog; 404 when it has started."""
    if not setup_token.is_setup_open():
        raise Http404
    if request.method != "POST":
        return _ask(request, SetupForm(initial={"token": request.GET.get("token", "")}))
    form = SetupForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    try:
        user = start_blog(**form.choices_for_start())
    except AlreadyStartedError:
        raise Http404 from None
    request.session.flush()  # it may have been that of an account of the demo
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    messages.success(request, _("The blog is yours. Write the first post."))
    return redirect("admin:index")


def _ask(request: HttpRequest, form: SetupForm) -> HttpResponse:
    response = render(request, "blog/setup.html", {"form": form})
    # The address may hold the token. "no-referrer" would keep browsers from saying where the form comes from.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
