// One agent in full, beside the network.
import { data } from "./data.js";
import { el, fill } from "./dom.js";
import { figure, nameOf, say, strategyName } from "./words.js";

export class AgentCard {
  constructor() {
    this.element = el("section", { class: "agent-card", "aria-live": "off", hidden: true });
  }

  hide() { this.element.hidden = true; }

  show(found, { names, strategies, onclose, onchoose }) {
    const name = nameOf(found.agent, names, found.generation);
    const facts = [
      ["payoff", figure(found.payoff)], ["standing", figure(found.standing)],
      ["reliability", figure(found.reliability)], ["openness", figure(found.openness)],
      ["attention", found.attention], ["memberships", found.memberships],
    ];
    fill(this.element,
      el("div", { class: "agent-head" },
        el("h3", {}, name), el("span", { class: "soft" }, strategyName(strategies[found.strategy])),
        el("button", { class: "quiet-button", onclick: onclose, "aria-label": say("agent.close") }, "×")),
      el("dl", { class: "facts" }, facts.map(([key, value]) =>
        el("div", {}, el("dt", {}, say(`agent.${key}`)), el("dd", {}, String(value))))),
      el("p", { class: "soft small" }, say("agent.goal"), " ", found.goal.map((v) => figure(v)).join(", "), " · ",
        Object.entries(found.stock).map(([kind, value]) => `${say(`agent.stock.${kind}`)} ${figure(value)}`).join(", ")),
      el("h4", {}, say("agent.allies", { n: found.allies.length })),
      found.allies.length ? this.allies(found.allies, names, onchoose) : el("p", { class: "soft" }, say("agent.no_allies")),
      found.past.length ? el("h4", {}, say("agent.past")) : null,
      el("ul", { class: "past" }, found.past.map((past) => el("li", {},
        say("agent.ended", { from: past.from, to: past.to, how: data.words.agent.how[past.how] ?? "" })))));
    this.element.hidden = false;
  }

  allies(allies, names, onchoose) {
    const heads = ["ally", "trust", "back", "tension", "rapport", "weeks"];
    return el("table", { class: "allies" },
      el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, say(`agent.head.${key}`))))),
      el("tbody", {}, allies.map((ally) => el("tr", {},
        el("th", { scope: "row" }, el("button", { class: "link-button", onclick: () => onchoose(ally.agent) }, nameOf(ally.agent, names, ally.generation))),
        ["trust", "back", "tension", "rapport"].map((key) => el("td", {}, figure(ally[key]))),
        el("td", {}, String(ally.weeks))))));
  }
}
