"""Reading exports: whatever WordPress has written in twenty years, and nothing harmful."""

import datetime
import tracemalloc

import pytest

from blog.wordpress import characters
from blog.wordpress.characters import Repairs
from blog.wordpress.items import WxrAuthor, WxrItem, WxrTerm
from blog.wordpress.reader import WxrError, read

from . import wxr


def read_text(tmp_path, text, repairs=None):
    path = tmp_path / "export.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read(path, repairs))


def read_items(tmp_path, *parts, **options):
    return [each for each in read(wxr.write(tmp_path, *parts, **options)) if isinstance(each, WxrItem)]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_version_and_scheme_of_the_namespaces_is_read(tmp_path, version, scheme) -> None:
    text = wxr.wxr(
        wxr.author("ada", author_email="ada@example.com", author_display_name="Ada L"),
        wxr.category("politics", "Politics", category_description="On the vote."),
        wxr.tag("iraq", "Iraq"),
        wxr.item("A day", wxr.term_ref("post_tag", "iraq", "Iraq"), wxr.comment(5, "<b>No.</b>"), post_id=3),
        version=version,
    ).replace("http://wordpress", f"{scheme}://wordpress")
    author, category, tag, item = read_text(tmp_path, text)
    assert author == WxrAuthor("ada", "ada@example.com", "Ada L")
    assert category == WxrTerm("category", "politics", "Politics", description="On the vote.")
    assert tag == WxrTerm("post_tag", "iraq", "Iraq")
    assert (item.number, item.title, item.creator, item.content) == (3, "A day", "ada", "Some text.")
    assert [(ref.taxonomy, ref.slug, ref.name) for ref in item.terms] == [("post_tag", "iraq", "Iraq")]
    assert [(comment.number, comment.content) for comment in item.comments] == [(5, "<b>No.</b>")]


def test_times_are_kept_as_they_are_written_and_zeros_are_none(tmp_path) -> None:
    draft, post = read_items(
        tmp_path,
        wxr.item(post_date_gmt="0000-00-00 00:00:00", post_date="2007-13-40 00:00:00"),
        wxr.item(pubDate="Sat, 03 Feb 2007 04:30:00 +0000"),
    )
    assert (draft.published, draft.published_gmt) == (None, None)
    assert post.published == datetime.datetime(2007, 2, 2, 23, 30)
    assert post.published_gmt == post.listed == datetime.datetime(2007, 2, 3, 4, 30)


def test_year_before_the_first_is_no_date(tmp_path) -> None:
    (item,) = read_items(
        tmp_path, wxr.item(post_date="0001-01-01 00:00:00", pubDate="Mon, 30 Nov -0001 00:00:00 +0000")
    )
    assert (item.published, item.listed) == (None, None)


def test_slugs_are_decoded(tmp_path) -> None:
    (item,) = read_items(tmp_path, wxr.item(post_name="%e6%97%a5%e6%9c%ac"))
    assert item.slug == "日本"


def test_item_with_nothing_in_it_is_empty(tmp_path) -> None:
    (item,) = read_items(tmp_path, "<item><wp:post_type>post</wp:post_type></item>")
    assert (item.number, item.title, item.status, item.parent, item.comments) == (None, "", "", 0, [])


def test_terms_of_old_exports_count_once(tmp_path) -> None:
    both = "<category><![CDATA[Iraq]]></category>" + wxr.term_ref("category", "iraq", "Iraq")
    bare = "<category><![CDATA[Iraq]]></category>"
    with_kind, without = read_items(
        tmp_path, wxr.item("A", both, wxr.term_ref("tag", "war")), wxr.item("B", bare), version="1.0"
    )
    assert [(ref.taxonomy, ref.slug) for ref in with_kind.terms] == [
        ("category", "iraq"),
        ("post_tag", "war"),
    ]
    assert [(ref.taxonomy, ref.slug, ref.name) for ref in without.terms] == [("category", "", "Iraq")]


def test_old_slugs_are_read_from_the_meta(tmp_path) -> None:
    (item,) = read_items(
        tmp_path, wxr.item("A", wxr.meta("_edit_last", "1"), wxr.meta("_wp_old_slug", "first-name"))
    )
    assert item.old_slugs == ["first-name"]


def test_characters_that_xml_forbids_are_left_out_and_counted(tmp_path) -> None:
    dirty = wxr.wxr(wxr.item("A title")).replace("A title", "A\x0b ti\x00tle\uffff").encode()
    repairs = Repairs()
    (item,) = read_text(tmp_path, dirty, repairs)
    assert (item.title, repairs.dropped, repairs.unreadable) == ("A title", 3, 0)


def test_bytes_that_are_no_text_are_replaced_and_counted(tmp_path) -> None:
    repairs = Repairs()
    (item,) = read_text(
        tmp_path, wxr.wxr(wxr.item("A title")).encode().replace(b"A title", b"A\xff t"), repairs
    )
    assert (item.title, repairs.unreadable) == ("A\ufffd t", 1)


def test_replacement_character_of_the_file_itself_is_no_repair(tmp_path) -> None:
    repairs = Repairs()
    read_text(tmp_path, wxr.wxr(wxr.item("A \ufffd")), repairs)
    assert repairs.unreadable == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read(tmp_path, encoding) -> None:
    text = wxr.wxr(wxr.item("Café"))
    if encoding == "iso-8859-1":
        text = text.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    (item,) = read_text(tmp_path, text.encode(encoding))
    assert item.title == "Café"


def test_what_plugins_print_before_and_behind_is_nothing(tmp_path) -> None:
    text = f"\n\n{wxr.wxr(wxr.item('A'))}<br /><b>Warning</b>: cannot modify header & so on"
    assert [item.title for item in read_text(tmp_path, text)] == ["A"]


def test_document_type_is_refused_with_its_line(tmp_path) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a0 "ha">{laughs}]>\n<rss>&a11;</rss>'
    with pytest.raises(WxrError, match=r"export\.xml, line 2: it declares a document type"):
        read_text(tmp_path, text)


def test_file_from_elsewhere_is_not_fetched(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    text = f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}"><rss><channel/></rss>'
    with pytest.raises(WxrError, match="document type"):
        read_text(tmp_path, text)


def test_text_that_speaks_of_document_types_is_read(tmp_path) -> None:
    (item,) = read_items(tmp_path, wxr.item(**{"content:encoded": "<pre>\n<!DOCTYPE html></pre>"}))
    assert item.content == "<pre>\n<!DOCTYPE html></pre>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello", r"export\.xml is not well-formed XML \(line 1"),
        ("", "is cut off"),
        (wxr.wxr(wxr.item("A"))[:-300], r"is cut off: it ends in the middle, in line \d+"),
        (wxr.HEAD.format(version="1.2") + "<item><title>A & B</title>", r"well-formed XML \(line 14, column"),
        (wxr.HEAD.format(version="1.2") + "<item><title>&nbsp;</title>", "undefined entity"),
        ("<rss><channel><item><title>A</title></item></channel></rss>", "is not a WordPress export"),
        ('<?xml version="1.0" encoding="x-none"?><rss/>', "“x-none”, an unknown encoding"),
        (" " * 200_000, "is cut off"),
        (f"<!-- {'-' * 10 + ' '} -->" * 20_000, "not well-formed|not a WordPress export"),
    ],
)
def test_file_that_is_no_export_is_refused_in_one_line(tmp_path, text, message) -> None:
    with pytest.raises(WxrError, match=message) as refusal:
        read_text(tmp_path, text)
    assert "\n" not in str(refusal.value)


def test_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(WxrError, match=r"none\.xml cannot be read: No such file"):
        list(read(tmp_path / "none.xml"))


def test_memory_does_not_grow_with_the_file(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(characters, "CHUNK", 10_000)

    def peak(items: int) -> int:
        path = wxr.write(tmp_path, *[wxr.item("A", wxr.comment(1, "word " * 500)) for _ in range(items)])
        tracemalloc.start()
        for _each in read(path):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(500) < 1.5 * peak(50)
