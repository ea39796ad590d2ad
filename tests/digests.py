"""A reading without its words: numbers, dates and codes, and of each text a short digest."""

import hashlib
from typing import Any

from plans.grid import squeezed

Json = dict[str, Any]  # as loaded from the reader's JSON, whose shape its own models check

_TIMED = ("deadline", "recurring")


def digest(text: str | None) -> str | None:
    """Eight figures for a text, the same whatever its white space and digits."""
    return hashlib.sha256(squeezed(text).encode()).hexdigest()[:8] if text else None


def digested(reading: Json) -> Json:
    """What two readings of one document must have in common."""
    monitored = any("กำกับติดตาม" in squeezed(column) for column in reading["columns"])
    return {
        "kind": reading["kind"],
        "fiscal_year": reading["fiscal_year"],
        "round": reading["round"],
        "period": _period(reading["period"]),
        "organisation": [digest(text) for text in reading["organisation"].values()],
        "columns": [digest(text) for text in reading["columns"]],
        "measures": [_measure(one, monitored) for one in reading["measures"]],
        "scores": sorted(
            [one["fiscal_year"], one["indicator"], one["score"], one["delta"], one["passed"]]
            for one in reading["scores"]
            if one["indicator"]
        ),
        "questions": {one["question"]: one["score"] for one in reading["question_scores"]},
        "problems": digest(reading["problems"]),
        "suggestions": digest(reading["suggestions"]),
        "signatories": [digest(text) for text in reading["signatories"]],
    }


def _measure(measure: Json, monitored: bool) -> Json:
    timed = [one for one in measure["clauses"] if monitored or one["kind"] in _TIMED]
    result = measure["result"]
    return {
        "place": [measure["instrument"], measure["indicator"], *measure["questions"]],
        "issue": digest(measure["issue"]),
        "title": digest(measure["title"]),
        "owners": _owners(measure),
        "collector": digest(measure.get("collector")),
        "period": None
        if all(one["period"] for one in measure["steps"])
        else _period(measure["period"]),
        "steps": [
            [digest(one["text"]), *_owners(one), _period(one["period"])] for one in measure["steps"]
        ],
        "clauses": [_clause(one, monitored) for one in timed],
        "result": result and [sorted(result["dates"]), *map(digest, _words(result))],
    }


def _words(result: Json) -> list[str | None]:
    return [result["text"], result["outcome"], result["suggestion"]]


def _owners(owned: Json) -> list[Any]:
    return [sorted(digest(name) or "" for name in owned["divisions"]), owned["everyone"]]


def _clause(clause: Json, monitored: bool) -> list[Any]:
    facts = [
        clause["kind"],
        clause["every"],
        clause["within_days"],
        clause["due"],
        clause["every_year"],
    ]
    return [clause["actor"], *facts, digest(clause["text"])] if monitored else facts


def _period(period: Json | None) -> list[str] | None:
    return [period["starts"], period["ends"]] if period else None
