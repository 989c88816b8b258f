"""The verb that changes what is set once for all discussions."""

from django.db import transaction

from blog import pagecache
from comments.models import DiscussionSettings


@transaction.atomic
def save_settings(*, settings: DiscussionSettings) -> DiscussionSettings:
    """Save the discussion settings; every page says anew whether and how one may comment."""
    settings.full_clean(validate_unique=False, validate_constraints=False)
    settings.save()
    pagecache.invalidate({"site"})
    return settings
