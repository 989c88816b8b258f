"""Pages as they were sent, kept in the memory of one process; the least recently used go first."""

import gzip
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from threading import Lock

Header = tuple[str, str]

# What a page holds beside its bytes: headers, stamps, the objects themselves.
_BESIDE = 4 * 1024  # bytes, about
_COMPRESSION = 6  # a page of 100 kB takes 2 ms, once
# These depend on how the page is sent, not on the page.
_OF_THE_ANSWER = {"content-encoding", "content-length", "etag", "vary"}


@dataclass(frozen=True, slots=True, eq=False)
class StoredPage:
    """One page: its bytes, compressed, and its headers for each way of sending it.

    ``stamps`` are those it was made from, ``expires`` the time (seconds) when it is out of date anyway.
    """

    path: str
    zipped: bytes
    etag: str
    last_modified: str
    stamps: Mapping[str, str]
    expires: float
    headers_zipped: list[Header]
    headers_plain: list[Header]
    # Tells it from every other page of this process, those that are long forgotten included.
    serial: int = field(default_factory=count().__next__)

    @classmethod
    def of(
        cls, path: str, body: bytes, headers: Sequence[Header], stamps: Mapping[str, str], expires: float
    ) -> "StoredPage":
        kept = [header for header in headers if header[0].lower() not in _OF_THE_ANSWER]
        # Weak, since the same stands for the page compressed and as it is.
        etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
        always = [*kept, ("ETag", etag), ("Vary", _vary(headers))]
        # No time in the compressed bytes: the same page gives the same bytes.
        zipped = gzip.compress(body, _COMPRESSION, mtime=0)
        return cls(
            path,
            zipped,
            etag,
            next((value for name, value in kept if name.lower() == "last-modified"), ""),
            stamps,
            expires,
            [*always, ("Content-Encoding", "gzip"), ("Content-Length", str(len(zipped)))],
            [*always, ("Content-Length", str(len(body)))],
        )

    @property
    def size(self) -> int:
        return len(self.zipped) + _BESIDE + 100 * len(self.stamps)

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.zipped)


def _vary(headers: Sequence[Header]) -> str:
    """Return what the page varies by, encoding included: answers that hold no page don't carry it yet."""
    named = [part.strip() for name, value in headers if name.lower() == "vary" for part in value.split(",")]
    return ", ".join(dict.fromkeys([*filter(None, named), "Accept-Encoding"]))


class Store:
    """The pages of one process, by path; together at most ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._pages: OrderedDict[str, StoredPage] = OrderedDict()
        self._lock = Lock()

    def __iter__(self) -> Iterator[StoredPage]:
        return iter(list(self._pages.values()))

    def get(self, path: str) -> StoredPage | None:
        """Return the page stored for ``path``; it is the last to go now."""
        page = self._pages.get(path)
        if page is not None:
            with suppress(KeyError):  # another thread has just dropped it; it may be looked at nevertheless
                self._pages.move_to_end(path)
        return page

    def put(self, page: StoredPage) -> None:
        """Keep ``page`` in place of an earlier one; others go where there is no room, or it isn't kept."""
        with self._lock:
            self._remove(page.path)
            if page.size > self.limit:
                return
            self._pages[page.path] = page
            self.used += page.size
            while self.used > self.limit:
                # At one stroke: ``get`` moves pages meanwhile.
                _path, oldest = self._pages.popitem(last=False)
                self.used -= oldest.size

    def drop(self, page: StoredPage) -> None:
        """Forget ``page``, unless there is a newer one in its place."""
        with self._lock:
            if self._pages.get(page.path) is page:
                self._remove(page.path)

    def _remove(self, path: str) -> None:
        page = self._pages.pop(path, None)
        if page is not None:
            self.used -= page.size
