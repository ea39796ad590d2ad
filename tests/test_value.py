"""Values made quickly are what their dataclass says."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest

from plans.value import quick


@quick
@dataclass(frozen=True, slots=True)
class Answer:
    division: str
    done: bool = True
    notes: list[str] = field(default_factory=list)
    place: int = field(default=1, kw_only=True)


@dataclass(frozen=True, slots=True)
class Locked:
    division: str


def test_defaults_and_factories_are_its_own():
    one, other = Answer("กองคลัง"), Answer("กองคลัง", False, place=2)
    assert (one.done, one.notes, one.place) == (True, [], 1)
    assert (other.done, other.place) == (False, 2)
    assert one.notes is not other.notes
    with pytest.raises(TypeError):
        Answer("กองคลัง", True, [], 2)


def test_it_is_a_dataclass_in_everything_else():
    one = Answer("กองคลัง", notes=["ก"])
    assert one == Answer("กองคลัง", notes=["ก"]) != replace(one, division="กองช่าง")
    assert pickle.loads(pickle.dumps(one)) == one
    assert [each.name for each in fields(one)] == ["division", "done", "notes", "place"]
    assert not hasattr(one, "__dict__")
    assert {quick(Locked)("ก"): 1}[Locked("ก")] == 1


def test_only_the_lock_is_gone():
    @dataclass(frozen=True)
    class Before:
        division: str

    with pytest.raises(FrozenInstanceError):
        Before("ก").division = "ข"
    after = quick(Before)("ก")
    after.division = "ข"
    assert after.division == "ข"
