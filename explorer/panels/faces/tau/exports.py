"""What the page of the honest τ saves: its charts and their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.export import save_array, save_svg, save_widget
from explorer.widgets.exporter import Exporter, MenuEntry, export_button
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.faces.tau.analysis import Analysis, AtTau
    from explorer.panels.faces.tau.page import TauPage

    Rows = Iterator[Sequence[object]]


class Exports:
    """One button in the card of the histograms."""

    def __init__(self, page: TauPage) -> None:
        self._page = page
        self._exporter = Exporter(page)
        self.button = export_button(self.entries)

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page, analysis = self._page, self._page.analysis
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save_widget(page, page, "honest τ")),
        ]
        if analysis is None or analysis.histograms is None:
            return entries
        chart, curve = page.histogram, page.roc
        entries += [
            ("Histograms as PNG…", lambda: save_widget(page, chart, "distances")),
            ("Histograms as SVG…", lambda: save_svg(page, widget_svg(chart), "distances")),
            ("Histograms as CSV…",
             lambda: save_array(page, histogram_rows(analysis), "distances")),
            ("All pairs as CSV…",
             lambda: self._exporter.save_csv(pair_rows(analysis), "distances of pairs")),
        ]  # fmt: skip
        if analysis.roc is not None:
            entries += [
                ("ROC as PNG…", lambda: save_widget(page, curve, "ROC")),
                ("ROC as SVG…", lambda: save_svg(page, widget_svg(curve), "ROC")),
                ("ROC as CSV…", lambda: save_array(page, roc_rows(analysis), "ROC")),
            ]
        at = page.at
        if at is not None:
            entries.append(("Errors at τ as CSV…",
                            lambda: save_array(page, rate_rows(at), "errors at τ")))  # fmt: skip
        return entries

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._exporter.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._exporter.shutdown()


def histogram_rows(analysis: Analysis) -> Rows:
    """Yield the bins and what they hold."""
    yield ["d from", "d to", "genuine pairs", "impostor pairs"]
    found = analysis.histograms
    if found is None:
        return
    edges = found.edges.tolist()
    counts = zip(found.genuine.tolist(), found.impostor.tolist(), strict=True)
    for low, high, (own, strange) in zip(edges[:-1], edges[1:], counts, strict=True):
        yield [f"{low:.6g}", f"{high:.6g}", own, strange]


def roc_rows(analysis: Analysis) -> Rows:
    """Yield the corners of the curve; between two of them it is straight."""
    yield ["tau (squared distance)", "false accepts", "true accepts", "false rejects"]
    curve = analysis.roc
    if curve is None:
        return
    rates = zip(curve.tau.tolist(), curve.false_accept_rate.tolist(),
                curve.true_accept_rate.tolist(), curve.false_reject_rate.tolist(),
                strict=True)  # fmt: skip
    for tau, accepts, own, rejects in rates:
        yield [f"{tau:.9g}", f"{accepts:.9g}", f"{own:.9g}", f"{rejects:.9g}"]


def rate_rows(at: AtTau) -> Rows:
    """Yield both rates with their intervals."""
    yield ["error", "tau (squared distance)", "count", "pairs", "rate",
           "95 % low, pairs independent", "95 % high, pairs independent",
           "95 % low, people drawn anew", "95 % high, people drawn anew"]  # fmt: skip
    both = (
        ("false accepts", at.rates.false_accepts, at.accepts, at.people.false_accepts),
        ("false rejects", at.rates.false_rejects, at.rejects, at.people.false_rejects),
    )
    for name, share, separate, drawn in both:
        people = ["", ""] if drawn is None else [f"{drawn.low:.6g}", f"{drawn.high:.6g}"]
        rate = f"{share.rate:.9g}" if share.total else ""
        bounds = [f"{separate.low:.6g}", f"{separate.high:.6g}"]
        yield [name, f"{at.rates.tau:.9g}", share.count, share.total, rate, *bounds, *people]


def pair_rows(analysis: Analysis) -> Rows:
    """Yield every pair: names of bundled photographs, or the gallery's numbers and no names."""
    yield ["first photograph", "second photograph", "same person", "d (squared distance)"]
    photographs, pairs = analysis.sample.photographs, analysis.pairs
    kinds = (("yes", pairs.genuine, pairs.genuine_at), ("no", pairs.impostor, pairs.impostor_at))
    for same, distances, rows in kinds:
        for d, (one, other) in zip(distances.tolist(), rows.tolist(), strict=True):
            yield [photographs[one], photographs[other], same, f"{d:.9g}"]
