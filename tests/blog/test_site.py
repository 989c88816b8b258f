"""Saving the site's settings."""

import pytest
from django.core.exceptions import ValidationError

from blog.models import Media, SiteSettings
from blog.pagecache.stamps import read_stamps
from blog.site import save_settings
from tests.factories import set_site

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


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("security@example.org", "mailto:security@example.org"),
        ("mailto:security@example.org", "mailto:security@example.org"),
        ("https://example.org/report", "https://example.org/report"),
    ],
)
def test_contact_for_security_is_an_address_that_can_be_followed(written: str, kept: str) -> None:
    save_settings(site=SiteSettings(security_contact=written))
    assert SiteSettings.current().security_contact == kept


@pytest.mark.parametrize(
    "wrong", ["call us", "http://example.org/", "javascript:alert(1)", "https:", "a@b\nContact: x@y.org"]
)
def test_contact_that_leads_nowhere_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(ValidationError, match="security@example"):
        save_settings(site=SiteSettings(security_contact=wrong))


@pytest.mark.parametrize("wrong", ["hub", "javascript:alert(1)"])
def test_hub_without_an_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        save_settings(site=SiteSettings(websub_hub=wrong))


def test_settings_and_their_picture_are_one_query(django_assert_num_queries) -> None:
    picture = Media.objects.create(file="card.png", media_type="image/png", sha256="0" * 64)
    set_site(preview_image=picture)
    with django_assert_num_queries(1):
        assert str(SiteSettings.current().preview_image.file) == "card.png"
