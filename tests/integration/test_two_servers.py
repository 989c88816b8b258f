"""Two servers, one PostgreSQL, one Redis: nothing is stale, and what stops stops as little as it can.

Both are reached through doors of this test's own, which close as a server does that is stopped.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from threading import Thread
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.db import connection

from blog import media, publishing
from blog.models import Post
from comments.models import Comment
from tests.blog.admin.desk import picture
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_first_stamps, make_post, set_site
from tests.integration.served import Answer, Served, collect_static, free_port, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


TIMEOUT = 30  # seconds


class Door:
    """A port through which another server is reached, until it is closed."""

    def __init__(self, family: int, address: str | tuple[str, int]) -> None:
        self.family, self.address = family, address
        self.port = free_port()
        self.open()

    def open(self) -> None:
        self._ends: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", self.port))
        Thread(target=self._let_in, args=(self._listening,), daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more, and break every connection that there is."""
        for end in (self._listening, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _let_in(self, listening: socket.socket) -> None:
        while True:
            try:
                inside, _address = listening.accept()
            except OSError:
                return
            outside = socket.socket(self.family)
            outside.connect(self.address)
            self._ends += (inside, outside)
            for one, other in ((inside, outside), (outside, inside)):
                Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@dataclass
class Site:
    servers: list[Served]
    postgres: Door
    redis: Door
    post: Post

    @property
    def address(self) -> str:
        return self.post.get_absolute_url()

    def ask_both(self, path: str) -> list[Answer]:
        return [server.ask(path) for server in self.servers]


@pytest.fixture
def site(redis_url: str) -> Iterator[Site]:
    make_first_stamps()
    set_site(title="The Slipway")
    set_discussion(flood_seconds=0, hold_first=False)
    post = make_post("The bridge", by=make_cast().edith)
    collect_static()
    postgres, cache = _door_to_postgres(), _door_to_redis(redis_url)
    found = connection.settings_dict
    who = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}@" if found["USER"] else ""
    variables = {
        "DATABASE_URL": f"postgres://{who}127.0.0.1:{postgres.port}/{quote(str(found['NAME']))}",
        "CACHE_URL": f"redis://127.0.0.1:{cache.port}{urlsplit(redis_url).path}",
    }
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(**variables)) for _ in range(2)]
        yield Site(servers, postgres, cache, post)
    for door in (postgres, cache):
        door.close()


def _door_to_postgres() -> Door:
    connection.ensure_connection()
    host, port = connection.connection.info.host, connection.connection.info.port
    if host.startswith("/"):
        return Door(socket.AF_UNIX, f"{host}/.s.PGSQL.{port}")
    return Door(socket.AF_INET, (host, port))


def _door_to_redis(url: str) -> Door:
    parts = urlsplit(url)
    return Door(socket.AF_INET, (parts.hostname or "127.0.0.1", parts.port or 6379))


def post_comment(server: Served, post: Post, text: str) -> Answer:
    form = {"name": "Ann", "email": "ann@example.org", "text": text, "do": "post"}
    return server.ask(
        f"/comments/post/{post.pk}/",
        method="POST",
        body=urlencode(form),
        Content_Type="application/x-www-form-urlencoded",
        Sec_Fetch_Site="same-origin",
    )


def guess(server: Served, post: Post) -> int:
    return server.ask(
        f"/unlock/{post.pk}/",
        method="POST",
        body="password=guess",
        Content_Type="application/x-www-form-urlencoded",
        Sec_Fetch_Site="same-origin",
    ).status


def test_what_is_published_at_one_is_read_at_the_other(site: Site) -> None:
    one, other = site.servers
    for turn in range(3):
        for server in site.servers:
            server.ask(site.address)
            server.ask("/")
        assert all(answer.is_hit for answer in site.ask_both(site.address))
        assert post_comment(one, site.post, f"Word {turn} of Ann's.").status == 303
        assert f"Word {turn} of Ann" in other.ask(site.address).text
        site.post.title = f"The bridge, day {turn}"
        publishing.save_post(post=Post.objects.get(pk=site.post.pk), by=None)
        new = make_post(f"News {turn}")
        assert all(f"News {turn}" in answer.text for answer in site.ask_both("/"))
        publishing.unpublish(post=Post.objects.get(pk=new.pk), by=None)
        assert [answer.status for answer in site.ask_both(new.get_absolute_url())] == [404, 404]
    image = media.store(file=picture(), by=None, name="quay.jpg", alt="The quay")
    assert [answer.status for answer in site.ask_both(image.file.url)] == [200, 200]


def test_guesses_are_counted_for_both_with_redis_and_without(site: Site) -> None:
    locked = make_post("Locked", password="secret")
    one, other = site.servers
    assert [guess(one, locked) for _ in range(10)] == [403] * 10
    assert guess(other, locked) == 429
    site.redis.close()
    assert [guess(other, locked) for _ in range(10)] == [403] * 10
    assert guess(one, locked) == 429
    assert [answer.status for answer in site.ask_both(site.address)] == [200, 200]
    assert post_comment(one, site.post, "Without Redis.").status == 303
    assert "Without Redis." in other.ask(site.address).text


def test_without_the_database_stored_pages_are_read_and_nothing_is_lost(site: Site) -> None:
    make_comment(site.post, "The first word")
    one, other = site.servers
    for server in site.servers:
        server.ask(site.address)
    site.postgres.close()
    for answer in site.ask_both(site.address):
        assert (answer.status, answer.headers["cache-status"]) == (200, "Parley; hit; detail=stale")
        assert "The first word" in answer.text
    assert one.ask("/healthz").status == 200
    assert one.ask("/readyz").status == 503
    unknown = one.ask("/archive/")
    assert (unknown.status, unknown.headers["retry-after"]) == (503, "60")
    refused = post_comment(
        one, site.post, "A long answer, <em>typed</em> with care.\n\nAnd a second paragraph."
    )
    assert refused.status == 503
    assert "Nothing of what you sent is lost" in refused.text
    assert "A long answer, &lt;em&gt;typed&lt;/em&gt; with care." in refused.text
    site.postgres.open()
    wait_for(one, site.address)
    wait_for(other, site.address)
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', refused.text))
    assert form == {"name": "Ann", "email": "ann@example.org", "do": "post"}
    assert post_comment(one, site.post, "A long answer, typed with care.").status == 303
    assert Comment.objects.filter(source__startswith="A long answer").count() == 1
    assert "A long answer" in other.ask(site.address).text
    assert not any("stale" in answer.headers["cache-status"] for answer in site.ask_both(site.address))


def wait_for(server: Served, address: str) -> None:
    """Ask until it has found its database again, which it looks for once a second."""
    until = time.monotonic() + TIMEOUT
    while "stale" in server.ask(address).headers["cache-status"] or server.ask("/readyz").status != 200:
        assert time.monotonic() < until
