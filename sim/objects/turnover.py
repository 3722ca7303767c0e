"""People come and go: who leaves for good, who takes an empty seat, and what is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.rules.draws import ENTRY, EXIT
from sim.state.histories import EXITED, NO_CAUSE, stays
from sim.state.log import COMING, GOING
from sim.state.seats import REDRAWS, name_of, next_id
from sim.state.start import newcomers
from sim.state.tables import SEAT

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.model import AllianceModel


@dataclass
class Seat:
    """A place in the population, for one agent at a time.

    Attributes
    ----------
    number
        Its place among all.
    id
        Of whoever is there, was there last, or is the first to come.
    agent
        Who is there, if anybody.
    came
        The week in which whoever is there came.
    strategy
        Number of the strategy dealt to the seat at the start.
    listed, since, until
        Whether it is kept for one person, by a list, and that one's first and last week there.
    """

    number: int
    id: int
    agent: AllianceAgent | None
    came: int
    strategy: int
    listed: bool
    since: int
    until: int


def seats_from(table: np.ndarray) -> list[Seat]:
    """Return the seats of a state, nobody in them yet."""
    return [
        Seat(number, id_, None, came, strategy, listed, since, until)
        for number, (id_, _, came, strategy, listed, since, until) in enumerate(table.tolist())
    ]


def table_of(seats: list[Seat]) -> np.ndarray:
    """Return seats as a table of dtype ``SEAT``."""
    table = np.zeros(len(seats), SEAT)
    for name in SEAT.names or ():
        if name != "present":
            table[name] = [getattr(seat, name) for seat in seats]
    table["present"] = [seat.agent is not None for seat in seats]
    return table


class Turnover:
    """Who is there, as part of a model; the rest of it is in :mod:`sim.objects.model`."""

    def turnover(self: AllianceModel) -> None:
        """0. Some leave for good, and some come to seats that are empty."""
        if "turnover" in self.off:
            return
        leaving = [seat for seat in self.seats if seat.agent is not None and self.is_left(seat)]
        for seat in leaving:
            self.part(seat, leaving)
        for seat in leaving:
            self.vacate(seat)
        self.population = [seat.agent for seat in self.seats if seat.agent is not None]
        coming = [seat for seat in self.seats if seat.agent is None and self.is_taken(seat)]
        patrons = [self.anybody(ENTRY, self.next_id(seat), first=1) for seat in coming]
        for seat, patron in zip(coming, patrons, strict=True):
            self.take(seat, patron)
        self.population = [seat.agent for seat in self.seats if seat.agent is not None]

    def is_left(self: AllianceModel, seat: Seat) -> bool:
        """Whether whoever is in a seat leaves for good this week."""
        if seat.listed:
            return self.week > seat.until
        exit_ = self.parameters.turnover.exit
        return exit_ > 0.0 and self.draw(EXIT, seat.id)[0] < exit_

    def is_taken(self: AllianceModel, seat: Seat) -> bool:
        """Whether somebody comes to an empty seat this week."""
        if seat.listed:
            return seat.since <= self.week <= seat.until
        entry = self.parameters.turnover.entry
        return entry > 0.0 and self.draw(ENTRY, self.next_id(seat))[0] < entry

    def next_id(self: AllianceModel, seat: Seat) -> int:
        """Return the id of whoever comes to a seat next."""
        return next_id(seat.id, seat.listed, len(self.seats))

    def part(self: AllianceModel, seat: Seat, leaving: list[Seat]) -> None:
        """End all memberships of whoever leaves, with those of others in them who leave as well.

        An alliance in which fewer than two are left ends; of several who leave, by the first.
        """
        assert seat.agent is not None
        going = {other.agent for other in leaving[leaving.index(seat) :]}
        for alliance in reversed(list(seat.agent.memberships)):
            for member in reversed([m for m in alliance.members if m in going]):
                alliance.remove(member, EXITED, NO_CAUSE)
            if len(alliance.members) < 2:
                self.close(alliance, EXITED, NO_CAUSE, seat.id)

    def vacate(self: AllianceModel, seat: Seat) -> None:
        """Let nobody be in a seat, and be forgotten by everybody whoever was there.

        What was decided for it from outside goes with it.
        """
        gone, seat.agent = seat.agent, None
        assert gone is not None
        for agent in self.population:
            agent.ties.pop(gone.id, None)
            if agent.introducer is gone:
                agent.introducer = None
        del self.by_id[gone.id]
        self.steering.forget({gone.id})
        self.note(GOING, gone, None, float(self.week - seat.came))
        self.histories.gone.append((gone.id, seat.number, seat.came, self.week))
        gone.remove()

    def take(self: AllianceModel, seat: Seat, patron: AllianceAgent | None) -> None:
        """Let a newcomer take a seat, with the fitness of a patron who was there before.

        Where strategies are learnt it has the strategy of that one too, so that coming and going
        favours nothing; else, or if nobody is there, the one dealt to the seat.
        """
        seat.id, seat.came = self.next_id(seat), self.week
        (row,) = newcomers(self.parameters, self.seed, np.array([seat.id]))
        row["strategy"] = seat.strategy
        if patron is not None:
            row["fitness"] = patron.fitness
            if self.learnt:
                row["strategy"] = patron.strategy_number
        seat.agent = self.by_id[seat.id] = self.agent_class(self, row, self.name_of(seat.id))
        seat.agent.seat = seat.number
        self.note(COMING, seat.agent, patron, seat.agent.fitness)

    def anybody(
        self: AllianceModel,
        purpose: int,
        id_: int,
        number: int = 0,
        first: int = 0,
        but: AllianceAgent | None = None,
    ) -> AllianceAgent | None:
        """Return anybody else who is there, drawn from all seats with redraws, from a repeat on."""
        for repeat in range(first, first + REDRAWS):
            for u in self.draw(purpose, id_, number, repeat):
                agent = self.seats[int(u * len(self.seats))].agent
                if agent is not None and agent is not but:
                    return agent
        return None

    def name_of(self: AllianceModel, id_: int) -> str:
        """Return what an agent is called."""
        return name_of(id_, len(self.seats), self.names)

    def stays(self: AllianceModel) -> np.ndarray:
        """Return who was there and when, as a table."""
        return stays(self.histories.gone, table_of(self.seats))
