"""What many pages show alike: read once by each process, and kept under the stamps of what it is made of.

Only inside a snapshot, where rows and stamps belong together; elsewhere everything is read each time. What is
kept is everybody's: whoever is given it must not change it. Whoever shows it says what the page depends on.
"""

import datetime
from collections.abc import Callable, Collection, Hashable, Mapping
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar

from django.utils import timezone

from .dependencies import known_tokens

K = TypeVar("K", bound=Hashable)
P = ParamSpec("P")
T = TypeVar("T")
Tokens = tuple[str | None, ...]
_forgetting: list[Callable[[], None]] = []


def kept_while(
    *keys: str, until: Callable[[], datetime.datetime | None] = lambda: None
) -> Callable[[Callable[[], T]], Callable[[], T]]:
    """Keep what a function returns until one of ``keys`` changes, or ``until``, which is asked beside it."""

    def keeping(read: Callable[[], T]) -> Callable[[], T]:
        known: list[tuple[Tokens, datetime.datetime | None, T]] = []

        @wraps(read)
        def found() -> T:
            tokens = known_tokens(keys)
            if tokens is None or None in tokens:
                return read()
            for then, end, value in known:
                if then == tokens and (end is None or timezone.now() < end):
                    return value
            # Asked before: what becomes due in between must not be taken for what has been read.
            end, value = until(), read()
            known[:] = [(tokens, end, value)]
            return value

        _forgetting.append(known.clear)
        return found

    return keeping


class KeptOfEach(Generic[K, P, T]):
    """What ``read`` returns of each of many rows, by their ids; what it is given beside them only helps it.

    It is kept until one of the row's own keys changes (``own`` are what stands before its id), or one of
    ``shared``. When it would be more than ``most``, what was kept is dropped.
    """

    def __init__(
        self,
        read: Callable[Concatenate[list[K], P], Mapping[K, T]],
        *,
        own: tuple[str, ...] = (),
        shared: tuple[str, ...] = (),
        most: int,
    ) -> None:
        self._read, self._own, self._shared, self._most = read, own, shared, most
        self._known: dict[K, tuple[Tokens, T]] = {}
        _forgetting.append(self.forget)

    def __call__(self, pks: Collection[K], *beside: P.args, **named: P.kwargs) -> dict[K, T]:
        """Return what is known, and what one call of ``read`` says of the others."""
        tokens = known_tokens([*self._shared, *(f"{own}:{pk}" for own in self._own for pk in pks)])
        if tokens is None:
            return dict(self._read(list(pks), *beside, **named))
        shared, known, number = tokens[: len(self._shared)], self._known, len(pks)
        owned = tokens[len(shared) :]
        now = {pk: (*shared, *owned[place::number]) for place, pk in enumerate(pks)}
        found = {pk: known[pk][1] for pk in pks if pk in known and known[pk][0] == now[pk]}
        if len(found) < len(now):
            read = self._read([pk for pk in pks if pk not in found], *beside, **named)
            self._keep({pk: (now[pk], value) for pk, value in read.items() if None not in now[pk]})
            found.update(read)
        return found

    def forget(self) -> None:
        self._known = {}

    def _keep(self, new: Mapping[K, tuple[Tokens, T]]) -> None:
        if len(self._known) + len(new) > self._most:
            self.forget()
        self._known.update(new)


def forget() -> None:
    """Drop everything: for tests, whose stamps may be those of another test's rows."""
    for drop in _forgetting:
        drop()
