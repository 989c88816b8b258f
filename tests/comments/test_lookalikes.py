"""Which names look the same, and which only nearly."""

import pytest

from comments.lookalikes import readings, skeleton

ADA = [
    "Ada",
    "ADA",
    "ada",
    "A d a",
    "Ada_",
    "ADA.",
    "Ada ✓",
    "Ad\u200ba",
    "Ada\ufe0f",
    "Ádà",
    "Ａｄａ",
    "𝐀𝐝𝐚",
    "Ⓐⓓⓐ",
]
IN_OTHER_LETTERS = ["Аdа", "Adа", "Αdα", "Ꭺdа", "ꓮda", "4da", "@da"]

NAMES = """
Ada Adam Alan Albert Alex Alice Amy Andrea Anna Anne Arthur Ben Bill Bob Brian Carl Carla Carol
Chris Clara Connie Cora Dan Dana Dave Diana Edith Ella Ellen Emil Emily Emma Eric Erik Eva Frank
Fred George Grace Hanna Harry Helen Henry Ian Ida Ina Iris Jack James Jan Jane Jill Jim Joan Joe
John Jon Karen Kari Karl Kate Lan Lara Laura Lea Lena Leo Lia Lily Lina Lisa Liz Louis Luke Mae Maia
Maria Marie Mark Mary Matt Maud Max Mia Mike Nell Nia Nick Nina Nora Olga Oscar Paul Peter Rita Rob
Robin Rosa Ruth Sam Sara Sarah Sid Tim Tina Tom Uma Vera Walter Will Zoe Анна Борис Иван Ольга Роза
Σοφία Νίκος Γιώργος 美香 지민
"""


@pytest.mark.parametrize("name", ADA + IN_OTHER_LETTERS)
def test_name_that_looks_like_another_is_read_as_it(name) -> None:
    assert skeleton("Ada") in readings(name)


@pytest.mark.parametrize(
    ("name", "protected"),
    [
        ("lan", "Ian"),
        ("1an", "Ian"),
        ("BiIl", "Bill"),
        ("BiII", "Bill"),
        ("Wi|l", "Will"),
        ("Sarn", "Sam"),
        ("VVill", "Will"),
        ("J0e", "Joe"),
        ("Mary  Smith", "Mary Smith"),
        ("MarySmith", "Mary Smith"),
        ("Lukasz", "Łukasz"),
        ("Соrа", "Cora"),
        ("STRASSE", "Straße"),
    ],
)
def test_name_is_read_in_every_way_a_reader_might(name, protected) -> None:
    assert skeleton(protected) in readings(name)


@pytest.mark.parametrize(
    ("name", "protected"),
    [
        ("Adam", "Ada"),
        ("Adah", "Ada"),
        ("Idа", "Ada"),
        ("Karl", "Kari"),
        ("Lan", "Ian"),
        ("Ellen", "Elien"),
        ("Legion", "Region"),
        ("Ben", "Bena"),
        ("Anna", "Hanna"),
        ("राम", "रमा"),
        ("日本", "日木"),
        ("😀", "😁"),
        ("Ada Lovelace", "Ada"),
        ("Adа2", "Ada"),
    ],
)
def test_other_names_are_left_alone(name, protected) -> None:
    assert skeleton(protected) not in readings(name)


def test_name_without_letters_is_itself() -> None:
    assert skeleton("😀") == "😀"
    assert readings("") == {""}


def test_ordinary_first_names_do_not_look_like_each_other() -> None:
    names = NAMES.split()
    skeletons = {name: skeleton(name) for name in names}
    hits = [
        (name, other)
        for name in names
        for other in names
        if name != other and skeletons[other] in readings(name)
    ]
    assert hits == []
