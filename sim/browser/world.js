// A world in a browser: the engine as WebAssembly, and the tables on which it works.
//
// The same bits as in Python: seed, parameters and strategies determine every number. What lies
// where, and what codes mean, is told by the layout that is built with the engine. How to use it is
// told in docs/reference/browser.md.
import { answerOf, begunWith, bitsOf, changed, edgesOf, eventsOf, flat, isEverLearnt, mixOf, planOf, seatsOf, shown, thresholdsOf, wholeOf } from "./given.js";
import { Measures } from "./measures.js";
import { Tables } from "./tables.js";

// The engine: made once, for any number of worlds.
export class Engine {
  constructor(bytes, layout) {
    this.module = new WebAssembly.Module(bytes);
    this.layout = layout;
  }
}

const MOST_NOTES = 10_000_000; // of 32 bytes each

// A population; one step is one week.
export class World {
  #engine; #layout; #tables; #measures; #given; #mix; #events; #learnt;
  #plans = new Map(); #answers = new Map(); #steered = false; // by ids, and whether any is new
  #numbers = []; #following = 0; // numbers of alliances that went by others before what ended was forgotten

  // seed: a whole number; parameters: {"group.name": value} and lists off, blind and null;
  // strategies: {name: share}; events: [{week, set: {"group.name": value}}];
  // seats: [{seat, since, until}], those that are kept for one person each;
  // network: [[seat, seat, weight]], who is allied at the start; pairs are made of population.pairs.
  constructor(engine, begun = {}) {
    this.#engine = engine;
    this.#layout = engine.layout;
    if (begun instanceof World) this.#goOnFrom(begun);
    else this.#begin(begunWith(begun));
  }

  #begin({ seed = 0, parameters = {}, strategies = { balanced: 1 }, events = [], seats = [], network = null }) {
    this.#given = changed({ ...this.#layout.parameters, off: [], blind: [], null: [] }, parameters, this.#layout.allowed, false);
    const { population, alliances } = this.#given, agents = population.agents;
    this.#mix = mixOf(strategies, this.#layout.strategies, agents);
    this.#events = eventsOf(events);
    this.#learnt = isEverLearnt(this.#given, this.#events, this.#layout.allowed);
    const kept = seatsOf(seats, agents, this.#layout.nobody), edges = edgesOf(network, population, kept), key = bitsOf(seed);
    this.#tables = new Tables(this.#engine, {
      agents, slots: population.memory, rows: agents + edges.length + 64, members: alliances.largest,
      logged: agents + 2 * edges.length, lives: agents + edges.length, stays: agents, edges: edges.length, strategies: this.#mix.length, requests: mostRequests(this.#given), answers: 0, notes: 0,
    });
    this.#tables.tell("k0", key & 0xffffffffn);
    this.#tables.tell("k1", key >> 32n);
    for (const { seat, since, until } of kept) this.#tables.put("seats", seat, { listed: true, since, until });
    edges.forEach((edge, row) => this.#tables.put("edges", row, edge));
    this.#tellSettings();
    this.#tables.call("start", this.#tables.settings);
    this.#measures = new Measures(this.#tables);
  }

  #goOnFrom(other) {
    this.#tables = new Tables(this.#engine, other.#tables);
    this.#measures = new Measures(this.#tables, other.#measures);
    [this.#given, this.#mix, this.#events, this.#learnt] = [other.#given, other.#mix, other.#events, other.#learnt];
    [this.#plans, this.#answers, this.#steered] = [new Map(other.#plans), new Map(other.#answers), other.#steered];
    [this.#numbers, this.#following] = [other.#numbers, other.#following];
  }

  get week() { return this.count("week"); }
  get present() { return this.count("present"); }
  get seats() { return this.#tables.size.agents; }
  get parameters() { return flat(this.#given, this.#layout.allowed); } // as they are given to another
  get strategies() { return this.#mix.map(({ name }) => name); }
  get bytes() { return this.#tables.top; } // of memory, with what was outgrown

  // A world that goes on from here by itself: "what if".
  copy() { return new World(this.#engine, this); }

  // Let some weeks pass.
  step(weeks = 1) {
    const { begin, end, nowhere } = this.#layout.week;
    for (let n = wholeOf(weeks, "how many weeks pass"); n > 0; n--) {
      const week = this.week + 1;
      for (const event of this.#events) if (event.week === week) this.set(event.set);
      this.#steer();
      const gone = this.count("gone");
      let place = begin;
      while ((place = this.#tables.call("week", this.#tables.settings, place)) !== end) {
        if (place === nowhere) throw new Error("so many have come and gone that ids have run out");
        this.#tables.makeRoom();
      }
      if (this.count("gone") > gone) this.#dropWhoIsGone();
    }
    return this;
  }

  // Let parameters have other values from the next week on.
  set(changes) {
    const given = changed(this.#given, changes, this.#layout.allowed);
    this.#tables.call("settled", this.#tables.settings); // what was before fades by what was before
    this.#given = given;
    this.#tables.resize("requests", mostRequests(given));
    this.#tellSettings();
    this.#steered = true; // what is meant for work may go elsewhere now
  }

  // Let an agent spend its acts by shares from now on: {practice, or "work": share}; null: as its strategy has it.
  plan(id, shares) {
    this.#row(id);
    if (shares === null) this.#plans.delete(id);
    else this.#plans.set(id, planOf(shares, this.#layout.practices));
    this.#steered = true;
  }

  // Let an agent mean to help another who asks it with a probability from now on; null: as its strategy has it.
  answer(asked, asking, probability) {
    if (this.#row(asked) === this.#row(asking)) throw new Error(`agent ${asked} cannot ask itself for help`);
    if (probability === null) this.#answers.delete(`${asked},${asking}`);
    else this.#answers.set(`${asked},${asking}`, { asked, asking, probability: answerOf(asked, asking, probability) });
    this.#steered = true;
  }

  // Begin a log with room for so many notes, in place of the one there was; 0 for none.
  log(room) {
    this.#tables.resize("notes", wholeOf(room, "the room for notes", MOST_NOTES));
    this.#emptyLog();
  }

  // What the log holds, and how much more happened when it was full; it is left empty.
  logged() {
    const notes = this.rows("log", this.count("noted")).map((note) => ({ ...note, kind: this.#layout.notes[note.kind] }));
    const dropped = this.count("dropped");
    this.#emptyLog();
    return { notes, dropped };
  }

  // Hand over what has ended since this was last asked, and drop it: a world then runs as long as one likes.
  forget() {
    const { memberships, alliances, stays } = this.histories(), ended = ({ how }) => how !== "running";
    this.#following += this.count("serial") - this.#numbers.length;
    this.#numbers = alliances.filter((one) => !ended(one)).map(({ alliance }) => alliance);
    this.#tables.call("forget");
    return { memberships: memberships.filter(ended), alliances: alliances.filter(ended), stays };
  }

  // ------------------------------------------------------------------------------ what is measured

  // The outcomes of the week: {name: number}; NaN where there is nothing to measure.
  outcomes() { return this.#measures.outcomes(); }

  // What those who follow each strategy have: {name: numbers, in the order of strategies}.
  byStrategy() { return this.#measures.byStrategy(); }

  // Add the week to everybody's sums; and what they are: {ids, weeks, payoff, …}, in the order of being first seen.
  addUp() { this.#measures.addUp(); }
  totals() { return this.#measures.totals(); }

  // ------------------------------------------------------------------------------ what there is

  // How many or how far, by name: week, serial, free, logged, present, gone.
  count(name) { return this.#tables.count(name); }

  // A field of a table, or a table of numbers, row after row; the first so many rows of it.
  column(name, field = null, rows = undefined) { return this.#tables.column(name, field, rows); }

  // Rows of a table of records, as objects.
  rows(name, rows = undefined) { return this.#tables.rows(name, rows); }

  // A table as it lies in memory, byte for byte.
  table(name) { return this.#tables.whole(name); }

  // Whoever is there, in order of seats.
  people() {
    const ids = this.column("ids"), came = this.column("seats", "came"), favours = this.column("favours");
    return this.rows("agents")
      .map((agent, seat) => ({ seat, id: ids[seat], came: came[seat], favours: favours[seat], ...agent }))
      .filter((agent) => agent.present);
  }

  // Living alliances, oldest first: their members are seats.
  alliances() {
    const members = this.column("members"), formed = this.column("lives", "formed", this.count("serial"));
    const most = this.#tables.size.members;
    return this.rows("rosters")
      .map((roster, a) => ({ ...roster, members: [...members.subarray(a * most, a * most + roster.n_members)] }))
      .filter((roster) => roster.n_members > 0)
      .sort((a, b) => a.serial - b.serial)
      .map(({ serial, ...roster }) => ({ ...roster, alliance: this.#number(serial), formed: formed[serial] }));
  }

  // Pairs of allies, by seats a < b: what there is between them, and how each sees the other.
  ties() {
    const { slots } = this.#tables.size, known = this.column("known"), allies = this.column("agents", "n_allies");
    const serials = this.column("rosters", "serial"), found = [];
    const side = (place) => {
      const { balance, satisfaction, gain, last_given, last_got } = this.#tables.row("ties", place);
      return { balance, satisfaction, gain, last_given, last_got, ...this.#tables.row("evidence", place) };
    };
    for (let a = 0; a < this.seats; a++) {
      for (let here = a * slots; here < a * slots + allies[a]; here++) {
        const b = known[here];
        if (b <= a) continue;
        const { alliance, back, rapport, tension, joined, tension_since, tried } = this.#tables.row("ties", here);
        const between = { alliance: this.#number(serials[alliance]), rapport, tension, joined, tension_since, tried };
        found.push({ a, b, ...between, sides: [side(here), side(b * slots + back)] });
      }
    }
    return found;
  }

  // Memberships, alliances and stays that are over, since what had ended was last forgotten; running ones too.
  histories() {
    const { how, cause, met } = this.#layout;
    const inWords = (row) => ({ ...row, how: how[row.how], cause: cause[row.cause], alliance: this.#number(row.alliance) });
    return {
      memberships: this.rows("memberships", this.count("logged")).map(inWords),
      alliances: this.rows("lives", this.count("serial")).map((life) => ({ ...inWords(life), met: met[life.met] })),
      stays: this.rows("gone", this.count("gone")),
    };
  }

  // What happened this week, counted: {name: number}.
  tally() {
    const counts = this.column("tally");
    return Object.fromEntries(this.#layout.tally.map((name, place) => [name, counts[place]]));
  }

  // The number of an alliance that is never given again, of the one by which the engine has it now.
  #number(serial) {
    const kept = this.#numbers.length;
    return serial < kept ? this.#numbers[serial] : this.#following + serial - kept;
  }

  // --------------------------------------------------------------------------- what is told the engine

  // Write down parameters and strategies.
  #tellSettings() {
    const { off, blind, null: idle, ...groups } = this.#given, { practices, rules, settings } = this.#layout;
    const among = (names) => practices.map((practice) => names.includes(practice) && practice !== "work");
    const switches = Object.keys(settings.fields.off[0].fields);
    this.#tables.putSettings({
      ...groups, learn: { ...groups.learn, rule: rules.indexOf(groups.learn.rule) }, learnt: this.#learnt,
      off: Object.fromEntries(switches.map((name) => [name, off.includes(name)])),
      skipped: among(off), blind: among(blind), null: among(idle),
    });
    this.#mix.forEach(({ strategy: { without_work, ...strategy }, seats }, s) => {
      const thresholds = off.includes("work") ? without_work : strategy.thresholds;
      this.#tables.put("strategies", s, { ...strategy, thresholds, seats });
    });
  }

  // Write down what was decided from outside, if anything is new.
  #steer() {
    if (!this.#steered) return;
    const { practices, maintenance } = this.#layout, tables = this.#tables;
    tables.clear("plans");
    for (const [id, plan] of this.#plans) {
      const at = tables.at.plans + this.#row(id) * tables.rowBytes("plans"), view = tables.view();
      const shares = thresholdsOf(plan, practices, this.#given.off.includes("work") ? maintenance : []);
      shares.forEach((share, n) => view.setFloat64(at + 8 * n, share, true));
    }
    const answers = [...this.#answers.values()].sort((a, b) => a.asked - b.asked || a.asking - b.asking);
    tables.resize("answers", answers.length);
    answers.forEach((answer, row) => tables.put("answers", row, answer));
    tables.setCount("answers", answers.length);
    this.#steered = false;
  }

  // Whoever has left for good takes its plan along, and all answers by it and to it.
  #dropWhoIsGone() {
    const before = this.#plans.size + this.#answers.size;
    if (before === 0) return;
    const present = this.column("agents", "present"), there = new Set(this.column("ids").filter((_, row) => present[row]));
    for (const id of this.#plans.keys()) if (!there.has(id)) this.#plans.delete(id);
    for (const [pair, { asked, asking }] of this.#answers) if (!there.has(asked) || !there.has(asking)) this.#answers.delete(pair);
    this.#steered ||= this.#plans.size + this.#answers.size < before;
  }

  #row(id) {
    const row = this.column("ids").indexOf(id);
    if (row < 0 || !this.column("agents", "present")[row]) throw new Error(`agent ${shown(id)} is not there`);
    return row;
  }

  #emptyLog() {
    this.#tables.setCount("noted", 0);
    this.#tables.setCount("dropped", 0);
  }
}

function mostRequests({ population, support }) {
  return Math.max(1, population.agents * Math.min(support.asks, population.memory));
}
