"""One agent played by a person, and what the strategies would have done in its place.

The model is the objects' one, of which two behaviours are overridden: what an act of attention is
spent on, and whom the agent helps. Every other agent, need, quarrel and meeting is as it would have
been: the same random numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.runs.plan import seed_of
from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.strategies import PRESETS
from sim.inputs.switches import PRACTICES
from sim.measures.arrays import trust_of
from sim.state.histories import Histories

if TYPE_CHECKING:
    from sim.objects.model import AllianceModel

#: The world that is played in, and how long it had been going on.
PARAMETERS: dict[str, Any] = {"population.agents": 40, "turnover.exit": 0.0}
STRATEGIES = {"balanced": 0.4, "attentive": 0.2, "transactional": 0.2, "shirker": 0.2}
BEFORE, WEEKS = 30, 10
#: What is compared with: these strategies in the same place.
COMPARED = tuple(PRESETS)


class Play:
    """Ten weeks of one agent."""

    def __init__(self, seed: int) -> None:
        begun = TableModel(PARAMETERS, STRATEGIES, rng=seed_of(seed))
        for _ in range(BEFORE):
            begun.step()
        self._begun = begun
        self._histories = begun.history_tables()
        agents = begun.state().agents
        # Whoever has most allies among those with a middling number of acts has most to decide.
        fit = (agents["attention"] >= 3) & (agents["attention"] <= 6)
        self.row = int(max(range(len(agents)), key=lambda r: (fit[r], agents["n_allies"][r])))
        self.acts = int(agents["attention"][self.row])
        self.model = _played(self.row, self._arguments())
        self.payoffs: list[float] = []

    def _arguments(self, strategy: str | None = None) -> dict[str, Any]:
        """Return what makes a model that goes on from the first week played."""
        begun = self._begun
        mix, state = begun.mix, begun.state()
        if strategy is not None:
            # A share of nobody: the mix only says which strategies there are.
            mix = (*mix, (PRESETS[strategy], 0.0))
            state.agents["strategy"][self.row] = len(mix) - 1
        return {
            "parameters": begun.parameters,
            "strategies": mix,
            "rng": begun.seed,
            "state": state,
            "histories": Histories.restored(*self._histories),
        }

    def situation(self) -> dict[str, Any]:
        """Return what the player sees before a week."""
        state = self.model.state()
        agent = state.agents[self.row]
        ties = state.allied[state.allied["agent"] == agent["id"]]
        strategies = state.agents["strategy"]
        return {
            "kind": "situation",
            "agent": self.row,
            "week": len(self.payoffs),
            "weeks": WEEKS,
            "acts": self.acts,
            "payoff": self.payoffs,
            "practices": list(PRACTICES),
            "strategies": [s.name for s, _ in self.model.mix],
            "allies": [
                {
                    "agent": int(tie["other"]),
                    "trust": round(trust, 3),
                    "tension": round(float(tie["tension"]), 2),
                    "rapport": round(float(tie["rapport"]), 2),
                    "silent": state.week - int(tie["seen"]),
                    "balance": round(float(tie["balance"]), 2),
                    "got": int(tie["last_got"]),
                    "strategy": int(strategies[tie["other"]]),
                }
                for tie, trust in zip(ties, trust_of(ties).tolist(), strict=True)
            ],
        }

    def week(self, acts: Any, helps: Any) -> dict[str, Any]:
        """Play one week: ``acts`` is {practice: how many}, ``helps`` a list of allies to help."""
        if len(self.payoffs) >= WEEKS:
            raise BadInput("the ten weeks are over")
        agent = self.model.by_id[self.row]
        agent.planned = _planned(acts, self.acts)
        agent.helps = _helped(helps, len(self.model.population))
        self.model.step()
        self.payoffs.append(round(agent.payoff, 4))
        return self.situation()

    def comparison(self) -> dict[str, Any]:
        """Return what every strategy would have had in the same weeks, on the same luck."""
        if len(self.payoffs) < WEEKS:
            raise BadInput("the ten weeks are not over yet")
        found: dict[str, list[float]] = {}
        for name in COMPARED:
            model = TableModel(**self._arguments(name))
            found[name] = []
            for _ in range(WEEKS):
                model.step()
                found[name].append(round(float(model.world.agents["payoff"][self.row]), 4))
        return {"kind": "comparison", "you": self.payoffs, "strategies": found}


def _played(row: int, arguments: Mapping[str, Any]) -> AllianceModel:
    """Return a model in which one agent does as it is told."""
    # Mesa takes two seconds to import and only this needs it.
    from sim.objects.agent import AllianceAgent
    from sim.objects.model import AllianceModel
    from sim.objects.tie import Tie
    from sim.practices.rule import Act

    class Played(AllianceAgent):
        """Does what a person chose, in the one place that is played."""

        planned: tuple[str, ...] = ()
        helps: frozenset[int] = frozenset()

        def next_practice(self, act: Act) -> str:
            """Spend the acts in the order of the plan."""
            return self.planned[act.number] if self.id == row else super().next_practice(act)

        def willingness(self, tie: Tie) -> float:
            """Help whom the person chose, and nobody else."""
            if self.id != row:
                return super().willingness(tie)
            return 1.0 if tie.other.id in self.helps else 0.0

    class PlayedModel(AllianceModel):
        """The model with that agent in it."""

        agent_class = Played

    return PlayedModel(**arguments)


def _planned(acts: Any, most: int) -> tuple[str, ...]:
    if not isinstance(acts, dict) or not set(acts) <= set(PRACTICES):
        raise BadInput(f"acts are of {', '.join(PRACTICES)}")
    if any(isinstance(n, bool) or not isinstance(n, int) or n < 0 for n in acts.values()):
        raise BadInput("a number of acts is a whole number from 0 up")
    if sum(acts.values()) > most:
        raise BadInput(f"there are {most} acts a week")
    plan = [practice for practice, n in acts.items() for _ in range(n)]
    return (*plan, *(["work"] * (most - len(plan))))


def _helped(helps: Any, agents: int) -> frozenset[int]:
    if not isinstance(helps, list) or len(helps) > agents:
        raise BadInput("whom to help is a list of agents")
    if any(isinstance(h, bool) or not isinstance(h, int) for h in helps):
        raise BadInput("whom to help is a list of agents")
    return frozenset(helps)
