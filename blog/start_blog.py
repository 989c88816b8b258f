"""Turn the demo, or an empty installation, into somebody's own blog."""

import shutil
from collections.abc import Iterator
from io import StringIO

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command, get_commands
from django.core.management.color import no_style
from django.db import connection, models, transaction

from . import roles, setup_token, taxonomy
from .models import Author, SiteSettings, Stamp, User
from .pagecache import invalidate

# By label: this app knows no higher one, and need not be installed with all of these.
_EMPTIED_APPS = ("blog", "comments", "taggit", "sessions", "admin")


class AlreadyStartedError(Exception):
    """This is somebody's blog already: it isn't the demo, and has an administrator."""


def start_blog(*, title: str, time_zone: str, username: str, email: str, password: str) -> User:
    """Give the blog its title, zone (such as Europe/Paris) and first administrator, and return that account.

    The demo is emptied first: posts, comments, accounts, uploads. Where there is no administrator yet,
    nothing is taken away. Raises AlreadyStartedError, and changes nothing, when the blog has begun.
    """
    with transaction.atomic():
        was_demo = _lock_settings().is_demo
        if not setup_token.is_setup_open():
            raise AlreadyStartedError
        if was_demo:
            _empty_tables()
        site = SiteSettings.current()
        site.title, site.time_zone, site.is_demo = title, time_zone, False
        site.save()
        user = _make_administrator(username, email, password)
        invalidate(Stamp.objects.values_list("key", flat=True))
        transaction.on_commit(lambda: _forget_demo(with_uploads=was_demo))
    return user


def _lock_settings() -> SiteSettings:
    return SiteSettings.objects.select_for_update().filter(pk=1).first() or SiteSettings()


def _models_to_empty() -> Iterator[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.label in _EMPTIED_APPS:
            yield from config.get_models(include_auto_created=True)


def _empty_tables() -> None:
    # Stamps stay: a page of the demo that is kept somewhere must be seen to be out of date.
    tables = {
        model._meta.db_table for model in _models_to_empty() if model._meta.managed and model is not Stamp
    }
    statements = connection.ops.sql_flush(no_style(), sorted(tables), reset_sequences=True)
    connection.ops.execute_sql_flush(statements)
    # A command of the higher app, which keeps the search index of comments as well.
    if "reindex" in get_commands():
        call_command("reindex", verbosity=0, stdout=StringIO())


def _make_administrator(username: str, email: str, password: str) -> User:
    user = User.objects.create_superuser(username, email, password)
    group, _made = Group.objects.get_or_create(name=roles.Role.ADMINISTRATOR.value)
    user.groups.add(group)
    taxonomy.save_author(author=Author(name=user.public_name, user=user))
    return user


def _forget_demo(*, with_uploads: bool) -> None:
    setup_token.drop_token()
    setup_token.accounts_path().unlink(missing_ok=True)
    if with_uploads:
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
