"""The city covers its nine counties; a county covers itself; nonsense covers nothing."""

import pytest

from emall.kernel import regions


def test_nine_counties_with_distinct_codes_and_keys():
    assert len(regions.COUNTIES) == 9
    assert len({place.code for place in regions.ALL}) == len({place.key for place in regions.ALL}) == 10


@pytest.mark.parametrize("county", regions.COUNTIES, ids=lambda county: county.key)
def test_the_city_covers_each_county_and_no_county_the_city(county):
    assert regions.within(county.code, regions.CITY)
    assert regions.within(county.code, county.code)
    assert not regions.within(regions.CITY, county.code)
    assert regions.county(county.code) is county
    assert regions.keyed(county.key) is county


@pytest.mark.parametrize(
    ("code", "scope", "inside"),
    [
        ("331100", "331100", True),
        ("331102", "331181", False),
        ("330102", "331100", False),
        ("331102", "330000", True),
        ("331102", "", False),
        ("", "331100", False),
        ("331102", "000000", False),
        ("331102", "33", False),
        ("331102\n", "331100", False),
    ],
)
def test_territory(code, scope, inside):
    assert regions.within(code, scope) is inside


def test_the_city_is_a_region_but_no_county():
    assert regions.region("331100") is regions.LISHUI
    for code in ("331100", "331103", ""):
        with pytest.raises(LookupError):
            regions.county(code)
    assert regions.keyed("hangzhou") is None
