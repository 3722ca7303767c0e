// What runs: one or two worlds, drawn, measured and steered. Lessons and the sandbox stand on it.
import { AgentCard } from "./agent.js";
import { choice, el } from "./dom.js";
import { Drawing } from "./drawing.js";
import { exportsOf } from "./exports.js";
import { Feed } from "./feed.js";
import { eventsOf, linkTo, withTurns } from "./address.js";
import { Numbers } from "./numbers.js";
import { strategyColour } from "./palette.js";
import { Panel } from "./panel.js";
import { Series } from "./series.js";
import { Transport } from "./transport.js";
import { nameOf, say, strategyName } from "./words.js";

const LOOK_EVERY = 700; // milliseconds between two looks at the chosen agent while it runs
const MOST_A_GO = 1000;

export class Stage {
  // plan: { source, setup, seed, worldNames, charts, until, path, question, turns, speed, file, onweek, onbegun }
  constructor(plan) {
    Object.assign(this, plan);
    this.turns = [...(plan.turns ?? [])];
    this.week = 0;
    this.speed = plan.speed ?? 8;
    this.hurrying = false;
    this.playing = false;
    this.asking = false;
    this.owed = 0;
    this.looked = 0;
    this.alive = true;
    this.messages = document.querySelector(".messages");
  }

  // Weeks a second; 0 is as fast as it goes.
  get pace() { return this.hurrying ? 0 : this.speed; }

  get over() { return Boolean(this.until) && this.week >= this.until; }

  async start() {
    const begun = await this.begin();
    this.build(begun);
    this.take(begun, true);
    this.last = performance.now();
    requestAnimationFrame((now) => this.frame(now));
  }

  begin() {
    const sides = this.worldNames.length;
    return this.ask({
      do: "begin", setup: { ...this.setup, seed: this.seed, events: eventsOf(this.turns, sides) },
      outcomes: this.charts,
    });
  }

  ask(message) { return this.source.ask(message); }

  say(text) { this.messages.textContent = text; clearTimeout(this.silence); this.silence = setTimeout(() => { this.messages.textContent = ""; }, 6000); }

  // ---------------------------------------------------------------------------------- making it

  build(begun) {
    this.names = begun.names;
    this.strategies = begun.strategies;
    this.parameters = begun.parameters;
    this.fixed = begun.events.map((events, side) => events.filter((event) =>
      !this.turns.some((turn) => (turn.side === null || turn.side === side) && turn.week === event.week)));
    this.followed = [...new Set(begun.strategies.flat())];
    this.series = begun.sides.map(() => new Series());
    this.drawings = begun.sides.map((side, k) => this.drawing(side, k, begun.agents[k]));
    this.numbers = new Numbers(["payoff", "memberships", "trust", "tension"], this.worldNames);
    this.panel = new Panel(this);
    this.feed = new Feed(begun.sides, this.worldNames, this.names);
    this.feed.start();
    this.card = new AgentCard();
    this.transport = new Transport(this);
    this.picker = choice(say("agent.choose"), [[-1, say("agent.nobody")], ...Array.from({ length: begun.agents[0] }, (_, i) => [i, nameOf(i, this.names[0])])],
      -1, (row) => this.choose(Number(row), 0));
    this.networks = el("div", { class: `networks of-${begun.sides.length}` }, this.drawings.map((drawing, k) =>
      el("figure", { class: "network" },
        this.worldNames.length > 1 ? el("figcaption", { class: `world-${k}` }, this.worldNames[k]) : null,
        el("div", { class: "canvas-box" }, drawing.canvas, drawing.label))));
    const legend = el("ul", { class: "legend", "aria-label": say("network.legend") }, this.followed.map((name, i) =>
      el("li", {}, el("span", { class: "dot", "data-strategy": i % 8 }), strategyName(name))));
    this.middle = el("div", { class: "middle" }, this.networks, el("div", { class: "under" }, legend, el("p", { class: "says" }, say("network.says"))), this.transport.element);
    this.right = el("aside", { class: "right", "aria-label": say("panel.title") }, this.numbers.element,
      this.source.recorded ? null : this.picker, this.card.element, this.panel.element, this.feed.element, exportsOf(this));
  }

  drawing(side, k, agents) {
    const canvas = el("canvas", { class: "net", role: "img", tabindex: "-1", "aria-label": say("network.label", { n: agents }) });
    const drawing = new Drawing(canvas, agents, (number) => this.followed.indexOf(this.strategies[k][number]));
    drawing.label = el("span", { class: "hover-name", hidden: true });
    canvas.addEventListener("pointermove", (event) => {
      drawing.hovered = drawing.at(event.offsetX, event.offsetY);
      drawing.asleep = false;
      drawing.label.hidden = drawing.hovered < 0;
      if (drawing.hovered < 0) return;
      const [x, y] = drawing.place(drawing.hovered);
      drawing.label.textContent = nameOf(drawing.hovered, this.names[k], drawing.generations[drawing.hovered]);
      drawing.label.style.translate = `${x}px ${y - 30}px`;
    });
    canvas.addEventListener("pointerleave", () => { drawing.hovered = -1; drawing.asleep = false; drawing.label.hidden = true; });
    canvas.addEventListener("click", (event) => this.choose(drawing.at(event.offsetX, event.offsetY), k));
    return drawing;
  }

  // -------------------------------------------------------------------------------- running it

  frame(now) {
    if (!this.alive) return;
    const passed = Math.min(0.1, (now - this.last) / 1000);
    this.last = now;
    if (this.playing && !this.asking) {
      this.owed = this.pace ? this.owed + passed * this.pace : MOST_A_GO;
      const weeks = Math.min(this.left(this.week), Math.floor(this.owed));
      if (weeks > 0) { this.owed %= 1; this.go(weeks); }
    } else if (this.playing) this.owed += passed * this.pace;
    for (const drawing of this.drawings) drawing.frame();
    this.panel.frame(now);
    if (this.playing && now - this.looked > LOOK_EVERY) { this.looked = now; this.look(); }
    requestAnimationFrame((next) => this.frame(next));
  }

  // Weeks that may be asked for at once after a week.
  left(week) { return this.until ? Math.min(MOST_A_GO, this.until - week) : MOST_A_GO; }

  async go(weeks, jump) {
    this.asking = true;
    const ask = (n) => this.ask({ do: "go", weeks: n, ...(jump ? { jump: true } : {}) });
    try {
      let coming = ask(weeks);
      while (coming) {
        const frame = await coming;
        // As fast as it goes, the model works on while the page draws.
        const more = this.alive && this.playing && !this.pace ? this.left(frame.week) : 0;
        coming = more > 0 ? ask(more) : null;
        this.take(frame, false);
      }
    } catch (error) { this.fail(error); }
    this.asking = false;
  }

  async jump(week) {
    while (this.alive && this.week < week) {
      const before = this.week;
      await this.go(week - this.week, true);
      if (this.week === before) break;
    }
  }

  fail(error) {
    this.playing = false;
    this.transport?.show();
    this.say(error.message);
  }

  take(frame, first) {
    this.week = frame.week;
    frame.sides.forEach((side, k) => {
      const rows = { ...side.measured };
      for (const [name, values] of Object.entries(side.by)) {
        this.strategies[k].forEach((strategy, s) => { rows[`${name}:${strategy}`] = values.map((row) => row[s]); });
      }
      if (!first) this.series[k].add(frame.week, rows);
      this.drawings[k].show(side);
      this.feed.add(k, side.news);
      for (const name of ["payoff", "memberships", "trust", "tension"]) this.numbers.show(name, k, this.series[k].last(name));
    });
    this.panel.stale = true;
    if (this.over && this.playing) { this.playing = false; this.look(); }
    this.transport.show();
    this.onweek?.(this);
  }

  toggle() {
    if (this.over) return;
    this.playing = !this.playing;
    this.hurrying = false;
    this.owed = 1;
    this.transport.show();
    if (!this.playing) this.look();
  }

  pause() { if (this.playing) this.toggle(); }

  // As fast as it goes, until it is over or somebody pauses.
  hurry() {
    if (!this.playing) this.toggle();
    this.hurrying = this.playing;
  }

  async step() {
    if (this.playing || this.asking || this.over) return;
    await this.go(1);
    this.look();
  }

  async reset(turns = []) {
    this.playing = false;
    while (this.asking) await new Promise((resolve) => setTimeout(resolve, 5));
    this.turns = turns;
    this.asking = true;
    try {
      const begun = await this.begin();
      this.parameters = begun.parameters;
      this.series.forEach((series) => series.start());
      this.feed.start();
      this.take(begun, true);
      this.onbegun?.(this);
      this.look();
    } catch (error) { this.fail(error); }
    this.asking = false;
  }

  reseed(seed) { this.seed = seed; return this.reset(this.turns); }

  async scrub(week) {
    this.playing = false;
    while (this.asking) await new Promise((resolve) => setTimeout(resolve, 5));
    if (week < this.week) await this.reset();
    await this.go(week - this.week);
  }

  async turn(name, value, side = null) {
    try {
      const { week } = await this.ask({ do: "turn", name, value, ...(side === null ? {} : { side }) });
      this.turns = this.turns.filter((t) => !(t.week === week && t.name === name && t.side === side));
      this.turns.push({ week, name, value, side });
      this.panel.stale = true;
      this.say(say("dial.from_week", { week }));
    } catch (error) { this.say(error.message); }
  }

  // ------------------------------------------------------------------------------- looking at it

  choose(row, side) {
    this.drawings.forEach((drawing, k) => { drawing.chosen = row >= 0 && k === side ? row : -1; drawing.asleep = false; });
    this.chosen = row >= 0 ? { row, side } : null;
    this.picker.querySelector("select").value = row;
    if (this.chosen) this.look();
    else this.card.hide();
  }

  async look() {
    if (!this.chosen || this.source.recorded) return;
    const { row, side } = this.chosen;
    try {
      const found = await this.ask({ do: "look", side, agent: row });
      if (this.chosen?.row !== row) return;
      this.card.show(found, {
        names: this.names[side], strategies: this.strategies[side],
        onclose: () => this.choose(-1, 0), onchoose: (other) => this.choose(other, side),
      });
    } catch (error) { this.say(error.message); }
  }

  // The weeks in which something was turned, or turns by itself.
  marks() {
    return [...new Set([...this.turns, ...this.fixed.flat()].map((event) => event.week))];
  }

  colourOf(name) { return strategyColour(this.followed.indexOf(name)); }

  address() {
    const query = new URLSearchParams(this.extra?.() ?? {});
    query.set("seed", this.seed);
    if (this.week) query.set("week", this.week);
    return linkTo(this.path, withTurns(query, this.turns));
  }

  themed() { this.drawings.forEach((drawing) => { drawing.asleep = false; }); this.panel.stale = true; }

  away() {
    this.alive = false;
    this.drawings?.forEach((drawing) => drawing.away());
    this.panel?.away();
  }
}
