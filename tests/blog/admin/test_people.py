"""Accounts at the desk."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail

from blog.models import User
from blog.roles import Role, role_of
from tests.blog.admin.desk import DeskForm, errors_of
from tests.cast import Cast, make_cast
from tests.factories import make_user, set_site

pytestmark = pytest.mark.django_db

ADD = "/admin/blog/user/add/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def ada(cast, client):
    client.force_login(cast.ada)
    return client


def change(user: User) -> str:
    return f"/admin/blog/user/{user.pk}/change/"


def test_an_invitation_makes_the_account_and_sends_the_mail(ada) -> None:
    response = DeskForm(ada, ADD).send(name="Zoë", email="zoe@example.org", role="Contributor")
    assert response.status_code == 302
    user = User.objects.get(email="zoe@example.org")
    assert role_of(user) == Role.CONTRIBUTOR
    assert [sent.to for sent in mail.outbox] == [["zoe@example.org"]]
    assert LogEntry.objects.get().object_id == str(user.pk)


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("ADA@example.org", "already an account with this e-mail"),
        ("zoe@example.org\nBcc: all@example.org", "valid email"),
        ("", "required"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(ada, email: str, words: str) -> None:
    response = DeskForm(ada, ADD).send(name="Zoë", email=email, role="Author")
    assert words in errors_of(response)
    assert mail.outbox == []


def test_an_invitation_needs_a_role_that_exists(ada) -> None:
    for role in ("", "Emperor"):
        assert DeskForm(ada, ADD).send(name="Zoë", email="zoe@example.org", role=role).status_code == 200
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_a_mail_server_that_is_down_gives_the_form_back(ada, no_mail) -> None:
    form = DeskForm(ada, ADD)
    response = form.send(name="Zoë", email="zoe@example.org", role="Author")
    assert "could not be handed to the mail server" in errors_of(response)
    assert form.values["email"] == ["zoe@example.org"]
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_a_role_is_changed_and_taken(cast, ada) -> None:
    DeskForm(ada, change(cast.connie)).send(role="Editor", name="Connie Writer")
    connie = User.objects.get(pk=cast.connie.pk)
    assert (role_of(connie), connie.get_full_name()) == (Role.EDITOR, "Connie Writer")
    DeskForm(ada, change(cast.connie)).send(role="")
    assert not User.objects.get(pk=cast.connie.pk).is_staff


def test_an_administrator_who_is_made_an_editor_is_no_superuser_any_more(cast, ada) -> None:
    other = make_user("otto", is_staff=True, is_superuser=True)
    DeskForm(ada, change(other)).send(role="Editor")
    assert not User.objects.get(pk=other.pk).is_superuser


@pytest.mark.parametrize("fields", [{"role": "Editor"}, {"role": ""}, {"is_active": ""}])
def test_nobody_shuts_themselves_out(cast, ada, fields: dict[str, str]) -> None:
    form = DeskForm(ada, change(cast.ada))
    if "is_active" in fields:
        del form.values["is_active"]
        fields = {}
    assert "Ask another administrator" in errors_of(form.send(**fields))
    assert User.objects.get(pk=cast.ada.pk).is_active


def test_flags_of_power_cannot_be_forged(cast, ada) -> None:
    ada.logout()
    helper = make_user("helga", is_staff=True)
    from blog.accounts import set_role

    set_role(user=helper, role=Role.ADMINISTRATOR)
    ada.force_login(helper)
    DeskForm(ada, change(cast.connie)).send(
        is_superuser="on", is_staff="on", password="x", role="Contributor"
    )
    connie = User.objects.get(pk=cast.connie.pk)
    assert not connie.is_superuser
    assert connie.password == cast.connie.password


def test_links_for_passwords_are_mailed_to_the_invited_and_the_forgetful(cast, ada) -> None:
    DeskForm(ada, ADD).send(name="Zoë", email="zoe@example.org", role="Author")
    ticked = [User.objects.get(email="zoe@example.org").pk, cast.edith.pk]
    ada.post("/admin/blog/user/", {"action": "send_link", "_selected_action": ticked})
    subjects = sorted(sent.subject for sent in mail.outbox[1:])
    assert subjects == ["A new password for Parley", "Your account at Parley"]


def test_accounts_are_not_deleted(cast, ada) -> None:
    assert ada.post(f"/admin/blog/user/{cast.connie.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=cast.connie.pk).exists()


def test_roles_are_shown_in_the_list(ada) -> None:
    html = ada.get("/admin/blog/user/").content.decode()
    assert all(role in html for role in ("Editor", "Contributor", "Moderator"))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(cast, ada, count: int, django_assert_num_queries) -> None:
    set_site()
    for _ in range(count):
        make_user()
    with django_assert_num_queries(6):  # a superuser's permissions are not asked for
        ada.get("/admin/blog/user/")


def test_the_desk_speaks_of_accounts_and_invitations(cast, ada) -> None:
    for address in ("/admin/blog/user/", ADD, change(cast.maud), f"/admin/blog/user/{cast.maud.pk}/history/"):
        html = ada.get(address).content.decode()
        assert "Accounts" in html.partition('id="crumbs"')[2].partition("</nav>")[0]
        assert "Users" not in html
    assert "<h1>Accounts</h1>" in ada.get("/admin/blog/user/").content.decode()
    assert "<h1>Invite somebody</h1>" in ada.get(ADD).content.decode()
