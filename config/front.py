"""What the page store's front has to know of this installation and its apps."""

from django.conf import settings

from blog.pagecache.front import Application, Front, Rules
from blog.search.question import PARAMETERS as SEARCHED
from blog.views import access, home
from comments import ownership, places

MEGABYTE = 2**20


def with_page_store(application: Application) -> Application:
    """Put the front before ``application``, unless there is no room for pages (settings.PAGE_STORE_MB)."""
    if not settings.PAGE_STORE_MB or settings.DEBUG:  # templates and code change while they are worked on
        return application
    rules = Rules(
        cookies=(settings.SESSION_COOKIE_NAME, access.COOKIE_PREFIX, ownership.COOKIE, places.COOKIE),
        paths=("/admin/", "/setup/", settings.STATIC_URL, settings.MEDIA_URL),
        query_keys=(*home.PARAMETERS, *SEARCHED),
    )
    return Front(application, rules, limit=settings.PAGE_STORE_MB * MEGABYTE)
