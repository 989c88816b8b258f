"""Whole words, beginnings, expressions: what is found, and what only looks like it."""

import pytest

from comments.word_matching import Hit, Rule, compiled


def _found(pattern: str, text: str, kind: str = "word") -> list[str]:
    return [hit.matched for hit in compiled((Rule(pattern, kind, "hold"),)).look(text)]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("press", "The Press’s WordPress", "Press"),
        ("press", "PRESS.", "PRESS"),
        ("press", "x_press_y", "press"),
        ("straße", "STRASSE", "STRASSE"),
        ("café", "Cafe\u0301", "Café"),
        ("don't", "I DON’T know", "DON’T"),
        ("online casino", "an Online-Casino here", "Online-Casino"),
        ("online casino", "online\ncasino", "online\ncasino"),
        ("viagra", "vi\u200bag\u00adra", "viagra"),
        ("赌场", "在线赌场网站", "赌场"),
        ("हिन्दी", "यह हिन्दी है", "हिन्दी"),
        ("casino.example", "http://casino.example/x", "casino.example"),
        ("c++", "I like C++!", "C++"),
        ("#maga", "so #MAGA it", "#MAGA"),
        ("$$$", "a $$$ b", "$$$"),
        ("🍆", "no 🍆 here", "🍆"),
        ("a@spam.example", "A@Spam.Example", "A@Spam.Example"),
    ],
)
def test_whole_words_are_found_as_they_stand_there(pattern, text, found) -> None:
    assert _found(pattern, text) == [found]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("press", "WordPress, express, pressed, Presse"),
        ("ass", "class assassin Massachusetts"),
        ("café", "cafe"),
        ("online casino", "online. Casino"),
        ("online casino", "online\n\ncasino"),
        ("online casino", "online the casino"),
        ("casino.example", "casino example"),
        ("#maga", "maga"),
        ("c++", "c and xc++"),
        ("$$$", "$$"),
    ],
)
def test_pieces_of_words_are_not_found(pattern, text) -> None:
    assert _found(pattern, text) == []


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("pil", "Pills and pilots", ["Pills"]),
        ("pil", "spill, up, il", []),
        ("online cas", "Online casinos", ["Online casinos"]),
        ("online cas", "offline casinos", []),
        ("#mag", "x #magazine", ["#mag"]),
    ],
)
def test_beginnings_are_found_at_the_beginning_only(pattern, text, found) -> None:
    assert _found(pattern, text, "prefix") == found


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"v[i1]agra", "ViAGRA", ["ViAGRA"]),
        (r"^buy", "text\nBuy now", ["Buy"]),
        (r"\bpress\b", "WordPress", []),
        (r"(?=press)", "press", ["(?=press)"]),
    ],
)
def test_expressions_are_looked_for_in_every_line(pattern, text, found) -> None:
    assert _found(pattern, text, "regex") == found


def test_expression_that_takes_too_long_is_given_up_and_the_others_are_not() -> None:
    slow = Rule(r"(x+x+)+y", "regex", "refuse")
    words = compiled((Rule("here", "word", "hold"), slow))
    assert set(words.look("here " + "x" * 5_000, seconds=0.02)) == {
        Hit(Rule("here", "word", "hold"), "here"),
        Hit(slow, ""),
    }


def test_expression_that_is_none_does_not_stop_the_others() -> None:
    words = compiled((Rule("(", "regex", "hold"), Rule("here", "word", "hold")))
    assert [hit.matched for hit in words.look("here")] == ["here"]


def test_each_rule_is_found_once_and_all_of_them_are_found() -> None:
    rules = tuple(Rule(f"word{number}", "word", "hold") for number in range(300))
    text = " ".join(rule.pattern for rule in rules) * 2
    assert {hit.rule for hit in compiled(rules).look(text)} == set(rules)
    assert len(compiled(rules).look("word7 word7 word7")) == 1


def test_rules_are_made_ready_once_as_long_as_they_stay_the_same() -> None:
    def rules() -> tuple[Rule, ...]:
        return tuple(Rule(f"word{number}", "word", "hold") for number in range(3))

    assert compiled(rules()) is compiled(rules())
    assert compiled(rules()[:2]) is not compiled(rules())


@pytest.mark.parametrize("text", ["", "\x00\ud800", "a" * 50_000, "\u0301" * 500, "ﷺ" * 500])
def test_any_text_can_be_looked_at(text) -> None:
    rules = (Rule("press", "word", "hold"), Rule("ب", "prefix", "hold"), Rule(r"\w+!", "regex", "hold"))
    assert compiled(rules).look(text) == []
