"""What a process keeps is what the database holds: it is known again by its stamps."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from blog import pagecache
from blog.models import Post, SiteSettings
from blog.pagecache import kept
from blog.site import save_settings
from tests.blog.pagecache.test_dependencies import in_another_thread
from tests.factories import make_post


class Calls:
    """How often something was read."""

    def __init__(self) -> None:
        self.made = 0

    def number(self) -> int:
        self.made += 1
        return self.made

    def titles(self, posts: list[int]) -> dict[int, str]:
        self.made += 1
        return dict(Post.objects.filter(pk__in=posts).values_list("pk", "title"))


@pytest.fixture
def calls() -> Iterator[Calls]:
    yield Calls()


def told(read) -> object:
    """What a page gets."""
    with pagecache.snapshot():
        return read()


@pytest.mark.django_db
def test_it_is_read_once_until_a_key_changes(calls: Calls) -> None:
    read = pagecache.kept_while("site", "terms")(calls.number)
    pagecache.invalidate({"site", "terms", "lists"})
    assert [told(read), told(read)] == [1, 1]
    pagecache.invalidate({"lists"})
    assert told(read) == 1
    pagecache.invalidate({"terms"})
    assert [told(read), told(read)] == [2, 2]


@pytest.mark.django_db
def test_outside_a_snapshot_and_without_a_stamp_it_is_read_each_time(calls: Calls) -> None:
    known, unknown = (pagecache.kept_while(key)(calls.number) for key in ("site", "post:404"))
    assert [known(), known(), told(unknown), told(unknown)] == [1, 2, 3, 4]


@pytest.mark.django_db
def test_a_page_does_not_depend_on_what_is_kept_unless_it_says_so(calls: Calls) -> None:
    with pagecache.snapshot() as page:
        pagecache.kept_while("site")(calls.number)()
    assert page.keys == set()


@pytest.mark.django_db
def test_of_each_row_only_what_changed_is_read_again(calls: Calls) -> None:
    posts = [make_post(title) for title in ("One", "Two", "Three")]
    pks = [post.pk for post in posts]
    titles = pagecache.KeptOfEach(calls.titles, own=("post",), shared=("terms",), most=10)
    first_two = dict(zip(pks, ("One", "Two"), strict=False))
    assert [told(lambda: titles(pks[:2])), told(lambda: titles(pks[:2]))] == [first_two, first_two]
    assert calls.made == 1
    Post.objects.filter(pk=pks[0]).update(title="Uno")
    pagecache.invalidate({f"post:{pks[0]}"})
    assert told(lambda: titles(pks)) == dict(zip(pks, ("Uno", "Two", "Three"), strict=True))
    assert calls.made == 2
    pagecache.invalidate({"terms"})
    Post.objects.update(title="All")
    assert set(told(lambda: titles(pks)).values()) == {"All"}


@pytest.mark.django_db
def test_no_more_are_kept_than_allowed(calls: Calls) -> None:
    pks = [make_post().pk for _ in range(4)]
    titles = pagecache.KeptOfEach(calls.titles, own=("post",), shared=(), most=3)
    for pk in pks:
        told(lambda pk=pk: titles([pk]))
    assert len(titles._known) == 1
    kept.forget()
    assert not titles._known


@pytest.mark.django_db(transaction=True)
def test_what_an_older_state_says_never_takes_the_place_of_what_is() -> None:
    """A page that began before a change goes on with what it saw; who comes later gets what is there now."""
    save_settings(site=SiteSettings(title="Before"))

    def rename() -> None:
        save_settings(site=SiteSettings(title="After"))

    with pagecache.snapshot():
        in_another_thread(rename)
        assert SiteSettings.current().title == "Before"
    assert told(lambda: SiteSettings.current().title) == "After"


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_kept() -> None:
    save_settings(site=SiteSettings(title="Before"))
    with pytest.raises(RuntimeError), transaction.atomic():
        save_settings(site=SiteSettings(title="Never"))
        assert told(lambda: SiteSettings.current().title) == "Never"
        raise RuntimeError
    assert told(lambda: SiteSettings.current().title) == "Before"


@pytest.mark.django_db
def test_what_the_clock_changes_is_kept_until_then(calls: Calls, time_machine) -> None:
    start = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
    time_machine.move_to(start, tick=False)
    end = start + datetime.timedelta(hours=1)
    read = pagecache.kept_while("site", until=lambda: end if timezone.now() < end else None)(calls.number)
    assert [told(read), told(read)] == [1, 1]
    time_machine.move_to(end, tick=False)
    assert [told(read), told(read)] == [2, 2]
