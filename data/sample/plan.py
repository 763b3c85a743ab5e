"""The plan of the invented city: which microdistrict lies where, what it is called, what kind of place it is.

The names of microdistricts and main streets are real names of Almaty. Their shapes, their neighbours and all
that is said to happen in them are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["central", "panel", "new", "private", "park", "bazaar"]


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name in three languages."""

    kk: str
    ru: str
    en: str


# The city drawn as text, north above and west on the left. "A|B": A lies west of B in one block of the main
# streets; "A/B": A lies north of B. The same name in two neighbours is one area; "." is out of the city.
LAYOUT: tuple[tuple[str, ...], ...] = tuple(
    tuple(cell.strip() for cell in row.split(","))
    for row in (
        "., ., ., Shanyrak-1, Shanyrak-2, Zhuldyz-1, Zhuldyz-2, Kulager, Ainabulak-1|Ainabulak-2",
        "., Nurkent, Madeniet, Daryn, Akbulak, Bazaar, Kokkainar, Kokmaisa, Ainabulak-3|Ainabulak-4",
        "Alghabas, Zerdeli, Akkent, Sputnik, Sairan Park, Tastak-1, Tastak-2|Tastak-3, Tomiris, Samghau",
        "Aksai-5, Aksai-1|Aksai-2, Zhetysu-1|Zhetysu-2, Mamyr-1/Mamyr-2, Sairan, Almagul, Koktem-1|Koktem-2, "
        "Samal-1, Merei",
        "Aksai-3, Aksai-4, Zhetysu-3/Zhetysu-4, Mamyr-3|Mamyr-4, Mamyr-7, Taugul-1, Koktem-3, "
        "Samal-2/Samal-3, .",
        "Kalkaman-1, Kalkaman-2, Shabyt, Taugul-2, Taugul-3, Orbita-1|Orbita-2, Botanical Garden, "
        "Botanical Garden, .",
        "Shugyla, Shugyla, Kalkaman-3, Kargaly, Orbita-3, Orbita-4, Kazakhfilm, Baganashyl, .",
        "., ., Kuramys, Zhailau, Nur Alatau, Miras, ., ., .",
    )
)
COLUMN_WIDTHS_M = (930, 820, 760, 900, 840, 780, 860, 740, 800)  # west to east
ROW_HEIGHTS_M = (760, 820, 700, 860, 740, 800, 720, 680)  # north to south
NORTH_WEST_LONLAT = (76.8375, 43.2585)  # corner of the layout
TURN_DEG = 3.0  # the main streets are turned anticlockwise by this
RIVER_COLUMN = 5  # the main street that winds along a river

# English name without number: Kazakh, Russian, kind of place
_DISTRICTS: dict[str, tuple[str, str, Kind]] = {
    "Ainabulak": ("Айнабұлақ", "Айнабулак", "panel"),
    "Akbulak": ("Ақбұлақ", "Акбулак", "private"),
    "Akkent": ("Ақкент", "Аккент", "new"),
    "Aksai": ("Ақсай", "Аксай", "panel"),
    "Alghabas": ("Алғабас", "Алгабас", "new"),
    "Almagul": ("Алмагүл", "Алмагуль", "central"),
    "Baganashyl": ("Бағанашыл", "Баганашыл", "private"),
    "Bazaar": ("Базар", "Базар", "bazaar"),
    "Botanical Garden": ("Ботаникалық бақ", "Ботанический сад", "park"),
    "Daryn": ("Дарын", "Дарын", "private"),
    "Kalkaman": ("Қалқаман", "Калкаман", "private"),
    "Kargaly": ("Қарғалы", "Каргалы", "private"),
    "Kazakhfilm": ("Қазақфильм", "Казахфильм", "panel"),
    "Kokkainar": ("Көкқайнар", "Коккайнар", "private"),
    "Kokmaisa": ("Көкмайса", "Кокмайса", "private"),
    "Koktem": ("Көктем", "Коктем", "central"),
    "Kulager": ("Құлагер", "Кулагер", "panel"),
    "Kuramys": ("Құрамыс", "Курамыс", "private"),
    "Madeniet": ("Мәдениет", "Мадениет", "private"),
    "Mamyr": ("Мамыр", "Мамыр", "panel"),
    "Merei": ("Мерей", "Мерей", "central"),
    "Miras": ("Мирас", "Мирас", "new"),
    "Nur Alatau": ("Нұр Алатау", "Нур Алатау", "new"),
    "Nurkent": ("Нұркент", "Нуркент", "new"),
    "Orbita": ("Орбита", "Орбита", "panel"),
    "Sairan": ("Сайран", "Сайран", "central"),
    "Sairan Park": ("Сайран саябағы", "Парк Сайран", "park"),
    "Samal": ("Самал", "Самал", "central"),
    "Samghau": ("Самғау", "Самгау", "private"),
    "Shabyt": ("Шабыт", "Шабыт", "panel"),
    "Shanyrak": ("Шаңырақ", "Шанырак", "private"),
    "Shugyla": ("Шұғыла", "Шугыла", "new"),
    "Sputnik": ("Спутник", "Спутник", "panel"),
    "Tastak": ("Тастақ", "Тастак", "panel"),
    "Taugul": ("Таугүл", "Таугуль", "panel"),
    "Tomiris": ("Томирис", "Томирис", "private"),
    "Zerdeli": ("Зерделі", "Зердели", "new"),
    "Zhailau": ("Жайлау", "Жайлау", "private"),
    "Zhetysu": ("Жетісу", "Жетысу", "panel"),
    "Zhuldyz": ("Жұлдыз", "Жулдыз", "panel"),
}

# West to east, and north to south: Kazakh, Russian, English, class
NORTH_SOUTH_STREETS = (
    ("Әшімов көшесі", "улица Ашимова", "Ashimov Street", "secondary"),
    ("Момышұлы көшесі", "улица Момышулы", "Momyshuly Street", "secondary"),
    ("Яссауи көшесі", "улица Яссауи", "Yassaui Street", "tertiary"),
    ("Саин көшесі", "улица Саина", "Sain Street", "primary"),
    ("Өтеген батыр көшесі", "улица Утеген батыра", "Utegen Batyr Street", "secondary"),
    ("Розыбакиев көшесі", "улица Розыбакиева", "Rozybakiev Street", "secondary"),
    ("Гагарин даңғылы", "проспект Гагарина", "Gagarin Avenue", "primary"),
    ("Манас көшесі", "улица Манаса", "Manas Street", "tertiary"),
    ("Байтұрсынұлы көшесі", "улица Байтурсынулы", "Baitursynuly Street", "secondary"),
    ("Достық даңғылы", "проспект Достык", "Dostyk Avenue", "primary"),
)
WEST_EAST_STREETS = (
    ("Рысқұлов даңғылы", "проспект Рыскулова", "Ryskulov Avenue", "primary"),
    ("Райымбек даңғылы", "проспект Райымбека", "Raiymbek Avenue", "primary"),
    ("Төле би көшесі", "улица Толе би", "Tole Bi Street", "secondary"),
    ("Абай даңғылы", "проспект Абая", "Abai Avenue", "primary"),
    ("Сәтбаев көшесі", "улица Сатпаева", "Satpaev Street", "secondary"),
    ("Тимирязев көшесі", "улица Тимирязева", "Timiryazev Street", "secondary"),
    ("Торайғыров көшесі", "улица Торайгырова", "Toraigyrov Street", "tertiary"),
    ("Әл-Фараби даңғылы", "проспект Аль-Фараби", "Al-Farabi Avenue", "primary"),
    ("Дулати көшесі", "улица Дулати", "Dulati Street", "tertiary"),
)
DIAGONAL_STREET = ("Жандосов көшесі", "улица Жандосова", "Zhandosov Street", "secondary")
DIAGONAL_ENDS = ((3, 6), (6, 1))  # (row, column) of its corners in the layout


def district(english: str) -> tuple[Name, Kind]:
    """Return the name of a microdistrict in three languages, and its kind.

    >>> district("Aksai-4")[0]
    Name(kk='Ақсай-4', ru='Аксай-4', en='Aksai-4')
    """
    stem, hyphen, number = english.partition("-")
    kk, ru, kind = _DISTRICTS[stem]
    return Name(kk=kk + hyphen + number, ru=ru + hyphen + number, en=english), kind


def parts(cell: str) -> tuple[tuple[str, float, float], ...]:
    """Return the areas of one cell of `LAYOUT`, each with its middle as shares eastward, southward.

    >>> parts("Mamyr-1/Mamyr-2")
    (('Mamyr-1', 0.5, 0.25), ('Mamyr-2', 0.5, 0.75))
    """
    if cell == ".":
        return ()
    if "|" in cell:
        west, east = cell.split("|")
        return (west, 0.25, 0.5), (east, 0.75, 0.5)
    if "/" in cell:
        north, south = cell.split("/")
        return (north, 0.5, 0.25), (south, 0.5, 0.75)
    return ((cell, 0.5, 0.5),)
