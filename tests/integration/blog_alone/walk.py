"""Write a post and read each kind of page that shows it. A program: apps are chosen once a process."""

import django
from django.core.management import call_command

django.setup()

from django.apps import apps  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import make_author, make_category, make_page, make_post, make_user  # noqa: E402


def main() -> None:
    assert not apps.is_installed("comments")
    call_command("migrate", verbosity=0)
    post = make_post("Alone", authors=[make_author("Ann")], categories=[make_category("News")], tags=["one"])
    page = make_page("About")
    reader, desk = Client(), Client()
    desk.force_login(make_user("ada", is_staff=True, is_superuser=True))
    day = f"/{post.published_on:%Y/%m/%d}/"
    for address in (
        *("/", day, "/archive/", "/category/news/", "/tag/one/", "/author/ann/", "/feed/", "/sitemap.xml"),
        *("/search/?q=alone", post.get_absolute_url(), page.get_absolute_url()),
    ):
        response = reader.get(address)
        assert response.status_code == 200, (address, response.status_code)
    for address in ("/admin/", "/admin/blog/post/", f"/admin/blog/post/{post.pk}/change/"):
        response = desk.get(address)
        assert response.status_code == 200, (address, response.status_code)


main()
