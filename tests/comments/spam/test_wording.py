"""How the score reads to moderators."""

from comments.spam import Verdict, spoken, words_in


def test_score_stands_before_the_words() -> None:
    verdict = Verdict(0.997, ("links:3+", "viagra", "host:pills.example", "shape:capitals", "name:seo"))
    assert spoken(verdict) == "99.7\u00a0%: viagra, pills.example, seo, links: 3+, CAPITALS"


def test_few_words_are_named() -> None:
    assert spoken(Verdict(0.95, ("tld:example", *"abcdefgh"))) == "95.0\u00a0%: a, b, c, d, e, f"


def test_what_reads_the_same_is_said_once() -> None:
    assert spoken(Verdict(0.95, ("cheap", "name:cheap", "site-word:cheap"))) == "95.0\u00a0%: cheap"


def test_nothing_is_certain() -> None:
    assert spoken(Verdict(0.999999)) == "99.9\u00a0%"
    assert spoken(Verdict(0.0000001)) == "0.1\u00a0%"


def test_words_are_found_again() -> None:
    assert words_in(spoken(Verdict(0.99, ("viagra", "cheap")))) == ["viagra", "cheap"]
    assert words_in(spoken(Verdict(0.02))) == words_in("") == []
