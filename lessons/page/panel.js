// The charts beside the network, drawn again a few times a second while it runs.
import { Chart } from "./chart.js";
import { data } from "./data.js";
import { el } from "./dom.js";
import { colours } from "./palette.js";
import { outcomeName, say, strategyName } from "./words.js";

const EVERY = 100; // milliseconds

export class Panel {
  constructor(stage) {
    this.stage = stage;
    this.stale = true;
    this.drawn = 0;
    this.charts = stage.charts.map((name) => ({ name, chart: new Chart(titleOf(name)) }));
    if (stage.worldNames.length > 1) {
      this.ahead = new Chart({ title: say("chart.ahead", { first: stage.worldNames[0] }), unit: say("chart.utility"), zero: true });
    }
    const keys = stage.worldNames.length > 1
      ? el("p", { class: "line-key" }, stage.worldNames.map((name, k) => el("span", { class: `key-${k}` }, name)))
      : null;
    this.element = el("section", { class: "charts", "aria-label": say("chart.title") }, keys,
      this.charts.map(({ chart }) => chart.element), this.ahead?.element ?? null);
  }

  frame(now) {
    if (!this.stale || now - this.drawn < EVERY) return;
    this.drawn = now;
    this.stale = false;
    const { stage } = this;
    const marks = stage.marks(), horizon = stage.until || 0;
    for (const { name, chart } of this.charts) chart.show(this.lines(name), marks, horizon);
    this.ahead?.show(this.difference(), marks, horizon);
  }

  lines(name) {
    const { stage } = this;
    const { first, other } = colours();
    const [outcome, by] = name.split(":");
    return stage.series.flatMap((series, side) => {
      const dash = side === 1;
      if (!by) {
        const world = stage.worldNames[side] ?? outcomeName(outcome);
        return [{ weeks: series.weeks, values: series.of(outcome), colour: side ? other : first, dash, name: world }];
      }
      return stage.strategies[side].map((strategy) => ({
        weeks: series.weeks, values: series.of(`${outcome}:${strategy}`), colour: stage.colourOf(strategy), dash,
        name: strategyName(strategy),
      }));
    });
  }

  // How much more payoff an agent has had in the first world so far, summed over the weeks.
  difference() {
    const [a, b] = this.stage.series;
    let sum = 0;
    const values = a.of("payoff").map((value, i) => {
      const more = (value ?? 0) - (b.of("payoff")[i] ?? 0);
      sum += more * a.every;
      return sum;
    });
    return [{ weeks: a.weeks, values, colour: colours().first, name: say("chart.ahead_short") }];
  }

  away() { for (const { chart } of this.charts) chart.away(); this.ahead?.away(); }
}

function titleOf(name) {
  const [outcome, by] = name.split(":");
  const unit = data.outcomes[outcome === "fitness" ? "payoff" : outcome]?.unit ?? say("chart.share");
  return { title: by ? say("chart.by_strategy", { what: outcomeName(outcome) }) : outcomeName(outcome), unit };
}
