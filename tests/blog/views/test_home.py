"""Addresses by number, of posts that came from a blog which had them."""

import pytest
from django.test import Client

from blog.models import Category
from tests.factories import make_category, make_page, make_post

pytestmark = pytest.mark.django_db


def test_numbers_of_an_imported_blog_lead_to_todays_addresses(client: Client) -> None:
    post = make_post(import_ref="wordpress:123")
    page = make_page("About", import_ref="wordpress:2")
    category = make_category("Politics")
    Category.objects.filter(pk=category.pk).update(import_ref="wordpress:9")
    answers = {query: client.get(f"/?{query}") for query in ("p=123", "page_id=2", "p=2", "cat=9", "p=0123")}
    assert {query: answer.status_code for query, answer in answers.items()} == dict.fromkeys(answers, 301)
    assert (
        answers["p=123"].headers["Location"]
        == answers["p=0123"].headers["Location"]
        == post.get_absolute_url()
    )
    assert (
        answers["page_id=2"].headers["Location"]
        == answers["p=2"].headers["Location"]
        == page.get_absolute_url()
    )
    assert answers["cat=9"].headers["Location"] == "/category/politics/"


@pytest.mark.parametrize("number", ["124", "", "-1", "1e3", "abc", "١٢٣", "1" * 40, "%00", "%ff", "12 3"])
def test_numbers_that_lead_nowhere_are_not_found(client: Client, number: str) -> None:
    make_post(import_ref="wordpress:123")
    assert [client.get(f"/?{name}={number}").status_code for name in ("p", "page_id", "cat")] == [404] * 3


def test_number_of_a_post_behind_a_password_is_kept_by_nobody(client: Client) -> None:
    post = make_post(import_ref="wordpress:123", password="sesame")
    assert client.get("/?p=123").status_code == 404
    client.post(f"/unlock/{post.pk}/", {"password": "sesame"})
    response = client.get("/?p=123")
    assert (response.status_code, response.headers["Cache-Control"]) == (301, "private, no-store")
    assert not hasattr(response, "page_dependencies")


def test_number_leads_elsewhere_when_the_address_changes(client: Client) -> None:
    post = make_post(import_ref="wordpress:123")
    Category.objects.filter(pk=make_category("Politics").pk).update(import_ref="wordpress:9")
    keys = {
        query: client.get(f"/?{query}").page_dependencies.keys  # type: ignore[attr-defined]
        for query in ("p=123", "cat=9")
    }
    assert keys == {"p=123": {"site", f"post:{post.pk}"}, "cat=9": {"site", "terms"}}


def test_other_parameters_change_nothing(client: Client) -> None:
    make_post("Hello")
    assert b"Hello" in client.get("/?utm_source=x&P=1&q=%00").content
