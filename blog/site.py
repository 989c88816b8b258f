"""The verb that changes what is set once for the whole site."""

from django.db import transaction

from blog import pagecache
from blog.models import SiteSettings


@transaction.atomic
def save_settings(*, site: SiteSettings) -> SiteSettings:
    """Save the site's settings; every page of the site is made anew.

    Raises ValidationError where a value makes no sense (a zone that does not exist).
    """
    site.full_clean(validate_unique=False, validate_constraints=False)
    site.save()
    pagecache.invalidate({"site"})
    return site
