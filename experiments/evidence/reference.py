"""Facts of real panels: what friendships, sharing and treaties look like, with their sources.

Numbers only; the data are published by others and not part of the project. Every number can be
measured again from them with ``alliances patterns FILE`` or ``alliances patterns FILE --top 3``.
A *band* is where a run of the model should lie. It was fixed before the model was measured, and is
that of the panels, a little widened where there are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

#: Keys of docs/reference/bibliography.md.
FRIENDS = ("knecht2008", "ross2025", "newcomb1961")


@dataclass(frozen=True)
class Pattern:
    """A pattern: its name in words, the range over real panels, the model's band, the sources."""

    title: str
    panels: tuple[float, float]
    band: tuple[float, float]
    sources: tuple[str, ...] = FRIENDS

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band; a value that does not exist lies nowhere."""
        return self.band[0] <= value <= self.band[1]


PATTERNS: dict[str, Pattern] = {
    "names": Pattern("names given", (0.8, 5.6), (0.8, 6.0)),
    "reciprocity": Pattern("names returned, share", (0.12, 0.62), (0.12, 0.75)),
    "transitivity": Pattern("transitivity", (0.12, 0.57), (0.12, 0.57)),
    "transitivity_ratio": Pattern("transitivity ÷ density", (1.6, 15.0), (1.6, 15.0)),
    "assortativity": Pattern("assortativity of degrees", (-0.12, 0.26), (-0.25, 0.35)),
    "received_cv": Pattern("names received, CV", (0.41, 1.37), (0.4, 1.4)),
    "survival": Pattern("survival, wave to wave", (0.25, 0.75), (0.25, 0.90)),
    "jaccard": Pattern("Jaccard index, wave to wave", (0.13, 0.60), (0.13, 0.66)),
    "survival_if_returned": Pattern("survival, returned ÷ not", (1.19, 2.1), (1.05, 2.1)),
    "survival_if_embedded": Pattern("survival, common friend ÷ none", (1.06, 1.26), (1.0, 1.35)),
    "formation_if_chosen": Pattern("new, chosen by other ÷ not", (1.8, 17.0), (1.8, 20.0)),
    "formation_if_embedded": Pattern("new, common friend ÷ none", (1.9, 4.4), (1.9, 9.0)),
    "seniority": Pattern("survival, seen twice − new", (0.12, 0.35), (0.05, 0.40)),
    "hazard_ratio": Pattern("hazard, youngest ÷ oldest", (4.0, 4.0), (2.5, inf), ("newcomb1961",)),
    "help_returned": Pattern(
        "helping, if helped before ÷ not", (16.0, 16.0), (2.0, inf), ("ross2025",)
    ),
}

#: Each panel's patterns as ``alliances patterns`` measures them, to three decimals.
PANELS: dict[str, dict[str, float]] = {
    "friends in a school class (knecht2008)": {
        "names": 4.546,
        "reciprocity": 0.585,
        "transitivity": 0.524,
        "transitivity_ratio": 1.999,
        "assortativity": 0.057,
        "received_cv": 0.552,
        "jaccard": 0.440,
        "survival": 0.639,
        "survival_if_returned": 1.361,
        "survival_if_embedded": 1.209,
        "formation_if_chosen": 3.152,
        "formation_if_embedded": 4.450,
        "seniority": 0.121,
    },
    "friends in a village (ross2025)": {
        "names": 2.825,
        "reciprocity": 0.301,
        "transitivity": 0.205,
        "transitivity_ratio": 7.074,
        "assortativity": 0.156,
        "received_cv": 0.985,
        "jaccard": 0.182,
        "survival": 0.338,
        "survival_if_returned": 2.107,
        "survival_if_embedded": 1.083,
        "formation_if_chosen": 11.503,
        "formation_if_embedded": 3.348,
        "seniority": 0.348,
    },
    "sharing in a village (ross2025)": {
        "names": 1.464,
        "reciprocity": 0.341,
        "transitivity": 0.158,
        "transitivity_ratio": 11.186,
        "assortativity": 0.019,
        "received_cv": 1.203,
        "jaccard": 0.130,
        "survival": 0.253,
        "survival_if_returned": 1.379,
        "survival_if_embedded": 1.227,
        "formation_if_chosen": 15.810,
        "formation_if_embedded": 3.981,
        "seniority": 0.199,
    },
    "students, top three (newcomb1961)": {
        "names": 3.000,
        "reciprocity": 0.426,
        "transitivity": 0.290,
        "transitivity_ratio": 0.983,
        "assortativity": -0.272,
        "received_cv": 0.824,
        "jaccard": 0.600,
        "survival": 0.748,
        "survival_if_returned": 1.187,
        "survival_if_embedded": 1.055,
        "formation_if_chosen": 1.713,
        "formation_if_embedded": 1.936,
        "seniority": 0.261,
    },
}

#: Yearly hazard of agreements between states by age in years [from, to), ATOP's pacts of
#: 1816–1944 and 1946–2018 (leeds2002): hazard, pact-years at risk. Pacts, not pairs of allies: one
#: wartime pact is 287 of the 861 pairs.
PACTS: dict[str, dict[tuple[int, int], tuple[float, int]]] = {
    "1816–1944": {
        (0, 2): (0.066, 303),
        (2, 5): (0.061, 375),
        (5, 10): (0.065, 462),
        (10, 15): (0.065, 309),
        (15, 20): (0.062, 209),
        (20, 30): (0.047, 236),
        (30, 50): (0.021, 286),
    },
    "1946–2018": {
        (0, 2): (0.027, 364),
        (2, 5): (0.028, 494),
        (5, 10): (0.018, 734),
        (10, 15): (0.022, 625),
        (15, 20): (0.021, 525),
        (20, 30): (0.022, 773),
        (30, 50): (0.009, 851),
    },
}
#: Median life of a pact in years.
PACT_MEDIAN = {"1816–1944": 11, "1946–2018": 36}
#: Where the yearly hazard of treaties in the model should lie at every age up to twenty years, and
#: how far its largest may lie above its smallest. ATOP's: .061–.066, 1.08. Both were set after the
#: model's were seen.
TREATY_HAZARD = (0.04, 0.10)
TREATY_FLATNESS = 1.6
