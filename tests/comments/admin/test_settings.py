"""The discussion settings at the desk: all of them, once."""

import pytest
from django.contrib import admin

from comments.models import DiscussionSettings
from tests.blog.admin.desk import DeskForm
from tests.cast import make_cast

ADDRESS = "/admin/comments/discussionsettings/1/change/"


def test_every_setting_has_its_place() -> None:
    desk = admin.site.get_model_admin(DiscussionSettings)
    shown = [name for _heading, options in desk.fieldsets or () for name in options["fields"]]
    fields = [field.name for field in DiscussionSettings._meta.fields if not field.primary_key]
    assert sorted(shown) == sorted(fields)


@pytest.mark.django_db
def test_settings_are_saved(client) -> None:
    client.force_login(make_cast().ada)
    response = DeskForm(client, ADDRESS).send(
        "_save", close_after_quiet_days="30", max_links="2", site_closed_message="Back on Monday."
    )
    assert response.status_code == 302
    settings = DiscussionSettings.current()
    assert (settings.close_after_quiet_days, settings.max_links) == (30, 2)
    assert settings.site_closed_message == "Back on Monday."


@pytest.mark.django_db
def test_number_that_is_none_comes_back(client) -> None:
    client.force_login(make_cast().ada)
    response = DeskForm(client, ADDRESS).send("_save", edit_minutes="-1", max_length="99")
    assert response.status_code == 200
    assert DiscussionSettings.current().edit_minutes == 60
