"""The settings of the site at the desk."""

import pytest
from django.test import Client

from blog.models import Media, SiteSettings
from tests.cast import make_cast

from .desk import DeskForm, errors_of

pytestmark = pytest.mark.django_db

FORM = "/admin/blog/sitesettings/1/change/"


@pytest.fixture
def ada(client) -> Client:
    client.force_login(make_cast().ada)
    return client


def test_what_machines_are_told_is_set_in_the_form(ada) -> None:
    picture = Media.objects.create(file="card.png", media_type="image/png", sha256="0" * 64)
    response = DeskForm(ada, FORM).send(
        "_save",
        websub_hub="hub.example.org",
        preview_image=str(picture.pk),
        security_contact="security@example.org",
    )
    assert response.status_code == 302
    site = SiteSettings.current()
    assert site.websub_hub == "https://hub.example.org"
    assert site.preview_image == picture
    assert site.security_contact == "mailto:security@example.org"


def test_only_a_picture_can_be_the_picture_of_previews(ada) -> None:
    paper = Media.objects.create(file="paper.pdf", media_type="application/pdf", sha256="0" * 64)
    assert DeskForm(ada, FORM).send("_save", preview_image=str(paper.pk)).status_code == 200
    assert SiteSettings.current().preview_image is None


def test_wrong_contact_for_security_comes_back_with_an_example(ada) -> None:
    response = DeskForm(ada, FORM).send("_save", security_contact="call us")
    assert "security@example.org" in errors_of(response)
