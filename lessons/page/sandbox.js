// The sandbox: every parameter, every strategy, own mixes, one world or two.
import { turnsIn } from "./address.js";
import { data } from "./data.js";
import { dialFor, dialOf, sentence } from "./dials.js";
import { choice, el, fill } from "./dom.js";
import { Stage } from "./stage.js";
import { parameterName, say, strategyName, switchName } from "./words.js";

const START = { agents: 100, mix: { balanced: 0.75, free_rider: 0.25 } };
const MOST_SHARES = 6;
const NETWORK = "population.network";

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

  // The visitor's own network file, if this world starts from it.
  ownFile() { return this.file && this.file.name === this.model[NETWORK] ? this.file : null; }

  async start() {
    const worldNames = this.off ? [say("sandbox.world"), say("sandbox.without", { what: switchName(this.off) })] : [say("sandbox.world")];
    const file = this.ownFile();
    const stage = new Stage({
      source: this.source, seed: this.seed, turns: this.turns, speed: this.stage?.speed, worldNames, file,
      setup: { worlds: this.worlds(), ...(file ? { network: file } : {}) },
      charts: ["fitness:strategy", "memberships:strategy", "trust", "tension"], until: 0, path: "sandbox", question: say("sandbox.question"),
      extra: () => ({ model: JSON.stringify(this.model), mix: JSON.stringify(this.mix), ...(this.off ? { other: this.off } : {}) }),
      onbegun: () => this.dials?.forEach((dial) => dial.set(this.valueOf(dial.name))),
    });
    this.stage?.pause();
    await stage.start();
    this.stage?.away();
    this.stage = stage;
    this.show();
    if (this.week > 0) await stage.jump(this.week);
    this.week = 0;
  }

  show() {
    const open = this.left && [...this.left.querySelectorAll("details[open]")].map((box) => box.dataset.name);
    this.left = el("aside", { class: "left sandbox-left" }, el("h1", {}, say("nav.sandbox")), el("p", { class: "says" }, say("sandbox.says")),
      this.mixBox(), this.otherBox(), this.networkBox(), this.parameterBox());
    if (open) for (const box of this.left.querySelectorAll("details")) box.open = open.includes(box.dataset.name);
    fill(this.main, el("div", { class: "sandbox grid" }, this.left, this.stage.middle, this.stage.right));
  }

  // Begins again with something changed; what the model refuses is said, and all is as before.
  async change(changed) {
    const { model, mix, off, file, seed, turns } = this;
    Object.assign(this, { seed: this.stage.seed, turns: [] }, changed);
    try { await this.start(); } catch (error) {
      Object.assign(this, { model, mix, off, file, seed, turns });
      this.show();
      this.stage.say(error.message);
    }
  }

  mixBox() {
    const names = Object.keys(this.mix);
    const free = Object.keys(data.strategies).filter((name) => !(name in this.mix));
    return el("details", { open: true, "data-name": "mix" }, el("summary", {}, say("sandbox.mix")),
      names.map((name) => {
        const id = `share-${name}`;
        const shown = el("output", { for: id }, `${Math.round(100 * this.shares()[name])} %`);
        const input = el("input", { id, type: "range", min: 0, max: 1, step: 0.05, onchange: () => this.change({ mix: { ...this.mix, [name]: Number(input.value) } }) });
        input.value = this.mix[name];
        return el("div", { class: "dial" }, el("div", { class: "dial-head" }, el("label", { for: id }, strategyName(name)), shown,
          names.length > 1 ? el("button", { class: "link-button", "aria-label": say("sandbox.remove", { name: strategyName(name) }), onclick: () => this.change({ mix: Object.fromEntries(Object.entries(this.mix).filter(([other]) => other !== name)) }) }, "×") : null),
          input, el("p", { class: "says" }, sentence(data.strategies[name])));
      }),
      names.length < MOST_SHARES ? choice(say("sandbox.add"), [["", "…"], ...free.map((name) => [name, strategyName(name)])], "",
        (name) => { if (name) this.change({ mix: { ...this.mix, [name]: 0.25 } }); }) : null);
  }

  otherBox() {
    const switches = data.words.switches;
    return el("details", { open: true, "data-name": "other" }, el("summary", {}, say("sandbox.other")),
      choice(say("sandbox.other_is"), [["", say("sandbox.one_world")], ...Object.entries(switches)], this.off ?? "",
        (name) => this.change({ off: name || null })));
  }

  networkBox() {
    const named = data.parameters[NETWORK].choices.map((key) => [key, data.words.choices[key] ?? key]);
    if (this.file) named.push([this.file.name, this.file.name]);
    const file = el("input", { type: "file", id: "own-network", accept: data.network_ends.join(","), "aria-describedby": "own-network-says",
      onchange: () => this.startFromFile(file.files[0]) });
    return el("details", { "data-name": "network" }, el("summary", {}, say("sandbox.network")),
      choice(parameterName(NETWORK), named, this.model[NETWORK] ?? "", (name) => this.startFrom(name, this.file)),
      el("div", { class: "dial" }, el("label", { class: "file-label", for: "own-network" }, say("sandbox.own_network")), file,
        el("p", { class: "says", id: "own-network-says" }, say("sandbox.own_network_says"))));
  }

  startFrom(name, file) {
    const { "population.agents": agents = START.agents, ...model } = this.model;
    return this.change({ file, model: name ? { ...model, [NETWORK]: name } : { ...model, [NETWORK]: "", "population.agents": agents } });
  }

  async startFromFile(file) {
    if (!file) return;
    if (file.size > data.most_network) { this.stage.say(say("sandbox.too_large", { most: Math.round(data.most_network / 1000) })); return; }
    await this.startFrom(file.name, { name: file.name, text: await file.text() });
  }

  parameterBox() {
    const groups = new Map();
    for (const name of Object.keys(data.parameters)) {
      if (!name.includes(".") || name === NETWORK) continue;
      const group = name.split(".")[0];
      groups.set(group, [...(groups.get(group) ?? []), name]);
    }
    this.dials = [];
    return [...groups].map(([group, names]) => el("details", { "data-name": group },
      el("summary", {}, data.words.groups[group]), names.map((name) => this.parameter(name))));
  }

  valueOf(name) {
    const turned = this.stage.turns.filter((turn) => turn.name === name);
    return turned.length ? turned[turned.length - 1].value : this.stage.parameters[0][name];
  }

  parameter(name) {
    const declared = data.parameters[name];
    const change = (value) => {
      if (!declared.start) { this.stage.turn(name, value); return; }
      this.change({ model: { ...this.model, [name]: value } });
    };
    const note = el("p", { class: "says" }, sentence(declared.meaning));
    if (declared.choices) {
      return el("div", { class: "dial" }, choice(parameterName(name), declared.choices.map((key) => [key, data.words.choices[key] ?? key]), this.valueOf(name),
        change), note);
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
