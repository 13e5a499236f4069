"""Cells several kinds of files have: credit code, county, telephone, the unit a row belongs to."""

from emall.kernel.codes import clean_uscc, uscc_problem
from emall.kernel.people import BadPhone, clean_phone
from emall.kernel.regions import ALL, within
from emall.onboarding.rules.facts import Known, Problem, Scope, Unit

_REGIONS = {
    word.casefold(): place.code
    for place in ALL
    for word in (
        place.code,
        place.key,
        place.short,
        place.full,
        place.english,
        place.english.partition(" ")[0],
    )
} | {"丽水市本级": ALL[0].code, "市本级": ALL[0].code}


def judge_region(text: str, problems: list[Problem], scope: Scope) -> None:
    region = region_of(text)
    if text and region is None:
        problems.append(["region", "region_unknown", {}])
    elif region is not None and not within(region, scope.territory):
        problems.append(["region", "region_outside", {}])


def region_of(text: str) -> str | None:
    """The code of the city or county a cell names; None for anything else."""
    return _REGIONS.get(text.casefold())


def judge_code(text: str, problems: list[Problem], told: set[str]) -> str:
    code = clean_uscc(text)
    fault = uscc_problem(code)
    if text and fault and "uscc" not in told:
        key = {"length": "uscc_length", "alphabet": "uscc_alphabet"}.get(fault, "uscc_check")
        problems.append(["uscc", key, {"length": len(code)}])
        return text
    return code


def judge_phone(cells: dict[str, str], problems: list[Problem]) -> None:
    try:
        cells["phone"] = clean_phone(cells["phone"]) if cells["phone"] else ""
    except BadPhone:
        problems.append(["phone", "cell_not_a_phone", {}])


def judge_membership(code: str, problems: list[Problem], known: Known, scope: Scope) -> Unit | None:
    if not code or any(problem[0] == "uscc" for problem in problems):
        return None
    unit = known.units.get(code)
    if unit is None:
        problems.append(["uscc", "unit_unknown", {}])
    elif not unit.active:
        problems.append(["uscc", "unit_stopped", {}])
    elif not within(unit.region, scope.territory):
        problems.append(["uscc", "region_outside", {}])
    return unit
