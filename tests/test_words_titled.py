"""What several files of incidents are called together."""

from __future__ import annotations

import pytest

from hotspot.words.titled import files_name


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        ([], ""),
        (["data/crime.csv.gz"], "crime"),
        (["2025-01/crime.csv", "2025-02/crime.csv"], "crime"),
        (["crime_2025-01.csv", "crime_2025-02.csv", "crime_2025-12.csv"], "crime_2025"),
        (["2024-01-kent-street.csv", "2024-02-kent-street.csv"], "kent-street"),
        (["кражи январь.xlsx", "кражи февраль.xlsx"], "кражи"),
        (["january.csv", "february.csv", "march.csv"], "january – march"),
        (["2025-01.csv", "2025-02.csv"], "2025-01 – 2025-02"),
        (["m_01.csv", "m_02.csv"], "m_01 – m_02"),
        (["crimes.csv", "crimesites.csv"], "crimes – crimesites"),
        (["crimes.csv", "crimes_2.csv"], "crimes"),
    ],
)
def test_files_are_called_by_what_their_names_share_or_by_the_first_and_the_last(
    paths: list[str], name: str
) -> None:
    assert files_name(paths) == name
