"""Near a postcode: measured from what is published, and never from a place that is kept secret (S5)."""

from typing import Any

import pytest
from django.test import Client

from directory.api_finding import distance
from tests.directory.every_entity import publish, whole

PLACES = "/api/hsds/service_at_locations"

pytestmark = pytest.mark.django_db


def placed(name: str, latitude: float, longitude: float, postcode: str, **ours: Any) -> dict[str, Any]:
    """Return a service with one place."""
    found = whole(name)
    location = found["service_at_locations"][0]["location"]
    location |= {"latitude": latitude, "longitude": longitude}
    location["addresses"][0]["postal_code"] = postcode
    if ours:
        location["waypost"] = ours
    return found


@pytest.fixture
def town(db: None) -> dict[str, str]:
    """Two places with one postcode 222 m apart, one 5 km away, one on the other side of the line of dates."""
    made = {
        "north": placed("north", 51.501, 0.0, "SE1 1AA"),
        "south": placed("south", 51.499, 0.0, "se1-1aa".replace("-", "")),
        "village": placed("village", 51.545, 0.0, "N1 1AA"),
        "fiji": placed("fiji", -16.8, 179.95, "FJ1"),
        "beyond": placed("beyond", -16.8, -179.95, "FJ2"),
    }
    publish(*made.values())
    return {one["service_at_locations"][0]["id"]: name for name, one in made.items()}


def found(client: Client, town: dict[str, str], **asked: Any) -> list[str]:
    page = client.get(PLACES, asked).json()
    return [town[row["id"]] for row in page["contents"]]


def test_a_postcode_alone_finds_what_has_it_however_it_is_written(
    client: Client, town: dict[str, str]
) -> None:
    assert set(found(client, town, postcode="SE1 1AA")) == {"north", "south"}
    assert set(found(client, town, postcode="se11aa")) == {"north", "south"}
    assert found(client, town, postcode="XX9 9XX") == []


@pytest.mark.parametrize(
    ("metres", "names"),
    [(0, set()), (50, set()), (150, {"north", "south"}), (6_000, {"north", "south", "village"}),
     (20_037_508, {"north", "south", "village", "fiji", "beyond"})],
)  # fmt: skip
def test_within_a_distance_of_the_middle_of_a_postcode(
    client: Client, town: dict[str, str], metres: int, names: set[str]
) -> None:
    assert set(found(client, town, postcode="SE1 1AA", proximity=metres)) == names


def test_a_distance_is_a_circle_and_no_square(client: Client, town: dict[str, str]) -> None:
    corner = placed("corner", 51.504, 0.006, "SE9 9ZZ")  # 445 m north and 415 m east of the middle
    publish(corner)
    town[corner["service_at_locations"][0]["id"]] = "corner"
    assert set(found(client, town, postcode="SE1 1AA", proximity=500)) == {"north", "south"}
    assert set(found(client, town, postcode="SE1 1AA", proximity=650)) == {"north", "south", "corner"}


def test_the_nearest_comes_first_and_pages_keep_the_order(client: Client, town: dict[str, str]) -> None:
    near = {"postcode": "N1 1AA", "proximity": 20_000}
    assert found(client, town, **near) == ["village", "north", "south"]
    assert found(client, town, **near, per_page=1, page=3) == ["south"]
    rows = b"".join(client.get(PLACES, {**near, "format": "ndjson"}).streaming_content).splitlines()
    assert len(rows) == 3


def test_the_line_where_the_date_changes_is_no_wall(client: Client, town: dict[str, str]) -> None:
    assert found(client, town, postcode="FJ1", proximity=12_000) == ["fiji", "beyond"]


def test_a_distance_from_nowhere_finds_nothing(client: Client, town: dict[str, str]) -> None:
    assert found(client, town, postcode="ZZ1", proximity=20_037_508) == []


def test_a_distance_needs_a_postcode(client: Client) -> None:
    answer = client.get(PLACES, {"proximity": 5})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "proximity")


@pytest.mark.promise("S5")
def test_a_place_that_is_kept_secret_is_not_there_and_moves_no_middle(
    client: Client, town: dict[str, str]
) -> None:
    before = client.get(PLACES, {"postcode": "SE1 1AA", "proximity": 10_000}).content
    (secret,) = publish(placed("secret", 51.6, 0.3, "SE1 1AA", confidential=True))
    assert client.get(PLACES, {"postcode": "SE1 1AA", "proximity": 10_000}).content == before
    everywhere = client.get(PLACES, {"postcode": "SE1 1AA", "proximity": 20_037_508, "full": "true"})
    told = everywhere.content.decode()
    assert str(secret) not in told
    assert "51.6" not in told
    assert "service_at_locations" not in client.get(f"/api/hsds/services/{secret}").json()


def test_distances_are_those_of_the_globe() -> None:
    assert distance((0, 0), (0, 0)) == 0
    assert distance((0, 0), (0, 180)) == pytest.approx(20_015_114, rel=1e-6)
    assert distance((48.8566, 2.3522), (51.5074, -0.1278)) == pytest.approx(
        343_556, rel=1e-3
    )  # Paris, London
