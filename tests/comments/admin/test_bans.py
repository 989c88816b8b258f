"""Bans at the desk: added, changed, lifted; only by those who decide about comments."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from comments.bans import ban
from comments.models import Ban, BanKind, ModerationLog
from tests.blog.admin.desk import DeskForm
from tests.factories import make_user, set_site

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/ban/"


def _address(row: Ban) -> str:
    return f"{LIST}{row.pk}/change/"


def _listed(client, query: str = "") -> list[Ban]:
    return list(client.get(LIST + query).context["cl"].result_list)


def test_ban_is_added_in_its_own_spelling_and_by_name(cast, maud) -> None:
    response = DeskForm(maud, f"{LIST}add/").send(
        "_save", kind="domain", value="https://www.Spam.example/x", reason="Links"
    )
    assert response.status_code == 302
    row = Ban.objects.get()
    assert (row.kind, row.value, row.until, row.reason, row.by) == (
        *("domain", "spam.example", None, "Links"),
        cast.maud,
    )
    entry = ModerationLog.objects.get()
    assert (entry.verb, entry.subject, entry.by) == ("ban", "spam.example", cast.maud)


@pytest.mark.parametrize(
    ("kind", "value", "word"),
    [
        ("network", "10.0.0.0/8", "16,777,216 addresses"),
        ("network", "nonsense", "IP address"),
        ("email", "nobody", "e-mail address"),
        ("domain", "example", "example.org"),
        ("account", "nobody", "no account"),
        ("account", "ada", "decides about comments"),
    ],
)
def test_what_can_not_be_banned_comes_back_with_a_sentence(maud, kind, value, word) -> None:
    response = DeskForm(maud, f"{LIST}add/").send("_save", kind=kind, value=value)
    assert response.status_code == 200
    assert word in response.content.decode()
    assert not Ban.objects.exists()


def test_time_that_has_passed_comes_back_with_a_sentence(maud) -> None:
    response = DeskForm(maud, f"{LIST}add/").send(
        "_save", kind="name", value="Troll", until_0="2007-02-02", until_1="12:00"
    )
    assert "This time has passed" in response.content.decode()


def test_who_is_banned_already_is_banned_until_then_instead(cast, maud) -> None:
    first = ban(kind=BanKind.NAME, value="Troll", by=cast.edith)
    response = DeskForm(maud, f"{LIST}add/").send(
        "_save", kind="name", value="TROLL", until_0="2999-02-02", until_1="12:00"
    )
    assert response.status_code == 302
    row = Ban.objects.get()
    assert row.pk == first.pk
    assert row.until is not None


def test_time_and_reason_are_changed_and_nothing_else(cast, maud) -> None:
    connie = ban(kind=BanKind.ACCOUNT, value="connie", by=cast.edith)
    response = DeskForm(maud, _address(connie)).send("_save", reason="A week is enough", value="ada")
    assert response.status_code == 302
    connie.refresh_from_db()
    assert (connie.value, connie.reason) == (str(cast.connie.pk), "A week is enough")


def test_those_in_force_are_seen_first_and_those_that_ended_are_kept(cast, maud) -> None:
    now = timezone.now()
    row = ban(kind=BanKind.NAME, value="Troll", by=cast.maud, until=now + datetime.timedelta(days=1))
    ended = ban(kind=BanKind.NAME, value="Ogre", by=cast.maud, until=now + datetime.timedelta(days=1))
    Ban.objects.filter(pk=ended.pk).update(until=now - datetime.timedelta(days=1))
    assert _listed(maud) == [row]
    assert _listed(maud, "?state=ended") == [ended]
    assert set(_listed(maud, "?state=all")) == {row, ended}
    assert "ended " in maud.get(f"{LIST}?state=ended").content.decode()


def test_account_is_shown_by_its_name(cast, maud) -> None:
    row = ban(kind=BanKind.ACCOUNT, value="connie", by=cast.maud)
    assert ">connie</a>" in maud.get(LIST).content.decode()
    assert "connie" in maud.get(_address(row)).content.decode()
    assert "From now on connie may" in maud.get(f"{LIST}{row.pk}/delete/").content.decode()


def test_ban_is_lifted_on_a_page_that_asks_why(cast, maud) -> None:
    row = ban(kind=BanKind.NETWORK, value="192.0.2.0/24", by=cast.edith)
    address = f"{LIST}{row.pk}/delete/"
    assert "Lift this ban?" in maud.get(address).content.decode()
    maud.post(address, {"post": "yes", "reason": "A school"})
    assert not Ban.objects.exists()
    entry = ModerationLog.objects.first()
    assert entry is not None
    assert (entry.verb, entry.subject, entry.reason, entry.by) == (
        *("lift", "192.0.2.0/24", "A school"),
        cast.maud,
    )


def test_ticked_bans_are_lifted(cast, maud) -> None:
    rows = [ban(kind=BanKind.NAME, value=name, by=cast.maud) for name in ("One", "Two", "Three")]
    response = maud.post(LIST, {"action": "lift", "_selected_action": [rows[0].pk, rows[1].pk]}, follow=True)
    assert "2 bans are lifted." in response.content.decode()
    assert list(Ban.objects.all()) == [rows[2]]
    assert ModerationLog.objects.filter(verb="lift").count() == 2


@pytest.mark.parametrize("name", ["arthur", "connie"])
def test_others_find_nothing(cast, client: Client, name: str) -> None:
    row = ban(kind=BanKind.NAME, value="Troll", by=cast.maud)
    client.force_login(cast[name])
    for address in (LIST, f"{LIST}add/", _address(row), f"{LIST}{row.pk}/delete/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Ban.objects.exists()


@pytest.mark.parametrize("query", ["?state=bogus", "?kind__exact=bogus", "?q=%00", "?p=99999"])
def test_odd_queries_are_no_errors(maud, query: str) -> None:
    assert maud.get(LIST + query, follow=True).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(cast, maud, count: int, django_assert_num_queries) -> None:
    set_site()
    for number in range(count):
        user = make_user(f"writer{number}")
        ban(kind=BanKind.ACCOUNT, value=user.username, by=cast.maud)
    # session, user, permissions (2), site, rows
    with django_assert_num_queries(6):
        assert len(_listed(maud)) == count


def test_empty_list_says_what_it_is_for_and_offers_no_actions(maud) -> None:
    html = maud.get(LIST).content.decode()
    assert "Nobody is banned." in html
    assert 'name="action"' not in html
    assert "There is nothing here." in maud.get(f"{LIST}?q=nothing").content.decode()
    ban(kind=BanKind.NAME, value="Brutus", by=None)
    html = maud.get(LIST).content.decode()
    assert "Nobody is banned." not in html
    assert 'name="action"' in html
