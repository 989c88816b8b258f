"""Bans: how values are spelt, whom they hit, and what the log tells."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.bans import ban, bans_on, bans_on_each, lift, normalise
from comments.models import Ban, BanKind, Comment, ModerationLog
from comments.submission import State, submit
from tests.cast import author_of, make_cast
from tests.comment_factories import make_submission, set_discussion
from tests.factories import make_post, make_user

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "value", "spelt"),
    [
        (BanKind.EMAIL, " Bob@Example.ORG ", "bob@example.org"),
        (BanKind.EMAIL, "bob@bücher.example", "bob@xn--bcher-kva.example"),
        (BanKind.DOMAIN, "https://www.Spam.example/x?y", "spam.example"),
        (BanKind.DOMAIN, "*.spam.example", "spam.example"),
        (BanKind.DOMAIN, "bob@spam.example", "spam.example"),
        (BanKind.DOMAIN, "spam.example.", "spam.example"),
        (BanKind.NETWORK, "192.0.2.7", "192.0.2.7/32"),
        (BanKind.NETWORK, "192.0.2.7/24", "192.0.2.0/24"),
        (BanKind.NETWORK, "::ffff:192.0.2.7", "192.0.2.7/32"),
        (BanKind.NETWORK, "2001:DB8::7/64", "2001:db8::/64"),
        (BanKind.NETWORK, "2001:db8::7", "2001:db8::7/128"),
        (BanKind.NAME, " T r o l l. ", "troll"),
        (BanKind.NAME, "Тroll", "troll"),
    ],
)
def test_values_have_one_spelling(kind, value, spelt) -> None:
    assert normalise(kind, value) == spelt
    assert normalise(kind, spelt) == spelt


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        (BanKind.EMAIL, "bob", "should look like"),
        (BanKind.EMAIL, "a@b.org\nBcc: c@d.org", "should look like"),
        (BanKind.DOMAIN, "org", "such as example.org"),
        (BanKind.DOMAIN, "https://", "such as example.org"),
        (BanKind.DOMAIN, "http://[broken", "such as example.org"),
        (BanKind.DOMAIN, "a b.org", "such as example.org"),
        (BanKind.DOMAIN, "a." * 20 + "org", "such as example.org"),
        (BanKind.NETWORK, "10.0.0.0/8", "would ban 16,777,216 addresses"),
        (BanKind.NETWORK, "0.0.0.0/0", "server itself"),
        (BanKind.NETWORK, "2001::/16", "whole countries"),
        (BanKind.NETWORK, "2001:db8::/63", "/32, /36"),
        (BanKind.NETWORK, "127.0.0.1", "server itself"),
        (BanKind.NETWORK, "::1", "server itself"),
        (BanKind.NETWORK, "300.1.2.3", "such as 192.0.2.7"),
        (BanKind.NETWORK, "\x00", "such as 192.0.2.7"),
        (BanKind.NAME, "  ", "who or what"),
    ],
)
def test_what_can_not_be_banned_is_refused_with_a_sentence(kind, value, sentence) -> None:
    with pytest.raises(ValidationError, match=sentence):
        normalise(kind, value)


@pytest.mark.django_db
def test_accounts_are_banned_by_name_or_key_unless_they_decide() -> None:
    cast = make_cast()
    assert normalise(BanKind.ACCOUNT, "Connie") == str(cast.connie.pk)
    assert normalise(BanKind.ACCOUNT, str(cast.connie.pk)) == str(cast.connie.pk)
    for name, sentence in (("maud", "decides"), ("nobody", "no account"), ("9" * 30, "no account")):
        with pytest.raises(ValidationError, match=sentence):
            normalise(BanKind.ACCOUNT, name)


def _comment(**fields) -> Comment:
    guest = {"author_name": "Legion", "author_email": "legion@example.org", "ip": "192.0.2.7"}
    return Comment(**guest | fields)


HITS = [
    (BanKind.NAME, "Legion", {}),
    (BanKind.NAME, "legion", {"author_name": "L e g i o n"}),
    (BanKind.NAME, "Legion", {"author_name": "Lеgiоn"}),
    (BanKind.EMAIL, "LEGION@example.org", {}),
    (BanKind.EMAIL, "legion@example.org", {"author_email": "Legion+2@Example.org"}),
    (BanKind.DOMAIN, "example.org", {}),
    (BanKind.DOMAIN, "example.org", {"author_email": "x@mail.example.org"}),
    (BanKind.DOMAIN, "spam.example", {"author_url": "https://a.b.spam.example:8000/x"}),
    (BanKind.DOMAIN, "bücher.example", {"author_url": "https://xn--bcher-kva.example"}),
    (BanKind.NETWORK, "192.0.2.7", {}),
    (BanKind.NETWORK, "192.0.2.0/24", {}),
    (BanKind.NETWORK, "192.0.0.0/16", {}),
    (BanKind.NETWORK, "2001:db8::/32", {"ip": "2001:db8:1:2:3:4:5:6"}),
    (BanKind.NETWORK, "2001:db8:1:2::/64", {"ip": "2001:db8:1:2:3:4:5:6"}),
    (BanKind.NETWORK, "2001:db8::7", {"ip": "2001:db8::7"}),
]
MISSES = [
    (BanKind.NAME, "Legion", {"author_name": "Region"}),
    (BanKind.NAME, "Legion", {"user_id": 7}),
    (BanKind.EMAIL, "legion+2@example.org", {}),
    (BanKind.EMAIL, "legion@example.org", {"author_email": ""}),
    (BanKind.DOMAIN, "example.org", {"author_email": "x@notexample.org"}),
    (BanKind.DOMAIN, "example.org", {"author_email": "x@example.org.evil.example"}),
    (BanKind.DOMAIN, "mail.example.org", {}),
    (BanKind.NETWORK, "192.0.2.8", {}),
    (BanKind.NETWORK, "192.0.3.0/24", {}),
    (BanKind.NETWORK, "192.0.2.0/24", {"ip": None}),
    (BanKind.NETWORK, "2001:db8::/64", {"ip": "2001:db8:0:1::7"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value", "fields"), HITS)
def test_ban_hits(kind, value, fields) -> None:
    row = ban(kind=kind, value=value, by=None)
    assert bans_on(_comment(**fields), timezone.now()) == [row]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value", "fields"), MISSES)
def test_ban_misses_everybody_else(kind, value, fields) -> None:
    ban(kind=kind, value=value, by=None)
    assert bans_on(_comment(**fields), timezone.now()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "\x00\ud800", "😀" * 245, "ﷺ" * 245])
def test_anybody_can_be_looked_up(name) -> None:
    odd = {"author_email": "@", "author_url": "http://[broken", "ip": None}
    assert (
        bans_on(_comment(author_name=name.replace("\ud800", "").replace("\x00", ""), **odd), timezone.now())
        == []
    )


@pytest.mark.django_db
def test_ban_ends_by_itself_and_the_longest_stands_first() -> None:
    now = timezone.now()
    name = ban(kind=BanKind.NAME, value="Legion", by=None, until=now + DAY)
    network = ban(kind=BanKind.NETWORK, value="192.0.2.0/24", by=None)
    assert bans_on(_comment(), now) == [network, name]
    assert bans_on(_comment(), now + DAY) == [network]


@pytest.mark.django_db
def test_bans_of_many_comments_are_read_by_one_query() -> None:
    now = timezone.now()
    row = ban(kind=BanKind.NAME, value="Legion", by=None)
    comments = [_comment(), _comment(author_name="Ben"), _comment(author_name="LEGION")]
    with CaptureQueriesContext(connection) as queries:
        assert bans_on_each(comments, now) == [[row], [], [row]]
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        bans_on(comments[0], now)
    assert len(queries) == 1


@pytest.mark.django_db
def test_bans_are_looked_up_in_their_index_however_many_there_are() -> None:
    Ban.objects.bulk_create(Ban(kind="network", value=f"10.{n >> 8}.{n & 255}.0/24") for n in range(3_000))
    with CaptureQueriesContext(connection) as queries:
        bans_on(_comment(user_id=3), timezone.now())
    plan = _plan(queries[0]["sql"])
    assert ("(kind=? AND value=?)" if connection.vendor == "sqlite" else "ban_unique") in plan
    assert "SCAN comments_ban" not in plan
    assert "Seq Scan" not in plan


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE comments_ban")
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}")
        return str(cursor.fetchall())


@pytest.mark.django_db
def test_ban_and_lift_are_done_once_and_told_in_the_log() -> None:
    cast = make_cast()
    until = timezone.now() + DAY
    row = ban(kind=BanKind.NAME, value="Troll", by=cast.maud, until=until, reason="Rude")
    assert ban(kind=BanKind.NAME, value="troll", by=cast.edith, until=until, reason="Rude").by == cast.maud
    longer = ban(kind=BanKind.NAME, value="TROLL", by=cast.edith, reason="Rude again")
    assert (longer.pk, longer.until, longer.by) == (row.pk, None, cast.edith)
    lift(ban=longer, by=cast.maud, reason="Sorry")
    lift(ban=longer, by=cast.maud, reason="Sorry")
    entries = list(ModerationLog.objects.order_by("pk").values_list("verb", "subject", "by__username"))
    assert entries == [("ban", "troll", "maud"), ("ban", "troll", "edith"), ("lift", "troll", "maud")]
    first = ModerationLog.objects.order_by("pk").first()
    assert first is not None
    assert first.reason.endswith("Rude")
    assert first.reason.startswith("Until ")


@pytest.mark.django_db
def test_account_is_told_by_its_name_in_the_log() -> None:
    connie = make_cast().connie
    ban(kind=BanKind.ACCOUNT, value=str(connie.pk), by=None)
    assert ModerationLog.objects.get().subject == "connie"


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value"), [("bogus", "x"), ("", "x")])
def test_ban_of_an_unknown_kind_is_refused(kind, value) -> None:
    with pytest.raises(ValidationError):
        ban(kind=kind, value=value, by=None)
    assert not Ban.objects.exists()


@pytest.mark.django_db
def test_ban_that_would_have_ended_is_refused_and_one_that_ended_begins_anew() -> None:
    now = timezone.now()
    with pytest.raises(ValidationError, match="ended already"):
        ban(kind=BanKind.NAME, value="Troll", by=None, until=now - DAY)
    row = ban(kind=BanKind.NAME, value="Troll", by=None, until=now + DAY)
    Ban.objects.filter(pk=row.pk).update(until=now - DAY, created_at=now - 9 * DAY)
    again = ban(kind=BanKind.NAME, value="Troll", by=None)
    assert again.created_at >= now


@pytest.mark.django_db
def test_whoever_is_banned_posts_nothing_and_moderators_do() -> None:
    cast = make_cast()
    set_discussion(hold_first=False)
    ban(kind=BanKind.NETWORK, value="203.0.113.0/24", by=cast.maud)
    outcome = submit(make_submission(ip="203.0.113.7"))
    assert (outcome.state, outcome.signals[0].rule) == (State.REFUSED, "banned")
    assert not Comment.objects.exists()
    told = submit(make_submission(user=cast.maud, ip="203.0.113.7"))
    assert (told.state, told.signals[0].rule, told.signals[0].action) == (State.PUBLISHED, "banned", "pass")
    post = make_post(authors=[author_of(cast.arthur)])
    assert submit(make_submission(post, user=cast.arthur, ip="203.0.113.8")).state == State.REFUSED


@pytest.mark.django_db
def test_account_is_banned_whatever_it_says() -> None:
    user = make_user("grace", is_staff=True)
    ban(kind=BanKind.ACCOUNT, value="grace", by=None)
    assert submit(make_submission(user=user)).state == State.REFUSED
