"""Saving the site's settings."""

import pytest
from django.core.exceptions import ValidationError

from blog.models import SiteSettings
from blog.pagecache.stamps import read_stamps
from blog.site import save_settings

pytestmark = pytest.mark.django_db


def test_saving_settings_outdates_every_page() -> None:
    save_settings(site=SiteSettings(title="One"))
    before = read_stamps({"site"})
    save_settings(site=SiteSettings(title="Two"))
    assert read_stamps({"site"}) != before
    assert SiteSettings.current().title == "Two"


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValidationError, match="no time zone"):
        save_settings(site=SiteSettings(time_zone="Mars/Olympus"))
    assert SiteSettings.current().time_zone == "UTC"
