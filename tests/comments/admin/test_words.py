"""The list of words at the desk: added, pasted, tried; and what they would have caught."""

import pytest
from django.test import Client

from comments.models import Action, ModerationLog, WordKind, WordRule
from comments.words import SHOWN
from tests.blog.admin.desk import DeskForm
from tests.comment_factories import make_comment, set_discussion

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/wordrule/"


def test_words_are_added_changed_and_removed_and_the_log_tells(cast, maud) -> None:
    assert DeskForm(maud, f"{LIST}add/").send("_save", pattern=" online  casino ").status_code == 302
    rule = WordRule.objects.get()
    assert (rule.pattern, rule.kind, rule.action, rule.by) == (
        *("online casino", WordKind.WORD, Action.HOLD),
        cast.maud,
    )
    address = f"{LIST}{rule.pk}/change/"
    assert DeskForm(maud, address).send("_save", action="refuse", note="Ask Edith").status_code == 302
    rule.refresh_from_db()
    assert (rule.action, rule.note) == (Action.REFUSE, "Ask Edith")
    maud.post(f"{LIST}{rule.pk}/delete/", {"post": "yes"})
    assert not WordRule.objects.exists()
    verbs = ModerationLog.objects.order_by("pk").values_list("verb", "subject", "by")
    assert list(verbs) == [
        (verb, "online casino", cast.maud.pk) for verb in ("add-word", "change-word", "remove-word")
    ]


@pytest.mark.parametrize(
    ("pattern", "kind", "sentence"),
    [
        ("(a", "regex", "no regular expression"),
        ("a*", "regex", "every comment"),
        ("(?:a{900}){900}", "regex", "repeats too often"),
        (",", "word", "nearly every comment"),
        ("a", "prefix", "Too many words"),
    ],
)
def test_what_can_not_be_looked_for_comes_back_with_a_sentence(maud, pattern, kind, sentence) -> None:
    response = DeskForm(maud, f"{LIST}add/").send("_save", pattern=pattern, kind=kind)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not WordRule.objects.exists()


def test_words_that_are_there_already_come_back_with_a_sentence(maud) -> None:
    WordRule.objects.create(pattern="casino")
    response = DeskForm(maud, f"{LIST}add/").send("_save", pattern="casino")
    assert response.status_code == 200
    assert WordRule.objects.count() == 1


def test_pasted_list_is_added_line_by_line(maud) -> None:
    WordRule.objects.create(pattern="casino")
    text = "casino\r\n\r\n online poker \nOnline Poker\nonline poker\n192.0.2.7\n,\n" + "x" * 301
    response = maud.post(
        f"{LIST}paste/", {"text": text, "kind": "word", "action": "spam"}, follow=True
    ).content.decode()
    [added] = WordRule.objects.filter(action=Action.SPAM)
    assert added.pattern == "online poker"
    assert "1 line is added. 3 were there already." in response
    assert "3 lines were not taken" in response
    assert "is an IP address" in response


def test_pasted_list_without_a_line_comes_back(maud) -> None:
    assert maud.post(f"{LIST}paste/", {"text": "", "kind": "word", "action": "hold"}).status_code == 200
    odd = maud.post(f"{LIST}paste/", {"text": "x", "kind": "bogus", "action": "pass"})
    assert odd.status_code == 200
    assert not WordRule.objects.exists()


def test_page_of_words_shows_what_they_would_have_caught(maud) -> None:
    set_discussion(flood_seconds=0)
    rule = WordRule.objects.create(pattern="press")
    make_comment(text="I work for the Press, believe me.", name="Ben")
    make_comment(text="Nothing but WordPress.")
    html = maud.get(f"{LIST}{rule.pk}/change/").content.decode()
    assert "Looked at the newest 2 comments" in html
    assert "It would have caught 1:" in html
    assert "<mark>Press</mark>" in html
    assert "WordPress." not in html


def test_words_are_tried_without_being_stored(maud) -> None:
    set_discussion(flood_seconds=0)
    post = make_comment(text="Number nought, with pills.").post
    for number in range(SHOWN + 1):
        make_comment(post, text=f"Number {number}, with pills.")
    html = maud.get(f"{LIST}try/?pattern=pil&kind=prefix").content.decode()
    assert f"It would have caught {SHOWN + 2}" in html
    assert html.count("<mark>pills</mark>") == SHOWN
    assert "It would have caught nothing" in maud.get(f"{LIST}try/?pattern=pil&kind=word").content.decode()
    assert not WordRule.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "?pattern=&kind=", "?pattern=%00&kind=word", "?pattern=(a&kind=regex", "?pattern=x&kind=x"]
)
def test_odd_trials_are_no_errors(maud, query: str) -> None:
    response = maud.get(f"{LIST}try/{query}")
    assert response.status_code == 200
    assert response.context["trial"] is None


def test_add_page_takes_over_what_was_tried(maud) -> None:
    html = maud.get(f"{LIST}add/?pattern=pills&kind=prefix").content.decode()
    assert 'value="pills"' in html


@pytest.mark.parametrize("name", ["arthur", "connie"])
def test_others_find_nothing(cast, client: Client, name: str) -> None:
    rule = WordRule.objects.create(pattern="press")
    client.force_login(cast[name])
    for address in ("", "add/", "paste/", "try/?pattern=x&kind=word", f"{rule.pk}/change/"):
        assert client.get(LIST + address).status_code == 403
    assert client.post(f"{LIST}paste/", {"text": "x", "kind": "word", "action": "hold"}).status_code == 403
    assert WordRule.objects.count() == 1


def test_empty_list_says_what_it_is_for_and_offers_no_actions(maud) -> None:
    html = maud.get(LIST).content.decode()
    assert "No words are blocked or held yet" in html
    assert 'name="action"' not in html
    assert "There is nothing here." in maud.get(f"{LIST}?q=nothing").content.decode()
    WordRule.objects.create(pattern="pills")
    html = maud.get(LIST).content.decode()
    assert "No words are blocked or held yet" not in html
    assert 'name="action"' in html
