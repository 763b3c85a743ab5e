"""Names that columns of boundary files really have, in English, Russian and Kazakh."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotspot.schema import Language

# All names are in the form of `columns.key`, the likeliest first; a pattern stands for itself.
IDS = (
    *(
        "areaid",
        "areacode",
        "areanumbe",
        "areanumber",
        "id",
        "code",
        "gid",
        r"geo_?id\d*",
        "geocode",
        "mapid",
    ),
    *(r"(oa|lsoa|msoa|ward|wd|lad|utla|ltla|ctyua)\d\dcd", "beatnum", "beatid", "distnum", "districtnumber"),
    *("districtcode", "precinct", "sectorid", "borocode", "boroughcode", "nta2020", "ntacode", "tractce10"),
    *("код", "кодрайона", "кодмикрорайона", "кодучастка", "номер", "номеручастка", "номеррайона", "ид"),
    *("коды", "аудандыңкоды", "ауданкоды", "нөмірі", "нөмір", "kato", "като", "кодкато", "катокоды"),
)
TECHNICAL_IDS = ("osmid", "objectid", "objectid1", "fid", "ogcfid", "cartodbid", "globalid", "uid")
NAMES = (
    *("name", "areaname", "fullname", "community", r"(oa|lsoa|msoa|ward|wd|lad|utla|ltla|ctyua)\d\dnm"),
    *("neighborhood", "neighbourhood", "neighborhoodname", "neighbourhoodname", "nhood", "nbhd", "boroname"),
    *("ntaname", "adminname", "districtname", "district", "ward", "wardname", "microdistrict", "mikrorayon"),
    *("namelsad", r"namelsad\d\d", r"name\d\d", "title", "label", "distlabel"),
    *("название", "наименование", "имя", "микрорайон", "мкр", "район", "округ", "участок", "квартал"),
    *("атауы", "атау", "аты", "шағынаудан", "мөлтекаудан", "аудан", "ауданы"),
)
OTHER_NAMES = ("osmname", "namelocal", "localname", "officialname", "altname", "adminnamealt", "nameoriginal")
LANGUAGE_NAMES: dict[Language, tuple[str, ...]] = {
    "en": ("nameen", "nameeng", "nameenglish", "englishname", "engname", "intname", "namelat", "namelatin"),
    "ru": (
        *("nameru", "namerus", "namerussian", "russianname", "rusname", "названиеру", "названиерус"),
        *("названиенарусском", "наименованиеру", "наименованиерус", "наименованиенарусском", "орысшаатауы"),
    ),
    "kk": (
        *("namekk", "namekz", "namekaz", "namekazakh", "kazakhname", "kazname", "қазақшаатауы", "атауықаз"),
        *("названиеказ", "названиекз", "названиенаказахском", "наименованиеказ", "наименованиенаказахском"),
    ),
}
POPULATION = (
    *("population", "totalpopulation", "populationtotal", "poptotal", "totalpop", "totpop", "pop"),
    *("officialpopulation", "residents", "inhabitants", "persons", "people", "b01001001e", "b01003001e"),
    *(r"(mid)?\d{4}(population|pop)", r"(population|pop)(\d\d|\d{4})", r"население\d{4}", r"халық\d{4}"),
    *("население", "численностьнаселения", "численность", "жители", "жителей", "колвожителей"),
    *("халықсаны", "халық", "тұрғындарсаны", "тұрғындар"),
    *(
        "dwellings",
        "households",
        "housingunits",
        "addresses",
        "квартиры",
        "домохозяйства",
        "үйшаруашылықтары",
    ),
)
