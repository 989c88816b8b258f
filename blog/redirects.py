"""Addresses are promises: what a rename leaves behind."""

from django.db import transaction

from blog.models import Redirect


@transaction.atomic
def record(*, old: str, new: str) -> None:
    """Make ``old`` lead to ``new`` (paths from the root); an empty ``new`` says that it is gone.

    Earlier redirects to ``old`` are led on to ``new``, so nobody is sent along a chain, and a redirect
    *from* ``new`` is dropped, since something stands there now.
    """
    if old == new:
        return
    Redirect.objects.filter(path=new).delete()
    Redirect.objects.filter(target=old).update(target=new)
    Redirect.objects.update_or_create(path=old, defaults={"target": new})


def find(*paths: str) -> Redirect | None:
    """Return the redirect for the first of ``paths`` that has one, also when only the slash at its end
    differs; one query.
    """
    spellings = [spelling for path in paths for spelling in (path, _other_slash(path))]
    found = {row.path: row for row in Redirect.objects.filter(path__in=spellings)}
    return next((found[spelling] for spelling in spellings if spelling in found), None)


def _other_slash(path: str) -> str:
    return path.removesuffix("/") if path.endswith("/") else f"{path}/"
