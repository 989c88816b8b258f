"""Addresses are promises: what a rename leaves behind."""

from urllib.parse import unquote

from django.db import transaction

from blog.models import Redirect
from blog.statements import Given, Statement

MAX_PATH = 1000  # what is longer never was an address of ours
_FROM = Statement(lambda: Redirect.objects.filter(path__in=Given("paths", is_many=True)).order_by())


@transaction.atomic
def record(*, old: str, new: str) -> None:
    """Make ``old`` lead to ``new`` (paths from the root); an empty ``new`` says that it is gone.

    Earlier redirects to ``old`` are led on to ``new``, so nobody is sent along a chain, and a redirect
    *from* ``new`` is dropped, since something stands there now.
    """
    old, new = _fitting(old), _fitting(new)
    if old == new:
        return
    Redirect.objects.filter(path=new).delete()
    Redirect.objects.filter(target=old).update(target=new)
    Redirect.objects.update_or_create(path=old, defaults={"target": new})


def _fitting(path: str) -> str:
    """``path``, or, where that is too long to be stored, the same without its percent signs."""
    return path if len(path) <= MAX_PATH else unquote(path)


def find(*paths: str) -> Redirect | None:
    """Return the redirect for the first of ``paths`` that has one, also when only the slash at its end
    differs; one query.
    """
    spellings = list(dict.fromkeys(spelling for path in paths for spelling in (path, _other_slash(path))))
    found = {row.path: row for row in _FROM.objects(paths=spellings)}
    return next((found[spelling] for spelling in spellings if spelling in found), None)


def _other_slash(path: str) -> str:
    return path.removesuffix("/") if path.endswith("/") else f"{path}/"
