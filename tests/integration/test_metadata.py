"""Every kind of page, as search engines see it: what is to be found says what it is, the rest nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import pages
from tests.heads import head_of

pytestmark = pytest.mark.django_db

FOR_EVERYBODY = {
    kind: ask
    for kind, ask in pages.FOR_READERS.items()
    if ask.status == 200 and not ask.sent and not ask.by and "setup" not in kind
}
LEFT_OUT = ("locked post", "search", "reply", "quotation", "receipt", "link in a mail")
NODES = {"home": {"WebSite", "Blog"}, "author": {"ProfilePage"}, "page": {"WebPage"}}


def test_every_page_that_is_to_be_found_says_what_it_is(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    made, client = pages.build(), Client()
    told = set()
    for kind, ask in FOR_EVERYBODY.items():
        head = head_of(client, ask.address.format(**made))
        if "noindex" in head.names.get("robots", ""):
            assert (head.canonical, head.properties, head.nodes) == ([], [], []), kind
            continue
        told.add(kind)
        assert head.canonical == head.all("og:url"), kind
        assert len(head.canonical) == len(head.all("og:title")) == len(head.all("og:image")) == 1, kind
        assert kind.startswith("home") or head.names["description"], kind
        assert NODES.get(kind, set()) <= set(head.kinds()), kind
    assert told == {kind for kind in FOR_EVERYBODY if not kind.startswith(LEFT_OUT)}
