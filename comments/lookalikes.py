"""When two names look the same: "Ada", "A d a", "ADA.", "Аdа" with Cyrillic letters, "4da". Pure functions.

The table holds the letters of other alphabets which in print are those of ours, after Unicode's list of
confusable characters (Unicode Technical Standard 39), as far as it has letters that somebody can type. What
Unicode itself takes for forms of one letter (full width, bold, circled, with an accent) is undone by
normalising, so it isn't listed.
"""

import unicodedata
from functools import lru_cache

from blog.slugs import key_of

_ALIKE = (
    # Latin: small capitals, letters of phonetics, and those with a stroke
    "aɑ bƄ cᴄ dđ eɛ fꞙ gɡ gƍ hħ iı iɪ iɩ iƖ jȷ kĸ lł lǀ mᴍ nɴ oᴏ oø rʀ sꜱ sƽ tᴛ tŧ uᴜ uʋ vᴠ wᴡ wɯ yʏ yɣ zᴢ "
    "Bʙ DĐ LŁ OØ "
    # Cyrillic
    "aа bЬ cс dԁ eе eҽ hһ iі iӏ jј kк mм oо pр qԛ gԍ sѕ tт vѵ wѡ wԝ xх yу yү "
    "AА BВ CС EЕ GԌ HН IІ IӀ JЈ KК MМ OО PР SЅ TТ VѴ WԜ XХ YУ YҮ "
    # Greek
    "aα bβ cϲ iι jϳ kκ nη oο oσ pρ tτ uυ vν wω xχ yγ "
    "AΑ BΒ CϹ EΕ FϜ HΗ IΙ JͿ KΚ MΜ MϺ NΝ OΟ PΡ TΤ XΧ YΥ ZΖ "
    # Armenian
    "fք gց hհ nո nռ oօ qզ qգ uս wա OՕ SՏ UՍ "
    # Cherokee
    "AᎪ BᏴ CᏟ DᎠ EᎬ GᏀ HᎻ IᎥ JᎫ KᏦ LᏞ MᎷ PᏢ RᎡ SᏕ TᎢ VᏙ WᎳ YᎩ ZᏃ "
    # Coptic and Lisu
    "cⲥ oⲟ pⲣ CⲤ HⲎ IⲒ KⲔ MⲘ NⲚ OⲞ PⲢ TⲦ XⲬ YⲨ "
    "AꓮBꓐCꓚDꓓEꓰFꓝGꓖHꓧIꓲJꓙKꓗLꓡMꓟNꓠOꓳPꓑRꓣSꓢTꓔUꓴVꓦWꓪXꓫYꓬZꓜ"
).replace(" ", "")
_TABLE = str.maketrans(dict(zip(_ALIKE[1::2], _ALIKE[::2], strict=True)))
# How one may read what could be either: a 1 as an l, two letters as one, digits as letters.
_AS_L = str.maketrans("|1!0", "llio")
_AS_LETTERS = str.maketrans("|1!034@5$7", "iiioeaasst")
_PAIRS = (("rn", "m"), ("vv", "w"))


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """Return what is left of a name without case, accents, spaces and signs, in letters of one alphabet.

    >>> skeleton("А d а.")
    'ada'
    """
    return _bare(_in_one_alphabet(name)) or key_of(name)


@lru_cache(maxsize=1024)
def readings(name: str) -> frozenset[str]:
    """Return the skeletons of all that ``name`` may be taken for at a glance, its own among them."""
    shown = _in_one_alphabet(name)
    as_l = _bare(_with_capital_i_as_l(shown).translate(_AS_L))
    as_pairs = as_l
    for pair, letter in _PAIRS:
        as_pairs = as_pairs.replace(pair, letter)
    as_letters = _bare(shown.translate(_AS_LETTERS))
    read = {as_l, as_pairs, as_letters, _bare(_with_first_l_as_i(shown)), skeleton(name)}
    return frozenset(read - {""}) or frozenset({skeleton(name)})


def _with_capital_i_as_l(shown: str) -> str:
    """Inside a word, where no capital is expected."""
    return " ".join(word[0] + word[1:].replace("I", "l") for word in shown.split())


def _with_first_l_as_i(shown: str) -> str:
    """At the beginning of a word, where a capital is expected."""
    return " ".join(f"I{word[1:]}" if word[0] == "l" else word for word in shown.split())


def _in_one_alphabet(name: str) -> str:
    return unicodedata.normalize("NFKD", name).translate(_TABLE)


def _bare(shown: str) -> str:
    return "".join(char for char in shown.casefold() if char.isalnum() or _is_vowel_sign(char))


def _is_vowel_sign(char: str) -> bool:
    """Marks are accents, but for the alphabets of India and beyond, where they are half of the letters."""
    is_indic = "\u0900" <= char <= "\u1aff" and not "\u180b" <= char <= "\u180f"
    return is_indic and unicodedata.category(char)[0] == "M"
