"""The first state: a population drawn from the seed, without ties, in pairs, or in a network."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import betaincinv

from sim.errors import BadNetwork, UnknownName
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix, counts
from sim.rules.draws import GOAL, SPECIALTY, TELL, TEMPERAMENT, blocks, key, normals, uniforms
from sim.rules.goals import Goal, bent, blend, normalise
from sim.state.histories import AT_START, Histories
from sim.state.tables import AGENT, NONE, TALLY, TIE, State, alliance_dtype

#: Networks that networkx draws up from published data, by the name one gives after "networkx:".
NAMED_NETWORKS = ("davis_southern_women", "florentine_families", "karate_club", "les_miserables")
#: Words of a header line; it has no others, and names of agents are not taken for one.
HEADERS = {"from", "to", "source", "target", "weight"}


@dataclass(frozen=True)
class Network:
    """Names of nodes in order, and undirected edges (row, row, weight)."""

    names: tuple[str, ...]
    edges: tuple[tuple[int, int, float], ...]


def first_state(
    parameters: Parameters, mix: Mix, seed: int
) -> tuple[State, Histories, list[str] | None]:
    """Return the state of week 0, its histories, and the names of agents if they have any."""
    names: list[str] | None = None
    edges: tuple[tuple[int, int, float], ...] = ()
    n = parameters.population.agents
    if parameters.population.network:
        network = read_network(parameters.population.network)
        names, edges, n = list(network.names), network.edges, len(network.names)
    elif parameters.population.pairs:
        edges = tuple((i, i + 1, 0.0) for i in range(0, n - 1, 2))
    agents = drawn_agents(parameters, mix, seed, n)
    histories = Histories()
    alliances = np.zeros(len(edges), alliance_dtype(parameters.alliances.largest))
    ties = _ally(edges, agents, alliances, parameters, mix, seed, histories)
    tally = dict.fromkeys(TALLY, 0.0)
    return State(0, agents, ties, alliances, len(edges), tally), histories, names


def drawn_agents(parameters: Parameters, mix: Mix, seed: int, n: int) -> np.ndarray:
    """Return ``n`` agents drawn from the seed, shape (n,) of dtype ``AGENT``; ids are 0 … n − 1."""
    p, k = parameters.population, key(seed)
    ids = np.arange(n)
    agents = np.zeros(n, AGENT)
    agents["id"] = ids
    agents["goal"] = [normalise(normals(*k, GOAL, 0, i, 0)) for i in range(n)]
    shares = -np.log(blocks(*k, SPECIALTY, 0, ids)[:, :3])
    agents["specialty"] = shares / shares.sum(axis=1, keepdims=True)
    luck = blocks(*k, TEMPERAMENT, 0, ids)
    agents["reliability"] = beta(p.reliability, p.reliability_weight, luck[:, 0])
    agents["openness"] = beta(p.openness, p.openness_weight, luck[:, 1])
    agents["attention"] = 1 + poisson(parameters.attention.acts - 1.0, luck[:, 2])
    dealt = np.repeat(np.arange(len(mix)), counts(mix, n))
    agents["strategy"][np.argsort(luck[:, 3], kind="stable")] = dealt
    produce = parameters.produce
    lasting = 1.0 / max(1.0 - produce.retention, 0.01)
    agents["stock"] = agents["specialty"] * produce.output * 0.5 * lasting
    agents["work"] = p.work
    agents["standing"] = p.standing
    agents["introducer"] = NONE
    agents["voice"] = 1.0
    return agents


def beta(mean: float, weight: float, u: np.ndarray) -> np.ndarray:
    """Return Beta variates of a mean and a weight (the sum of both parameters) from uniforms."""
    if mean in (0.0, 1.0):
        return np.full(u.shape, mean)
    return betaincinv(mean * weight, (1.0 - mean) * weight, u)


def poisson(mean: float, u: np.ndarray) -> np.ndarray:
    """Return Poisson variates from uniforms, by inverting the distribution function."""
    last = int(mean + 12.0 * math.sqrt(mean) + 20.0)
    terms = np.cumprod(np.concatenate(([math.exp(-mean)], mean / np.arange(1, last + 1))))
    return np.searchsorted(np.cumsum(terms), u)


def _ally(
    edges: tuple[tuple[int, int, float], ...],
    agents: np.ndarray,
    alliances: np.ndarray,
    parameters: Parameters,
    mix: Mix,
    seed: int,
    histories: Histories,
) -> np.ndarray:
    """Fill in an alliance an edge, and return the ties: both have told, evidence = weight."""
    ties = np.zeros(2 * len(edges), TIE)
    ties["last_given"] = ties["last_got"] = ties["tried"] = NONE
    ties["satisfaction"] = parameters.scout.hope
    alliances["members"] = alliances["joined"] = NONE
    for number, (a, b, weight) in enumerate(edges):
        first = _told(agents[a], agents[b], parameters, mix, seed)
        second = _told(agents[b], agents[a], parameters, mix, seed)
        for side, (owner, other, belief) in enumerate([(a, b, second), (b, a, first)]):
            tie = ties[2 * number + side]
            tie["agent"], tie["other"], tie["alliance"] = owner, other, number
            tie["kept"], tie["believed_goal"] = weight, belief
        alliance = alliances[number]
        alliance["alliance"], alliance["size"] = number, 2
        alliance["members"][:2], alliance["joined"][:2] = (a, b), 0
        alliance["common_goal"] = blend(1.0, first, second)
        histories.form(number, a, b, AT_START, 0)
        for size, member in enumerate((a, b), start=1):
            histories.join(number, member, int(agents["strategy"][member]), 0, size)
    agents["n_allies"] = agents["n_memberships"] = np.bincount(ties["agent"], minlength=len(agents))
    busiest = int(agents["n_allies"].max())
    if busiest > parameters.population.memory:
        raise BadNetwork(
            f"somebody in the network has {busiest} allies, more than population.memory ="
            f" {parameters.population.memory} allows to remember"
        )
    return np.sort(ties, order=("agent", "other"))


def _told(teller: Any, listener: Any, parameters: Parameters, mix: Mix, seed: int) -> Goal:
    own = mix[teller["strategy"]][0].openness
    openness = float(teller["openness"]) if own is None else own
    if "openness" in parameters.off:
        openness = 0.0
    goal: Goal = tuple(teller["goal"].tolist())
    luck = uniforms(*key(seed), TELL, 0, int(teller["id"]), int(listener["id"]), 0)
    return goal if luck[0] < openness else bent(goal, tuple(listener["goal"].tolist()))


def read_network(source: str, base: Path | None = None) -> Network:
    """Read a network: an edge list (.csv or .txt), GraphML (.graphml), or ``networkx:NAME``.

    An edge list has two names a line and, if wanted, a weight (the evidence to start with); a line
    of one name is an agent without ties; lines starting with # and a header line are skipped.

    Parameters
    ----------
    source
        What ``population.network`` says.
    base
        Folder that a relative path starts from; the current one by default.

    Raises
    ------
    BadNetwork
        With the line or the edge at fault.
    """
    if source.startswith("networkx:"):
        return _from_networkx(source.removeprefix("networkx:"))
    path = (base or Path()) / source
    if path.is_dir():
        raise BadNetwork(f"{path} is a folder, not a network file")
    if not path.is_file():
        raise BadNetwork(f"there is no network file {path}")
    if path.suffix.lower() == ".graphml":
        return _from_graphml(path)
    if path.suffix.lower() in (".csv", ".txt"):
        return _from_edge_list(path)
    raise BadNetwork(f"{path}: a network is an edge list (.csv or .txt) or a .graphml file")


class _Builder:
    """Collects nodes and edges; a pair named twice adds its weights up."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.weights: dict[tuple[int, int], float] = {}

    def node(self, name: str) -> int:
        return self.rows.setdefault(name, len(self.rows))

    def edge(self, a: str, b: str, weight: float, where: str) -> None:
        if a == b:
            raise BadNetwork(f"{where}: {a} cannot be allied with itself")
        if not (math.isfinite(weight) and weight >= 0.0):
            raise BadNetwork(f"{where}: a weight must be a number from 0 up, not {weight}")
        pair = (min(self.node(a), self.node(b)), max(self.node(a), self.node(b)))
        self.weights[pair] = self.weights.get(pair, 0.0) + weight

    def network(self, where: str) -> Network:
        if len(self.rows) < 2:
            raise BadNetwork(f"{where}: a network needs two agents at least")
        edges = tuple((a, b, weight) for (a, b), weight in sorted(self.weights.items()))
        return Network(tuple(self.rows), edges)


def _from_edge_list(path: Path) -> Network:
    built = _Builder()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, cells in enumerate(csv.reader(file), start=1):
                cells = [cell.strip() for cell in cells]
                if not any(cells) or cells[0].startswith("#"):
                    continue
                if not built.rows and {cell.lower() for cell in cells} <= HEADERS:
                    continue
                _read_line(built, cells, f"{path}, line {number}")
    except UnicodeDecodeError:
        raise BadNetwork(f"{path}: not a text file in UTF-8") from None
    return built.network(str(path))


def _read_line(built: _Builder, cells: list[str], where: str) -> None:
    a, b, weight = (*cells, "", "")[:3]
    if len(cells) > 3 or not a:
        raise BadNetwork(f"{where}: expected 'name,name' or 'name,name,weight'")
    strength = _strength(weight or 1.0, where)
    built.node(a)
    if b:
        built.edge(a, b, strength, where)


def _strength(weight: Any, where: str) -> float:
    try:
        return float(weight)
    except (TypeError, ValueError):
        raise BadNetwork(f"{where}: the weight '{weight}' is not a number") from None


def _from_graphml(path: Path) -> Network:
    import networkx

    try:
        graph = networkx.read_graphml(path)
    except Exception as error:
        raise BadNetwork(f"{path}: not GraphML ({error})") from None
    return _from_graph(graph, str(path))


def _from_networkx(name: str) -> Network:
    import networkx

    if name not in NAMED_NETWORKS:
        raise UnknownName("network of networkx", name, NAMED_NETWORKS)
    return _from_graph(getattr(networkx, f"{name}_graph")(), f"networkx:{name}")


def _from_graph(graph: Any, where: str) -> Network:
    built = _Builder()
    for node, data in graph.nodes(data=True):
        name = str(data.get("name", node))
        if name in built.rows:
            raise BadNetwork(f"{where}: two nodes are named '{name}'")
        built.node(name)
    names = dict(zip(graph.nodes, built.rows, strict=True))
    for a, b, data in graph.edges(data=True):
        edge = f"{where}, edge {names[a]}–{names[b]}"
        built.edge(names[a], names[b], _strength(data.get("weight", 1.0), edge), edge)
    return built.network(where)
