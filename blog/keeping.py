"""What was made once and is wanted again: kept by what it was made of, within so many bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock
from typing import Concatenate, Generic, ParamSpec, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
P = ParamSpec("P")


class Kept(Generic[K, P, V]):
    """Calls ``make`` once a key, while there is room; what was wanted least recently goes first.

    What is given beside the key helps to make it, and must not change what is made.
    ``size_of`` says, about, how many bytes a key and what was made of it take; together ``room`` at most.
    For use in several threads, two of which may make the same at the same time.
    """

    def __init__(
        self, make: Callable[Concatenate[K, P], V], *, room: int, size_of: Callable[[K, V], int]
    ) -> None:
        self._make, self._size_of = make, size_of
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()
        self.room = room
        self.used = 0

    def __call__(self, key: K, *beside: P.args, **named: P.kwargs) -> V:
        made = self._kept.get(key)
        if made is not None:
            if self.used > self.room // 2:  # in what order they were wanted counts when room gets short
                with suppress(KeyError):  # another thread has just dropped it
                    self._kept.move_to_end(key)
            return made
        made = self._make(key, *beside, **named)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self.used += self._size_of(key, made)
            while self.used > self.room and len(self._kept) > 1:
                oldest = self._kept.popitem(last=False)
                self.used -= self._size_of(*oldest)
        return made

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.used = 0
