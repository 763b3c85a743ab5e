"""What could name a person in a text: numbers of residents, telephones, addresses of mail, names, records."""

from __future__ import annotations

import re

MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}")
PHONE = re.compile(
    r"(?<![\d.])(?:\+?7|8)[\s-]*\(?\d{3}\)?[\s-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?![\d.])"
    r"|(?<!\w)\+\d[\d\s()-]{8,16}\d"
    r"|(?<![\d-])\(?\d{3}\)?[\s.-]\d{3}[.-]\d{4}(?![\d-])"
)
RESIDENT = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[\s-]?([0-6])(\d{4})(\d)(?!\d)")  # day of birth first
RECORD = re.compile(r"(?<!\d)\d{14,16}(?!\d)")  # in the register of investigations: 15 digits
DEGREES = re.compile(r"[(\s]*-?\d{1,3}[.,]\d+(?:[\s,;]+-?\d{1,3}[.,]\d+)?[)\s]*")
BORN = re.compile(
    r"(?<!\w)(?:род(?:ился|илась|\.)|д\.?\s?р\.|г\.?\s?р\.|born|dob|туған)(?!\w)", re.IGNORECASE
)
CAPITAL, SMALL = "А-ЯЁӘҒҚҢӨҰҮҺІA-Z", "а-яёәғқңөұүһіa-z"
SURNAME = rf"[{CAPITAL}][{SMALL}]{{2,}}(?:-[{CAPITAL}][{SMALL}]+)?"
INITIALS = rf"[{CAPITAL}]\.\s?[{CAPITAL}]\."
PATRONYMIC = r"[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]+(?:ович|евич|ич|овна|евна|ична|ұлы|улы|қызы|кызы)"
PERSON = re.compile(
    rf"(?<!\w){SURNAME}\s+(?!I\.\s?D\.|U\.\s?[SK]\.){INITIALS}(?!\w)|(?<!\w){INITIALS}\s?{SURNAME}"
    rf"|(?<!\w){SURNAME}\s+{SURNAME}\s+{PATRONYMIC}(?!\w)|(?<!\w){SURNAME}\s+{PATRONYMIC}\s+{SURNAME}(?!\w)"
)
HINT = re.compile(rf"[{CAPITAL}]\.|(?:ич|на|лы|зы)(?!\w)")  # quicker than looking for whole names
# A place that is called after somebody: a street, a school, a park.
CALLED_AFTER = re.compile(
    r"(?<!\w)(?:им\.|имени|атындағы|ул\.|улица|улицы|улице|пр\.|пр-т|просп\w*|пер\.|переулок|пл\.|площадь|б-р"
    r"|бульвар|микрорайон|мкр\.?|парк|сквер|школа|көше\w*|даңғыл\w*|алаң\w*|саябақ\w*|мектеп\w*|street|st\.|avenue"
    r"|ave\.|road|square|park|school|boulevard)(?!\w)",
    re.IGNORECASE,
)
FEWEST_DIGITS = 10  # of a telephone
FACTORS = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


def is_personal(text: str) -> bool:
    """Tell whether a name or a type holds what belongs to one person.

    Names of persons count, but not those of places that are called after them; numbers of residents of
    Kazakhstan only where their day of birth and their last digit are right.

    >>> [is_personal(text) for text in ("Иванов И.И. 8-701-123-45-67", "a.b@mail.kz", "880101300123")]
    [True, True, True]
    >>> [is_personal(text) for text in ("Post 12", "парк им. Панфилова И.В.", "ул. Сатпаева К.И., 22")]
    [False, False, False]
    """
    if "@" in text and MAIL.search(text):
        return True
    if sum(map(str.isdigit, text)) >= FEWEST_DIGITS and _has_number(text):
        return True
    if BORN.search(text):
        return True
    return bool(HINT.search(text) and PERSON.search(text)) and not CALLED_AFTER.search(text)


def _has_number(text: str) -> bool:
    """Tell of the number of a resident, a record or a telephone; ten digits alone, or degrees, are none."""
    if DEGREES.fullmatch(text):
        return False
    if any(is_resident("".join(match.groups())) for match in RESIDENT.finditer(text)):
        return True
    return bool(RECORD.search(text)) or (not text.isdigit() and bool(PHONE.search(text)))


def is_resident(number: str) -> bool:
    """Tell whether twelve digits can be the number of a resident of Kazakhstan: the day of birth, the century
    and sex, and a check digit (Government decision 853 of 2003).

    >>> is_resident("880101300123"), is_resident("880101300124"), is_resident("881301300123")
    (True, False, False)
    """
    month, day, century = int(number[2:4]), int(number[4:6]), int(number[6])
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1 <= century <= 6):
        return False
    digits = [int(digit) for digit in number]
    for factors in FACTORS:
        rest = sum(digit * factor for digit, factor in zip(digits, factors, strict=False)) % 11
        if rest < 10:
            return rest == digits[11]
    return False
