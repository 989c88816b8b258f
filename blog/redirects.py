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


def find(path: str) -> Redirect | None:
    """Return the redirect for ``path``, also when only the slash at its end differs."""
    other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
    found = {row.path: row for row in Redirect.objects.filter(path__in=[path, other])}
    return found.get(path) or found.get(other)
