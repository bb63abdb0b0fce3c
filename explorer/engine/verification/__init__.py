"""How well distances tell people apart: pairs, histograms, ROC, errors at τ, and how sure that is.

Distances are squared L2; two photographs show the same person if d < τ. Nothing here imports torch.
"""

from explorer.engine.verification.bootstrap import PeopleIntervals, people_intervals
from explorer.engine.verification.curves import EqualError, Roc, roc
from explorer.engine.verification.errors import VerificationError
from explorer.engine.verification.evidence import (
    Evidence,
    cautions,
    dependence_text,
    evidence,
    percent,
)
from explorer.engine.verification.histograms import Histograms, histograms
from explorer.engine.verification.pairs import MOST_PHOTOGRAPHS, Pairs, all_pairs
from explorer.engine.verification.people import draw_people, person_codes
from explorer.engine.verification.proportion import CONFIDENCE, Interval, Proportion
from explorer.engine.verification.rates import Rates, rates_at, tau_for_false_accepts

__all__ = [
    "CONFIDENCE", "MOST_PHOTOGRAPHS", "EqualError", "Evidence", "Histograms", "Interval", "Pairs",
    "PeopleIntervals", "Proportion", "Rates", "Roc", "VerificationError", "all_pairs", "cautions",
    "dependence_text", "draw_people", "evidence", "histograms", "people_intervals", "percent",
    "person_codes", "rates_at", "roc", "tau_for_false_accepts",
]  # fmt: skip
