"""2. Stocks spoil and are replenished: retention·stock + output·specialty·work^returns."""

from sim.engine.world import is_there
from sim.rules.elementary import power
from sim.rules.jit import inner


@inner()
def produce(world, p):
    """Let every agent produce by last week's work."""
    if p.off.produce:
        return
    retention, output, returns = p.produce.retention, p.produce.output, p.produce.returns
    for i in range(world.agents.size):
        if not is_there(world, i):
            continue
        agent = world.agents[i]
        made = output * power(agent.work, returns)
        for kind in range(3):
            agent.stock[kind] = retention * agent.stock[kind] + made * agent.specialty[kind]
