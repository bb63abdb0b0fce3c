from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from explorer.engine.faces.distance import TAU, squared_distance
from explorer.engine.gallery import Gallery
from explorer.engine.verification import (
    all_pairs,
    people_intervals,
    percent,
    rates_at,
    roc,
)
from explorer.panels.faces.sample import bundled_sample
from explorer.panels.faces.tau.analysis import Analysis, analyse, at_tau
from explorer.panels.faces.tau.compared import Compared, bundled, enrolled
from explorer.panels.faces.tau.exports import histogram_rows, pair_rows, rate_rows, roc_rows
from explorer.panels.faces.tau.hatching import hatched
from explorer.panels.faces.tau.histogram_chart import round_up, stepped
from explorer.panels.faces.tau.words import (
    EMPTY_GALLERY,
    NO_CURVE,
    ONE_PHOTOGRAPH,
    curve_words,
    interval_text,
    pair_words,
    rate_text,
    said_of,
    sample_words,
    why_nothing,
)
from explorer.panels.faces.tau.worker import Analyses
from explorer.widgets.export import csv_text


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(bundled(bundled_sample()))


def made(*people: str, seed: int = 0) -> Compared:
    """Photographs of these people; two of one person lie near one another."""
    rng = np.random.default_rng(seed)
    centres = {name: rng.normal(0, 0.05, 128) for name in dict.fromkeys(people)}
    points = [centres[name] + rng.normal(0, 0.02, 128) for name in people]
    codes = list(dict.fromkeys(people))
    return Compared(
        np.array(points, np.float32).reshape(-1, 128),
        people,
        np.array([codes.index(name) for name in people], np.int64),
        tuple(range(10, 10 + len(people))),
        len(people),
    )


def test_rates_are_the_engines_at_every_tau(analysis: Analysis) -> None:
    sample = bundled_sample()
    pairs = all_pairs(sample.embeddings, sample.labels.tolist())
    taus = [0.0, 0.1, TAU, 1.5, float(pairs.genuine[5]), float(pairs.impostor[77])]
    taus += [float(np.nextafter(tau, 2)) for tau in taus] + [float(pairs.impostor.min())]
    for tau in taus:
        assert analysis.rates(tau) == rates_at(pairs.genuine, pairs.impostor, tau)


def test_the_curve_is_the_engines(analysis: Analysis) -> None:
    expected = roc(analysis.pairs.genuine, analysis.pairs.impostor)
    assert analysis.roc is not None
    assert analysis.roc.auc == expected.auc > 0.985
    assert analysis.roc.equal_error == expected.equal_error
    equal = expected.equal_error
    assert curve_words(analysis) == (
        f"AUC {expected.auc:.4f} · equal errors {percent(equal.rate)} at τ = {equal.tau:.3f}"
    )


def test_intervals_are_the_engines(analysis: Analysis) -> None:
    at = at_tau(analysis, TAU)
    assert at.rates == analysis.rates(TAU)
    assert at.accepts == at.rates.false_accepts.interval()
    assert at.rejects == at.rates.false_rejects.interval()
    assert at.people == people_intervals(analysis.pairs, TAU)
    wide = at.people.false_accepts
    assert wide is not None
    assert wide.high - wide.low > at.accepts.high - at.accepts.low  # pairs are not independent


def test_bins_hold_every_pair(analysis: Analysis) -> None:
    found = analysis.histograms
    assert found is not None
    assert found.genuine.sum() == len(analysis.genuine)
    assert found.impostor.sum() == len(analysis.impostor)
    assert analysis.end == found.edges[-1] >= analysis.impostor[-1]


def test_the_worst_pairs_come_first(analysis: Analysis) -> None:
    sample = bundled_sample()
    nearest, farthest = analysis.nearest_impostors, analysis.farthest_genuine
    assert [pair.d for pair in nearest] == sorted(pair.d for pair in nearest)
    assert nearest[0].d == pytest.approx(float(analysis.impostor[0]), abs=1e-6)
    assert farthest[0].d == pytest.approx(float(analysis.genuine[-1]), abs=1e-6)
    for pair in (*nearest, *farthest):
        ends = sample.embeddings[pair.first], sample.embeddings[pair.second]
        assert pair.d == float(squared_distance(*ends))
        same = sample.labels[pair.first] == sample.labels[pair.second]
        assert same == (pair in farthest)
        assert pair_words(analysis, pair).startswith("twice ") == same


def test_too_few_pairs_are_said_plainly() -> None:
    people = [f"P{number}" for number in range(20)]
    few = analyse(made(*people))
    said = said_of(few, TAU)
    assert said[0][0] == "warning"
    assert said[0][1].startswith("190 impostor pairs cannot show a rate of 0.1 %")
    assert "no genuine pair" in said[1][1]
    assert said[-1][0] == "info"
    assert "not independent" in said[-1][1]


def test_enough_pairs_are_said_too(analysis: Analysis) -> None:
    said = said_of(analysis, TAU)
    assert said[0][1].startswith("14,429 impostor pairs can show a rate of 0.1 %")
    assert "not independent" in said[-1][1]


def test_what_is_missing_is_said() -> None:
    nobody, one = analyse(made()), analyse(made("Ada"))
    assert why_nothing(nobody, "gallery") == EMPTY_GALLERY
    assert why_nothing(one, "gallery") == ONE_PHOTOGRAPH
    twice, strangers = analyse(made("Ada", "Ada")), analyse(made("Ada", "Ben"))
    assert why_nothing(twice, "gallery") == why_nothing(strangers, "gallery") == ""
    assert "all photographs show one person" in twice.missing
    assert "nobody has two photographs" in strangers.missing
    assert curve_words(twice) == curve_words(strangers) == NO_CURVE
    assert rate_text(twice.rates(TAU).false_accepts) == "–"
    assert analyse(made("Ada", "Ada", "Ben")).missing == ""
    at = at_tau(strangers, TAU)
    assert interval_text(at.people.false_rejects) == "–"


def test_a_sample_in_words(analysis: Analysis) -> None:
    assert sample_words(analysis) == "173 photographs of 30 people"
    assert sample_words(analyse(made("Ada"))) == "1 photograph of 1 person"
    drawn = replace(made("Ada", "Ben"), of=7000)
    assert sample_words(analyse(drawn)) == "2 photographs of 2 people, drawn from 7,000"


def test_a_gallery_gives_names_and_ids_and_whole_people() -> None:
    with Gallery() as gallery:
        sample = bundled_sample()
        for row in range(12):
            gallery.enrol(f"name {sample.labels[row]}", sample.embeddings[row])
        snapshot = gallery.snapshot()
    whole = enrolled(snapshot)
    assert len(whole) == whole.of == 12
    assert whole.photographs == tuple(snapshot.ids.tolist())
    assert whole.people == snapshot.names
    assert np.array_equal(whole.embeddings, sample.embeddings[:12])
    part = enrolled(snapshot, 6)
    assert 0 < len(part) <= 6
    assert part.of == 12
    for label in np.unique(part.labels):
        assert (part.labels == label).sum() == (whole.labels == label).sum()
    assert len(enrolled(None)) == 0


def test_analyses_are_kept_one_of_each_kind() -> None:
    kept, one, other = Analyses(), analyse(made("Ada", "Ben")), analyse(made("Ada", "Ada"))
    before, after = object(), object()
    assert kept.get("bundled", None) is None
    kept.keep("bundled", None, one)
    kept.keep("gallery", before, other)  # type: ignore[arg-type]
    assert kept.get("bundled", None) is one
    assert kept.get("gallery", before) is other  # type: ignore[arg-type]
    assert kept.get("gallery", after) is None  # type: ignore[arg-type]


def test_tables_agree_with_the_engine(analysis: Analysis) -> None:
    def read(rows: object) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(csv_text(rows))))  # type: ignore[arg-type]

    bins = read(histogram_rows(analysis))
    assert sum(int(row["genuine pairs"]) for row in bins) == 449
    curve = read(roc_rows(analysis))
    assert analysis.roc is not None
    assert len(curve) == len(analysis.roc.tau)
    assert float(curve[-1]["true accepts"]) == 1
    rates = read(rate_rows(at_tau(analysis, TAU)))
    assert [int(row["count"]) for row in rates] == [
        analysis.rates(TAU).false_accepts.count, analysis.rates(TAU).false_rejects.count
    ]  # fmt: skip
    pairs = read(pair_rows(analysis))
    assert len(pairs) == 449 + 14_429
    assert {row["same person"] for row in pairs} == {"yes", "no"}
    assert pairs[0]["first photograph"] == "00001aa"


def test_no_name_of_the_gallery_is_in_the_table_of_pairs() -> None:
    text = csv_text(pair_rows(analyse(made("Ada", "Ben", "Ada"))))
    assert "Ada" not in text
    assert text.count("\n") == 4


def test_lines_of_a_pattern_go_on_in_the_next_bar() -> None:
    left, right = QRectF(3, 2, 10, 30), QRectF(13, 7, 10, 25)
    for slant in (1, -1):
        for room in (left, right):
            lines = hatched(room, 6, slant)
            assert lines
            for line in lines:
                for point in (line.p1(), line.p2()):
                    assert (point.x() + slant * point.y()) % 6 == pytest.approx(0, abs=1e-9)
                    assert room.adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(point)


def test_round_ends_and_steps() -> None:
    assert round_up(0.131) == pytest.approx(0.14)
    assert round_up(0.2) == pytest.approx(0.2)
    assert round_up(1.0) == pytest.approx(1.0)
    assert stepped(0.3612) == 0.36
