"""Any sequence of enrolments, renamings and removals does what it does to a dictionary."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from explorer.engine.gallery import Gallery, GalleryError, index
from tests.engine.gallery.people import embedding

NAMES = st.sampled_from(["Ada", "Ада", "李", "x"])
NUMBERS = st.integers(0, 9)


class GalleryMachine(RuleBasedStateMachine):
    """The model: id → (name, number of the embedding)."""

    ids = Bundle("ids")
    in_file = False

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[int, tuple[str, int]] = {}
        self.highest = 0

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "faces.gallery" if self.in_file else None
        self.gallery = Gallery(self.path)

    @rule(target=ids, name=NAMES, number=NUMBERS)
    def enrol(self, name: str, number: int) -> int:
        photograph = self.gallery.enrol(name, embedding(number))
        assert photograph > self.highest
        self.highest = photograph
        self.model[photograph] = (name, number)
        return photograph

    @rule(photograph=consumes(ids))
    def remove(self, photograph: int) -> None:
        assert self.gallery.remove(photograph) == (photograph in self.model)
        self.model.pop(photograph, None)

    @rule(name=NAMES)
    def remove_person(self, name: str) -> None:
        gone = [one for one, (of_whom, _) in self.model.items() if of_whom == name]
        assert self.gallery.remove_person(name) == len(gone)
        for photograph in gone:
            del self.model[photograph]

    @rule(name=NAMES, new=NAMES, merge=st.booleans())
    def rename(self, name: str, new: str, merge: bool) -> None:
        names = {of_whom for of_whom, _ in self.model.values()}
        if name != new and (name not in names or (new in names and not merge)):
            with pytest.raises(GalleryError):
                self.gallery.rename(name, new, merge=merge)
            return
        self.gallery.rename(name, new, merge=merge)
        for photograph, (of_whom, number) in self.model.items():
            if of_whom == name:
                self.model[photograph] = (new, number)

    @rule()
    def clear(self) -> None:
        self.gallery.clear()
        self.model.clear()

    @rule()
    def forget(self) -> None:
        self.gallery.forget_everyone()
        self.model.clear()
        self.highest = 0  # a new file counts anew
        assert self.path is None or not self.path.exists()

    @rule()
    def reopen(self) -> None:
        if self.path is not None:
            self.gallery.close()
            self.gallery = Gallery(self.path)

    @rule(number=NUMBERS)
    def match(self, number: int) -> None:
        match = self.gallery.match(embedding(number), 1e-9)
        of_number = {one: name for one, (name, other) in self.model.items() if other == number}
        if of_number:
            assert match.photograph == min(of_number), "of equals the first enrolled"
            assert (match.name, match.distance) == (of_number[min(of_number)], 0)
        else:
            assert match.name is None
            assert (match.distance == math.inf) == (not self.model)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        snapshot = self.gallery.snapshot()
        assert snapshot.ids.tolist() == sorted(self.model)
        assert list(snapshot.names) == [self.model[one][0] for one in sorted(self.model)]
        for photograph, vector in zip(snapshot.ids.tolist(), snapshot.embeddings, strict=True):
            assert (vector == embedding(self.model[photograph][1])).all()
        counted: dict[str, int] = {}
        for name, _ in self.model.values():
            counted[name] = counted.get(name, 0) + 1
        assert {one.name: one.photographs for one in self.gallery.people()} == counted
        assert self.gallery.count == len(self.model)

    def teardown(self) -> None:
        self.gallery.close()
        self.folder.cleanup()


class FileMachine(GalleryMachine):
    in_file = True


def test_in_memory() -> None:
    run_state_machine_as_test(
        GalleryMachine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
    )


@pytest.mark.parametrize("cache_from", [3, index.CACHE_FROM])
def test_in_a_file(cache_from: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.Index.__init__, "__defaults__", (cache_from,))
    run_state_machine_as_test(
        FileMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
