"""What is set once for the whole site: the verb that changes it, and what it means for words and times."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_supported_language_variant

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


def language_of(site: SiteSettings) -> str | None:
    """Return the language of the site's own words, or None where there is no translation into it."""
    try:
        return get_supported_language_variant(site.language_code)
    except LookupError:
        return None


@contextmanager
def as_site(site: SiteSettings) -> Iterator[None]:
    """Write times in the site's zone and words in its language."""
    with timezone.override(site.zone), translation.override(language_of(site)):
        yield
