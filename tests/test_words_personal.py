"""What could name a person in a text, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.words.personal import is_personal, is_resident


@pytest.mark.parametrize(
    "text",
    [
        "Иванов И.И. 8-701-123-45-67",
        "пост, старший Ахметов А.Б.",
        "А.Б. Ахметов",
        "Ахметов Серик Болатұлы",
        "Иванова Мария Петровна",
        "Zhumabekov A. B.",
        "ИИН 880101300123",
        "880101 300123",
        "+7 (701) 123-45-67",
        "87011234567 дежурный",
        "(312) 555-0142",
        "duty@police.kz",
        "ЕРДР 257500031000417",
        "Сериков, 12.03.1985 г.р.",
    ],
)
def test_names_numbers_telephones_and_mail_of_persons_are_known(text: str) -> None:
    assert is_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "мкр. Самал-2",
        "улица Жандосова, 12",
        "парк им. Панфилова И.В.",
        "Сатпаев Қ.И. көшесі",
        "школа имени Абая Кунанбаевича",
        "THEFT $500 AND UNDER",
        "Theft I.D.",
        "ст.188 ч.3 п.1",
        "Post 12, open 9-18",
        "170318301001",  # a block group of the census
        "10031",
        "2026-11-22 08:15:00",
        "43.238949, 76.889709",
        "43.320116999999996",  # as a computer writes 43.320117
        "43.880101300123, 68.25654100000001",
    ],
)
def test_places_types_codes_and_dates_are_not_persons(text: str) -> None:
    assert not is_personal(text)


@given(st.integers(0, 10**11 - 1))
def test_of_ten_last_digits_at_most_one_makes_a_number_of_a_resident(number: int) -> None:
    possible = [is_resident(f"{number:011d}{last}") for last in range(10)]

    assert sum(possible) <= 1
