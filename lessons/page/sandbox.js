// The sandbox: every parameter, every strategy, own mixes, one world or two.
import { turnsIn } from "./address.js";
import { data } from "./data.js";
import { dialFor, dialOf, sentence } from "./dials.js";
import { choice, el, fill } from "./dom.js";
import { Stage } from "./stage.js";
import { parameterName, say, strategyName } from "./words.js";

const START = { agents: 100, mix: { balanced: 0.75, free_rider: 0.25 } };
const MOST_SHARES = 6;

export async function showSandbox(main, source, query) {
  const view = new Sandbox(main, source, query);
  await view.start();
  return view;
}

class Sandbox {
  constructor(main, source, query) {
    Object.assign(this, { main, source });
    this.model = JSON.parse(query.get("model") ?? `{"population.agents":${START.agents}}`);
    this.mix = JSON.parse(query.get("mix") ?? JSON.stringify(START.mix));
    this.off = query.get("other");
    this.week = Number(query.get("week") ?? 0);
    this.seed = Number(query.get("seed") ?? 1);
    this.turns = turnsIn(query);
    document.title = `${say("nav.sandbox")} · ${say("title")}`;
  }

  worlds() {
    const world = { model: this.model, strategies: this.shares() };
    if (!this.off) return [world];
    return [world, { ...world, model: { ...this.model, off: [...(this.model.off ?? []), this.off] } }];
  }

  shares() {
    const sum = Object.values(this.mix).reduce((a, b) => a + b, 0) || 1;
    return Object.fromEntries(Object.entries(this.mix).map(([name, share]) => [name, share / sum]));
  }

  async start() {
    this.stage?.away();
    const worldNames = this.off ? [say("sandbox.world"), say("sandbox.without", { what: parameterName(this.off) })] : [say("sandbox.world")];
    this.stage = new Stage({
      source: this.source, seed: this.seed, turns: this.turns, setup: { worlds: this.worlds() }, worldNames,
      charts: ["fitness:strategy", "memberships:strategy", "trust", "tension"], until: 0, path: "sandbox", question: say("sandbox.question"),
      extra: () => ({ model: JSON.stringify(this.model), mix: JSON.stringify(this.mix), ...(this.off ? { other: this.off } : {}) }),
      onbegun: () => this.dials?.forEach((dial) => dial.set(this.valueOf(dial.name))),
    });
    await this.stage.start();
    this.left = el("aside", { class: "left sandbox-left" }, el("h1", {}, say("nav.sandbox")), el("p", { class: "says" }, say("sandbox.says")),
      this.mixBox(), this.otherBox(), this.parameterBox());
    fill(this.main, el("div", { class: "sandbox grid" }, this.left, this.stage.middle, this.stage.right));
    if (this.week > 0) await this.stage.jump(this.week);
    this.week = 0;
  }

  async again() {
    this.seed = this.stage.seed;
    this.turns = [];
    const opened = [...this.left.querySelectorAll("details[open]")].map((box) => box.dataset.name);
    try { await this.start(); } catch (error) { this.stage.say(error.message); return; }
    for (const box of this.left.querySelectorAll("details")) box.open = opened.includes(box.dataset.name);
  }

  mixBox() {
    const names = Object.keys(this.mix);
    const free = Object.keys(data.strategies).filter((name) => !(name in this.mix));
    return el("details", { open: true, "data-name": "mix" }, el("summary", {}, say("sandbox.mix")),
      names.map((name) => {
        const id = `share-${name}`;
        const shown = el("output", { for: id }, `${Math.round(100 * this.shares()[name])} %`);
        const input = el("input", { id, type: "range", min: 0, max: 1, step: 0.05, onchange: () => { this.mix[name] = Number(input.value); this.again(); } });
        input.value = this.mix[name];
        return el("div", { class: "dial" }, el("div", { class: "dial-head" }, el("label", { for: id }, strategyName(name)), shown,
          names.length > 1 ? el("button", { class: "link-button", "aria-label": say("sandbox.remove", { name: strategyName(name) }), onclick: () => { delete this.mix[name]; this.again(); } }, "×") : null),
          input, el("p", { class: "says" }, sentence(data.strategies[name])));
      }),
      names.length < MOST_SHARES ? choice(say("sandbox.add"), [["", "…"], ...free.map((name) => [name, strategyName(name)])], "",
        (name) => { if (name) { this.mix[name] = 0.25; this.again(); } }) : null);
  }

  otherBox() {
    const switches = data.words.switches;
    return el("details", { open: true, "data-name": "other" }, el("summary", {}, say("sandbox.other")),
      choice(say("sandbox.other_is"), [["", say("sandbox.one_world")], ...Object.entries(switches)], this.off ?? "",
        (name) => { this.off = name || null; this.again(); }));
  }

  parameterBox() {
    const groups = new Map();
    for (const name of Object.keys(data.parameters)) {
      if (!name.includes(".")) continue;
      const group = name.split(".")[0];
      groups.set(group, [...(groups.get(group) ?? []), name]);
    }
    this.dials = [];
    return [...groups].map(([group, names]) => el("details", { "data-name": group },
      el("summary", {}, data.words.groups[group] ?? group), names.map((name) => this.parameter(name))));
  }

  valueOf(name) {
    const turned = this.stage.turns.filter((turn) => turn.name === name);
    return turned.length ? turned[turned.length - 1].value : this.stage.parameters[0][name];
  }

  parameter(name) {
    const declared = data.parameters[name];
    const change = (value) => {
      if (!declared.start) { this.stage.turn(name, value); return; }
      this.model = { ...this.model, [name]: value };
      this.again();
    };
    const note = el("p", { class: "says" }, sentence(declared.meaning));
    if (declared.choices) {
      return el("div", { class: "dial" }, choice(parameterName(name), declared.choices.map((key) => [key, data.words.choices[key] ?? key]), this.valueOf(name),
        (value) => { if (name === "population.network") delete this.model["population.agents"]; change(value); }), note);
    }
    if (declared.type === "yes/no") {
      const box = el("input", { type: "checkbox", onchange: () => change(box.checked) });
      box.checked = this.valueOf(name);
      return el("div", { class: "dial" }, el("label", { class: "check" }, box, parameterName(name)), note);
    }
    const wide = name === "population.agents" ? { name, low: 10, high: 500, step: 10 } : dialOf(name);
    const dial = dialFor(wide, this.valueOf(name), change);
    this.dials.push(dial);
    return dial.element;
  }

  themed() { this.stage.themed(); }
  away() { this.stage.away(); }
}
