"""When the demo is loaded, and when it is refused: each test begins with an empty database."""

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from blog import setup_token
from blog.models import Post, User
from comments.demo import content, loading
from comments.models import Comment
from tests.factories import make_page, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


def test_nothing_public_is_of_the_future_a_minute_after_midnight():
    with time_machine.travel("2024-03-10T00:01:00Z", tick=False):
        call_command("demo", verbosity=0)
        now = timezone.now()
        assert Comment.objects.filter(created_at__gt=now).count() == 0
        assert Post.objects.filter(update_notes__noted_at__gt=now).count() == 0
        assert Post.objects.scheduled().count() == 1


def test_demo_whose_accounts_can_not_be_kept_is_none():
    setup_token.accounts_path().mkdir(parents=True)  # no file can be written there
    with pytest.raises(OSError, match="demo-accounts"):
        call_command("demo", verbosity=0)
    assert (Post.entries.count(), User.objects.count()) == (0, 0)


def test_blog_with_an_account_is_not_touched():
    make_user()
    with pytest.raises(CommandError, match="needs an empty database"):
        call_command("demo")


def test_blog_with_a_page_is_not_touched():
    make_page()
    with pytest.raises(CommandError, match="needs an empty database"):
        call_command("demo")


def test_production_settings_refuse_it(settings):
    settings.PARLEY_LOCAL = False
    with pytest.raises(CommandError, match="local settings only"):
        call_command("demo")
    assert not User.objects.exists()


def test_failure_leaves_nothing_behind(monkeypatch, tmp_path):
    broken = [*content.posts()[:2], content.EntryText(title="?", text="?", slug="?", categories=("missing",))]
    monkeypatch.setattr(loading.content, "posts", lambda: broken)
    with pytest.raises(IndexError):
        call_command("demo")
    assert not Post.entries.exists()
    assert not User.objects.exists()
    assert not setup_token.accounts_path().exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
