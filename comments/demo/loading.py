"""Loading the demo: all of it or nothing, into an empty database of a local installation."""

import datetime
import re
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from blog import derived, media, publishing, roles, taxonomy
from blog.models import Author, AuthorLink, Category, Media, Page, Post, SiteSettings, UpdateNote, User
from blog.site import save_settings as save_site
from comments.models import DiscussionSettings
from comments.settings import save_settings as save_discussion

from . import accounts, content, discussions
from .accounts import Account
from .content import EntryText

_PICTURE = re.compile(r"(?<=\()picture:([a-z-]+)")
_SETTINGS = ("title", "tagline", "description", "time_zone", "posts_per_page")


class NotLocalError(Exception):
    """The settings are those of a site that faces the world."""


class NotEmptyError(Exception):
    """There are posts, pages or accounts already."""


def load() -> list[Account]:
    """Load the demo and return its accounts, which are also kept in a file (``setup_token.accounts_path``).

    Raises NotLocalError or NotEmptyError, and changes nothing, where the demo has no business.
    """
    if not settings.PARLEY_LOCAL:
        raise NotLocalError
    loading = _Loading(content.site())
    try:
        with transaction.atomic():
            if Post.entries.exists() or User.objects.exists():
                raise NotEmptyError
            made = loading.run()
            accounts.keep(made)  # within: a demo whose passwords nobody knows is no use
    except BaseException:
        loading.forget_files()
        raise
    return made


class _Loading:
    """One run, and by which names the content calls what has been made so far."""

    def __init__(self, texts: dict[str, Any]) -> None:
        self.texts = texts
        self.now = timezone.now()
        self.users: dict[str, User] = {}
        self.authors: dict[str, Author] = {}
        self.categories: dict[str, Category] = {}
        self.pages: dict[str, Post] = {}
        self.pictures: dict[str, Media] = {}
        self.by_role: dict[str, User] = {}

    def run(self) -> list[Account]:
        self._save_settings()
        roles.mend()
        made = [self._add_account(row) for row in self.texts["account"]]
        for row in self.texts["author"]:
            self._add_author(row)
        for row in self.texts["category"]:
            self._add_category(row)
        for text in content.pages():
            self._add_page(text)
        for text in content.posts():
            self._add_post(text)
        discussions.hand_over(self.texts, moderator=self.by_role[roles.Role.MODERATOR.value])
        return made

    def forget_files(self) -> None:
        """Delete the files of pictures; their rows have gone with the transaction."""
        for picture in self.pictures.values():
            media.delete_files(media=picture)

    def _save_settings(self) -> None:
        self.site = SiteSettings.current()
        for name in _SETTINGS:
            setattr(self.site, name, self.texts[name])
        self.site.is_demo = True
        save_site(site=self.site)
        save_discussion(settings=DiscussionSettings())

    def _add_account(self, row: dict[str, str]) -> Account:
        user, account = accounts.make(row)
        self.users[user.username] = self.by_role[account.role] = user
        return account

    def _add_author(self, row: dict[str, Any]) -> None:
        user = self.users[row["username"]]
        author = Author(
            name=user.get_full_name(), user=user, source=row["text"], picture=self._picture(user.username)
        )
        self.authors[user.username] = taxonomy.save_author(author=author)
        for position, (label, url) in enumerate(row["links"].items()):
            AuthorLink(author=author, label=label, url=url, position=position).save()

    def _add_category(self, row: dict[str, str]) -> None:
        parent = self.categories[row["parent"]] if "parent" in row else None
        category = Category(name=row["name"], slug=row["key"], parent=parent, source=row["text"])
        self.categories[row["key"]] = taxonomy.save_category(category=category)

    def _add_page(self, text: EntryText) -> None:
        page = Page(
            parent=self.pages[text.parent] if text.parent else None,
            menu_order=text.menu_order,
            in_menu=True,
            **self._fields(text),
        )
        by = self.by_role[roles.Role.EDITOR.value]
        self.pages[text.slug] = publishing.save_post(post=page, by=by)

    def _add_post(self, text: EntryText) -> None:
        post = Post(
            language=text.language,
            excerpt=text.excerpt,
            featured_image=self._picture(text.featured) if text.featured else None,
            sticky_until=self.now + datetime.timedelta(days=text.sticky_days) if text.sticky_days else None,
            **self._fields(text),
        )
        publishing.save_post(
            post=post,
            by=self.users[text.authors[0]],
            authors=[self.authors[name] for name in text.authors],
            categories=[self.categories[key] for key in text.categories],
            tags=text.tags,
        )
        if text.updates:
            self._add_updates(post, text)
        moderator = self.by_role[roles.Role.MODERATOR.value]
        if text.comments:
            discussions.load(post, text.comments, users=self.users, moderator=moderator)

    def _fields(self, text: EntryText) -> dict[str, Any]:
        moment = text.published_at(self.now, self.site.zone)
        written = min(moment or self.now, self.now)
        return {
            "title": text.title,
            "slug": text.slug,
            "source": _PICTURE.sub(lambda name: self._picture(name[1]).file.url, text.text.strip()),
            "status": text.status,
            "published_at": moment,
            "created_at": written,
        }

    def _picture(self, name: str) -> Media:
        """The picture of that name, stored when it is first asked for."""
        if name not in self.pictures:
            file, words = content.picture(name)
            by = self.by_role[roles.Role.ADMINISTRATOR.value]
            self.pictures[name] = media.store(file=BytesIO(file), by=by, name=name, **words)
        return self.pictures[name]

    def _add_updates(self, post: Post, text: EntryText) -> None:
        published_at = post.published_at or self.now
        for update in text.updates:
            noted_at = published_at + datetime.timedelta(hours=update.hours)
            UpdateNote(
                post=post, author=self.authors[update.author], noted_at=noted_at, source=update.text.strip()
            ).save()
        derived.refresh([post])
