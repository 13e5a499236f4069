"""Questions to the search server and its answers: many in one call, or one question in several wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from search.meili_server import Server
from search.meili_transport import Wire

Wording = tuple[tuple[str, float], ...]
"""The texts that are searched for and the weight of each; a listing that matches one of them is found, once."""

ANYTHING: Wording = (("", 1.0),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One list or count asked for: which listings, in which order, from where, and the facets over all of them.

    `places` are the fields looked at, all when there are none.
    """

    only: list[str]
    order: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 0
    facets: tuple[str, ...] = ()
    distinct: bool = False
    shown: tuple[str, ...] = ("id",)
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: listings with their scores, how many there are in all, counts and extremes of facets."""

    listed: list[dict[str, Any]]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    stats: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """The listings in order."""
        return [int(one["id"]) for one in self.listed]


def answers(server: Server, uid: str, wording: Wording, parts: Mapping[str, Part]) -> dict[str, Answer]:
    """Ask for every part. One wording takes one call for all parts; several take one call a part."""
    if not parts:
        return {}
    if len(wording) > 1:
        return {name: _in_any_wording(server, uid, wording, part) for name, part in parts.items()}
    return together(server, uid, {name: (wording[0][0], part) for name, part in parts.items()})


def together(server: Server, uid: str, asked: Mapping[str, tuple[str, Part]]) -> dict[str, Answer]:
    """Ask several texts, each with a part of its own, in one call."""
    queries = [{**_question(uid, text, part), **_paging(part)} for text, part in asked.values()]

    def ask(wire: Wire) -> dict[str, Answer]:
        found = wire.http.post("multi-search", {"queries": queries})["results"]
        return {name: _plain_answer(one) for name, one in zip(asked, found, strict=True)}

    return server.read(ask)


def _question(uid: str, text: str, part: Part) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "indexUid": uid,
        "q": text,
        "filter": part.only,
        "locales": ["cmn"],
        "matchingStrategy": "all",
        "attributesToRetrieve": list(part.shown),
    }
    if part.places:
        asked["attributesToSearchOn"] = list(part.places)
    return asked | ({"sort": list(part.order)} if part.order else {})


def _paging(part: Part) -> dict[str, Any]:
    more: dict[str, Any] = {"offset": part.offset, "limit": part.limit, "showRankingScore": True}
    if part.distinct:
        more["distinct"] = "spu_id"
        if not part.limit:  # only numbered pages count distinct values to the end
            more = {"page": 1, "hitsPerPage": 0, "distinct": "spu_id"}
    if part.facets:
        more["facets"] = list(part.facets)
    return more


def _plain_answer(found: Mapping[str, Any]) -> Answer:
    listed = [{**hit, "score": hit.get("_rankingScore", 0.0)} for hit in found["hits"]]
    total = found.get("totalHits", found.get("estimatedTotalHits", 0))
    return Answer(listed, total, found.get("facetDistribution") or {}, found.get("facetStats") or {})


def _in_any_wording(server: Server, uid: str, wording: Wording, part: Part) -> Answer:
    whole: dict[str, Any] = {"offset": part.offset, "limit": part.limit}
    if part.distinct:
        whole["distinct"] = "spu_id"
        if not part.limit:  # distinct values are told apart only among listings that are read
            whole["limit"] = 1000
    if part.facets:
        whole["facetsByIndex"] = {uid: list(part.facets)}
    queries = [
        {**_question(uid, text, part), "federationOptions": {"weight": weight}} for text, weight in wording
    ]
    body = {"federation": whole, "queries": queries}
    return server.read(lambda wire: _merged_answer(wire.http.post("multi-search", body), uid, part))


def _merged_answer(found: Mapping[str, Any], uid: str, part: Part) -> Answer:
    listed = [{**hit, "score": hit["_federation"]["weightedRankingScore"]} for hit in found["hits"]]
    counted = (found.get("facetsByIndex") or {}).get(uid) or {}
    return Answer(
        listed if part.limit else [],
        found["estimatedTotalHits"],
        counted.get("distribution") or {},
        counted.get("stats") or {},
    )
