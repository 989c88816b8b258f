"""The demo becomes somebody's own blog once, and a blog that is somebody's own never again."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from blog import setup_token
from blog.models import Post, SiteSettings, Stamp, User
from blog.search import matching_ids
from blog.start_blog import AlreadyStartedError, start_blog
from comments.models import Comment
from tests.factories import make_category, make_post, make_user, set_site

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = {
    "title": "Crooked Timber",
    "time_zone": "Europe/Paris",
    "username": "grace",
    "email": "grace@example.org",
    "password": "correct horse battery",
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


@pytest.fixture
def demo(data: Path, client: Client) -> None:
    """A demo with a bit of everything, whose administrator is signed in."""
    ada = make_user("ada", is_staff=True, is_superuser=True)
    post = make_post("Hello", by=ada, tags=["C++"], categories=[make_category("Politics")])
    Comment.objects.create(post=post, source="Hello yourself.")
    client.force_login(ada)
    LogEntry.objects.log_actions(ada.pk, [post], 1, single_object=True)
    set_site(title="The demo", tagline="Try it", is_demo=True)
    (data / "media").mkdir()
    (data / "media" / "picture.jpg").write_bytes(b"picture")
    (data / "demo-accounts.txt").write_text("Administrator ada secret\n")


def is_emptied() -> bool:
    rest = [model.objects.count() for model in (Post, Comment, LogEntry)]
    return rest == [0, 0, 0] and not User.objects.filter(username="ada").exists()


def test_demo_is_emptied_and_the_blog_is_ones_own(demo: None, data: Path):
    user = start_blog(**ANSWERS)
    assert is_emptied()
    assert not Session.objects.exists()
    assert [path.name for path in data.iterdir()] == []
    site = SiteSettings.current()
    assert (site.title, site.time_zone, site.tagline, site.is_demo) == (
        "Crooked Timber",
        "Europe/Paris",
        "",
        False,
    )
    assert user.is_superuser
    assert user.check_password("correct horse battery")
    assert [group.name for group in user.groups.all()] == ["Administrator"]


def test_pages_of_the_demo_are_out_of_date(demo: None):
    before = dict(Stamp.objects.values_list("key", "token"))
    start_blog(**ANSWERS)
    after = dict(Stamp.objects.values_list("key", "token"))
    assert before
    assert before.keys() <= after.keys()
    assert not before.items() & after.items()


def test_nothing_of_the_demo_is_found_any_more(demo: None):
    assert matching_ids("Hello")
    start_blog(**ANSWERS)
    assert not matching_ids("Hello")


def test_own_blog_is_never_emptied(demo: None):
    set_site(is_demo=False)
    with pytest.raises(AlreadyStartedError):
        start_blog(**ANSWERS)
    assert Post.objects.count() == 1
    assert SiteSettings.current().title == "The demo"


def test_blog_without_administrator_gets_one_and_loses_nothing():
    make_post("Imported before anybody could sign in")
    start_blog(**ANSWERS)
    assert Post.objects.count() == 1
    assert User.objects.get().username == "grace"


def test_what_was_started_can_be_written_to(demo: None):
    user = start_blog(**ANSWERS)
    post = make_post("First", by=user, tags=["C++"], categories=[make_category("Politics")])
    assert Post.objects.get() == post


def test_email_address_as_a_user_name_is_not_shown_to_readers():
    user = start_blog(**ANSWERS | {"username": "grace@example.org"})
    assert (user.author.name, user.author.slug) == ("grace", "grace")


# --- The page


@pytest.fixture
def token() -> str:
    return setup_token.make_token()


def fill_in(token: str) -> dict[str, str]:
    return ANSWERS | {"password_again": ANSWERS["password"], "token": token}


def test_token_is_private_and_only_the_newest_counts(data: Path):
    old, new = setup_token.make_token(), setup_token.make_token()
    assert stat.S_IMODE((data / "setup-token").stat().st_mode) == 0o600
    assert setup_token.is_right_token(new)
    assert not setup_token.is_right_token(old)
    assert not setup_token.is_right_token("")
    setup_token.drop_token()
    assert not setup_token.is_right_token(new)
    assert not setup_token.is_right_token("")


def test_page_starts_the_blog_signs_in_and_is_gone(demo: None, token: str, client: Client):
    assert f'value="{token}"' in client.get("/setup/", {"token": token}).content.decode()
    answer = client.post("/setup/", fill_in(token))
    assert answer.status_code == 302
    assert is_emptied()
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    assert client.get("/setup/", {"token": token}).status_code == 404
    assert client.post("/setup/", fill_in(token)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"token": "guessed"}, "not the token of the running server"),
        ({"token": ""}, "This field is required"),
        ({"password_again": "another"}, "The two passwords differ"),
        ({"password": "12345678", "password_again": "12345678"}, "too common"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"username": "grace hopper!"}, "Enter a valid username"),
        ({"email": "grace"}, "Enter a valid email address"),
        ({"title": " "}, "This field is required"),
    ],
)
def test_page_says_what_is_wrong_and_changes_nothing(
    changes: dict[str, str], sentence: str, demo: None, token: str, client: Client
):
    answer = client.post("/setup/", fill_in(token) | changes)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert 'value="grace' in answer.content.decode()
    assert Post.objects.count() == 1


def test_page_is_gone_from_a_blog_that_has_an_administrator(token: str, client: Client):
    make_user("ada", is_superuser=True)
    assert client.get("/setup/", {"token": token}).status_code == 404


def test_page_does_not_tell_others_its_address(demo: None, client: Client):
    headers = client.get("/setup/").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


# --- The command


def run_command(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    answers = ANSWERS | changes
    monkeypatch.setenv("PASSWORD", answers.pop("password"))
    call_command("start_blog", no_input=True, verbosity=0, **answers)


def test_command_starts_the_blog(demo: None, monkeypatch: pytest.MonkeyPatch):
    run_command(monkeypatch)
    assert is_emptied()
    assert User.objects.get().username == "grace"


@pytest.mark.parametrize(
    ("name", "value"), [("title", ""), ("time_zone", "Paris"), ("email", "x"), ("password", "short")]
)
def test_command_names_what_is_wrong(name: str, value: str, demo: None, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(CommandError, match=f"^--{name.replace('_', '-')}: "):
        run_command(monkeypatch, **{name: value})
    assert Post.objects.count() == 1


def test_command_refuses_a_blog_that_has_begun(monkeypatch: pytest.MonkeyPatch):
    make_user("ada", is_superuser=True)
    with pytest.raises(CommandError, match="your own blog already"):
        run_command(monkeypatch)


def test_command_refuses_a_name_that_is_taken_where_nothing_is_emptied(monkeypatch: pytest.MonkeyPatch):
    make_user("grace")
    with pytest.raises(CommandError, match="--username: "):
        run_command(monkeypatch)
    assert User.objects.count() == 1


def test_command_asks_again_for_what_is_wrong(demo: None, monkeypatch: pytest.MonkeyPatch, capsys):
    typed = iter(["Crooked Timber", "Paris", "Europe/Paris", "grace", "grace@example.org"])
    monkeypatch.setattr("builtins.input", lambda question: next(typed))
    monkeypatch.setattr("getpass.getpass", lambda question: "correct horse battery")
    monkeypatch.delenv("PASSWORD", raising=False)
    call_command("start_blog")
    assert "Select a valid choice. Paris" in capsys.readouterr().err
    assert SiteSettings.current().time_zone == "Europe/Paris"
