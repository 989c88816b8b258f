"""What is made once and kept within so many bytes."""

from blog.keeping import Kept


def kept_within(room: int) -> tuple[Kept[str, [], str], list[str]]:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key * 10

    return Kept(make, room=room, size_of=lambda _key, value: len(value)), made


def test_each_is_made_once() -> None:
    double, made = kept_within(1_000)
    assert [double("a"), double("b"), double("a")] == ["a" * 10, "b" * 10, "a" * 10]
    assert made == ["a", "b"]
    assert (len(double), double.used) == (2, 20)


def test_what_was_wanted_least_recently_goes_where_there_is_no_room() -> None:
    double, made = kept_within(30)
    for key in "abcadabe":
        double(key)
        assert double.used <= 30
        assert double.used == 10 * len(double)
    assert made == list("abcdbe")  # a, wanted again, outlived b and c
    double("a")
    assert made == list("abcdbe")


def test_one_larger_than_the_room_is_the_only_one_kept() -> None:
    double, _made = kept_within(30)
    double("a")
    assert double("abcd") == "abcd" * 10
    assert len(double) == 1
    double("a")
    assert (len(double), double.used) == (1, 10)
