"""The authors of an export: profiles without a login, unless somebody here has the same e-mail address."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from blog import taxonomy
from blog.markup import plain_text
from blog.models import Author, User
from blog.slugs import key_of, slug_of

from .addresses import reference
from .items import WxrAuthor
from .report import Kind, Report

AUTHOR = Kind("author")
LONGEST_NAME = 150


class Authors:
    """The authors by login, and by the name that WXR 1.0 gives instead."""

    def __init__(self, report: Report, *, dry_run: bool) -> None:
        self.report = report
        self.dry_run = dry_run
        self.found: dict[str, Author] = {}
        self.users: dict[int, int] = {}

    @transaction.atomic
    def store(self, wxr: WxrAuthor) -> Author | None:
        """Find or make an author."""
        login = _key(wxr.login or wxr.name)
        if not login or login in self.found:
            return self.found.get(login)
        self.report.found[AUTHOR] += 1
        author = self._find(wxr, login)
        if author is None:
            author = self._make(wxr, login)
            self.report.stored[AUTHOR] += 1
        else:
            self.report.already[AUTHOR] += 1
        self.found[login] = author
        self.found.setdefault(_key(wxr.name) or login, author)
        if wxr.number is not None and author.user_id is not None:
            self.users[wxr.number] = author.user_id
        return author

    def of(self, creator: str) -> Author | None:
        """The author whom an item names; one that the file does not list is made."""
        return self.found.get(_key(creator)) or self.store(WxrAuthor(login=creator, name=creator))

    def _find(self, wxr: WxrAuthor, login: str) -> Author | None:
        author = Author.objects.filter(import_ref=reference(login)).first()
        if author is None and wxr.email:
            author = Author.objects.filter(user__email__iexact=wxr.email, import_ref=None).first()
            if author is not None and not self.dry_run:
                Author.objects.filter(pk=author.pk).update(import_ref=reference(login))
        return author

    def _make(self, wxr: WxrAuthor, login: str) -> Author:
        author = Author(
            name=self._public_name(wxr)[:LONGEST_NAME],
            slug=_slug(wxr),
            user=_account(wxr.email),
            import_ref=reference(login),
        )
        return author if self.dry_run else taxonomy.save_author(author=author)

    def _public_name(self, wxr: WxrAuthor) -> str:
        """The display name; one that is an e-mail address is not shown whole."""
        name = plain_text(wxr.name) or wxr.login
        if "@" in name:
            self.report.note(
                _("the author's name is an e-mail address; only what stands before the @ is shown"),
                f"author {name.partition('@')[0]}",
            )
        return name.partition("@")[0].strip() or _("Author")


def _key(name: str) -> str:
    """Logins differ in capitals and stray signs between the head of a file and its items."""
    return slug_of(name, fallback=key_of(name)) if name.strip() else ""


def _slug(wxr: WxrAuthor) -> str:
    """The last part of /author/…/, which WordPress makes from the login; never from an e-mail address."""
    login = wxr.login if "@" not in wxr.login else plain_text(wxr.name).partition("@")[0]
    return slug_of(re.sub(r"[.]", "-", login), fallback="author")


def _account(email: str) -> User | None:
    """An account of the same e-mail address that is nobody's profile yet."""
    return User.objects.filter(email__iexact=email, author=None).first() if email else None
