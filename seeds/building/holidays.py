"""Write the public holidays of every country for some years, as the library `holidays` knows them.

The site reads this file: the library itself is a fifth of a worker's memory and of its start. Run it again
after an update of the library, and every year or two; a year that is not in it is asked of the library.

Usage: python -m seeds.building.holidays
"""

import json
from pathlib import Path
from typing import Final

import holidays

FILE: Final = Path(__file__).resolve().parents[1] / "holidays.json"
YEARS: Final = range(2025, 2036)


def days(country: str, year: int) -> list[str]:
    """Return the national days of a year, as month and day in four digits, in their order."""
    return [
        f"{day:%m%d}" for day in sorted(holidays.country_holidays(country, years=year)) if day.year == year
    ]


def told() -> dict[str, object]:
    """Return what the file says: which library it is of, and the days of each country and year."""
    codes = sorted(holidays.list_supported_countries(include_aliases=False))
    each = {code: {str(year): " ".join(days(code, year)) for year in YEARS} for code in codes}
    return {"made_with": f"holidays {holidays.__version__}", "days": each}


def main() -> None:
    """Write the file, a line for each country."""
    said = told()
    lines = [f"  {json.dumps(code)}: {json.dumps(years)}" for code, years in said["days"].items()]  # type: ignore[attr-defined]
    head = f'{{\n "made_with": {json.dumps(said["made_with"])},\n "days": {{\n'
    FILE.write_text(head + ",\n".join(lines) + "\n }\n}\n", encoding="ascii")


if __name__ == "__main__":
    main()
