"""An address that only lacks the slash at its end leads on to the one with it; that of a file has none."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.common import CommonMiddleware

from blog import likely


class SlashesMiddleware(CommonMiddleware):
    """Django's, but for files: browsers remember what led on, and the file may be there tomorrow."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        path = request.path_info
        is_ours = path.startswith((settings.STATIC_URL, settings.MEDIA_URL))
        return not is_ours and not likely.is_file(path) and super().should_redirect_with_slash(request)
