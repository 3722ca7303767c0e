// A world in a browser: the engine as WebAssembly, and the tables on which it works.
//
// The same bits as in Python: seed, parameters and strategies determine every number. What lies
// where, and what codes mean, is told by the layout that is built with the engine. How to use it is
// told in docs/reference/browser.md.

import { changed, isEverLearnt, mixOf } from "./given.js";
import { read, recordAt, sizeOf, writeRecord } from "./records.js";

const PAGE = 65536; // bytes by which memory grows
const STACK = PAGE; // the engine's own, from here down; tables lie above
const LINE = 64; // tables begin where a line of memory does

// The engine: made once, for any number of worlds.
export class Engine {
  constructor(bytes, layout) {
    this.module = new WebAssembly.Module(bytes);
    this.layout = layout;
  }

  // The code that runs the world in some memory.
  in(memory) {
    const env = { __linear_memory: memory, __stack_pointer: new WebAssembly.Global({ value: "i32", mutable: true }, STACK) };
    return new WebAssembly.Instance(this.module, { env }).exports;
  }
}

// A population; one step is one week.
export class World {
  #engine; #layout; #memory; #code; #directory; #settings; #size; #given; #mix; #events; #learnt;
  #at = {}; // where each table lies
  #top = STACK; // where what is allocated ends
  #left = []; // what was outgrown, to be used again: {at, bytes}
  #numbers = []; #following = 0; // numbers of alliances that went by others before what ended was forgotten

  // seed: a whole number; parameters: {"group.name": value} and lists off, blind and null;
  // strategies: {name: share}; events: [{week, set: {"group.name": value}}];
  // seats: [{seat, since, until}], those that are kept for one person each.
  constructor(engine, begun = {}) {
    this.#engine = engine;
    this.#layout = engine.layout;
    if (begun instanceof World) this.#goOnFrom(begun);
    else this.#begin(begun);
  }

  #begin({ seed = 0, parameters = {}, strategies = { balanced: 1 }, events = [], seats = [] }) {
    this.#given = changed({ ...this.#layout.parameters, off: [], blind: [], null: [] }, parameters);
    this.#mix = mixOf(strategies, this.#layout.strategies, this.#given.population.agents);
    this.#events = [...events].sort((a, b) => a.week - b.week);
    this.#learnt = isEverLearnt(this.#given, this.#events);
    this.#memory = new WebAssembly.Memory({ initial: 2 });
    this.#code = this.#engine.in(this.#memory);
    const agents = this.#given.population.agents;
    this.#size = {
      agents, slots: this.#given.population.memory, rows: agents + 64, members: this.#given.alliances.largest,
      logged: 4 * agents, lives: 4 * agents, stays: agents, strategies: this.#mix.length, requests: this.#mostRequests(),
    };
    this.#directory = this.#allocate(8 * this.#layout.directory);
    this.#settings = this.#allocate(this.#layout.settings.size);
    for (const name in this.#layout.tables) this.#place(name);
    const key = BigInt.asUintN(64, BigInt(seed));
    this.#view().setBigInt64(this.#entry("k0"), key & 0xffffffffn, true);
    this.#view().setBigInt64(this.#entry("k1"), key >> 32n, true);
    for (const { seat, since, until } of seats) this.#put("seats", seat, { listed: true, since, until });
    this.#tellSettings();
    this.#call("start", this.#directory, this.#settings);
  }

  #goOnFrom(other) {
    this.#memory = new WebAssembly.Memory({ initial: other.#memory.buffer.byteLength / PAGE });
    new Uint8Array(this.#memory.buffer).set(new Uint8Array(other.#memory.buffer));
    this.#code = this.#engine.in(this.#memory);
    [this.#directory, this.#settings, this.#top] = [other.#directory, other.#settings, other.#top];
    [this.#learnt, this.#following] = [other.#learnt, other.#following];
    [this.#at, this.#size, this.#left, this.#given, this.#mix, this.#events, this.#numbers] = structuredClone(
      [other.#at, other.#size, other.#left, other.#given, other.#mix, other.#events, other.#numbers]);
  }

  get week() { return this.count("week"); }
  get present() { return this.count("present"); }
  get seats() { return this.#size.agents; }
  get parameters() { return structuredClone(this.#given); }
  get strategies() { return this.#mix.map(({ name }) => name); }
  get bytes() { return this.#top; } // of memory, with what was outgrown

  // A world that goes on from here by itself: "what if".
  copy() { return new World(this.#engine, this); }

  // Let some weeks pass.
  step(weeks = 1) {
    const { begin, end, nowhere } = this.#layout.week;
    for (let n = 0; n < weeks; n++) {
      const week = this.week + 1;
      for (const event of this.#events) if (event.week === week) this.set(event.set);
      let place = begin;
      while ((place = this.#call("week", this.#directory, this.#settings, place)) !== end) {
        if (place === nowhere) throw new Error("so many have come and gone that ids have run out");
        this.#makeRoom();
      }
    }
    return this;
  }

  // Let parameters have other values from the next week on.
  set(changes) {
    const given = changed(this.#given, changes);
    this.#call("settled", this.#directory, this.#settings); // what was before fades by what was before
    this.#given = given;
    this.#resize("requests", this.#mostRequests());
    this.#tellSettings();
  }

  // Hand over what has ended since this was last asked, and drop it: worlds run as long as one likes.
  forget() {
    const { memberships, alliances, stays } = this.histories();
    const ended = {
      memberships: memberships.filter((one) => one.how !== "running"),
      alliances: alliances.filter((one) => one.how !== "running"), stays,
    };
    const alive = alliances.filter((one) => one.how === "running").map((one) => one.alliance);
    this.#following += this.count("serial") - this.#numbers.length;
    this.#numbers = alive;
    this.#call("forget", this.#directory);
    return ended;
  }

  // ------------------------------------------------------------------------------ what there is

  // How many or how far, by name: week, serial, free, logged, present, gone.
  count(name) { return this.column("counts")[this.#layout.counts[name]]; }

  // A field of a table, or a table of numbers, row after row; the first so many rows of it.
  column(name, field = null, rows = this.#shape(name)[0]) {
    const { record } = this.#layout.tables[name], whole = this.#bytes(name) / this.#shape(name)[0];
    const [kind, offset, count] = field === null ? [record, 0, whole / sizeOf(record)] : record.fields[field];
    const per = field === null ? rows : (rows * whole) / record.size, stride = field === null ? whole : record.size;
    const view = this.#view(), found = new Float64Array(per * count);
    for (let row = 0; row < per; row++) {
      for (let n = 0; n < count; n++) found[row * count + n] = read(view, this.#at[name] + row * stride + offset + n * sizeOf(kind), kind);
    }
    return found;
  }

  // A table as it lies in memory, byte for byte.
  table(name) { return new Uint8Array(this.#memory.buffer.slice(this.#at[name], this.#at[name] + this.#bytes(name))); }

  // Rows of a table of records, as objects.
  rows(name, rows = this.#shape(name)[0]) {
    const { record } = this.#layout.tables[name], view = this.#view();
    return Array.from({ length: rows }, (_, row) => recordAt(view, this.#at[name] + row * record.size, record));
  }

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
    return this.rows("rosters")
      .map((roster, a) => ({ ...roster, members: [...members.subarray(a * this.#size.members, a * this.#size.members + roster.n_members)] }))
      .filter((roster) => roster.n_members > 0)
      .sort((a, b) => a.serial - b.serial)
      .map(({ serial, ...roster }) => ({ ...roster, alliance: this.#number(serial), formed: formed[serial] }));
  }

  // Pairs of allies, by seats a < b: what there is between them, and what each has seen and heard of the other.
  ties() {
    const { slots } = this.#size, record = this.#layout.tables.ties.record, about = this.#layout.tables.evidence.record;
    const known = this.column("known"), allies = this.column("agents", "n_allies"), serials = this.column("rosters", "serial");
    const view = this.#view(), found = [];
    const side = (i, k) => {
      const place = i * slots + k;
      return { ...recordAt(view, this.#at.ties + place * record.size, record), ...recordAt(view, this.#at.evidence + place * about.size, about) };
    };
    for (let a = 0; a < this.seats; a++) {
      for (let k = 0; k < allies[a]; k++) {
        const b = known[a * slots + k];
        if (b <= a) continue;
        const { alliance, back, rapport, tension, joined, tension_since, tried, ...here } = side(a, k);
        const { alliance: _a, back: _b, rapport: _r, tension: _t, joined: _j, tension_since: _s, tried: _d, ...there } = side(b, back);
        found.push({ a, b, alliance: this.#number(serials[alliance]), rapport, tension, joined, tension_since, tried, sides: [here, there] });
      }
    }
    return found;
  }

  // Memberships and alliances, those that have ended too, and stays that are over, since what had ended was last forgotten.
  histories() {
    const lives = this.rows("lives", this.count("serial")), inWords = (row) => ({
      ...row, how: this.#layout.how[row.how], cause: this.#layout.cause[row.cause], alliance: this.#number(row.alliance),
    });
    return {
      memberships: this.rows("memberships", this.count("logged")).map(inWords),
      alliances: lives.map((life) => ({ ...inWords(life), met: this.#layout.met[life.met] })),
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

  // ------------------------------------------------------------------------------------- memory

  #view() { return new DataView(this.#memory.buffer); }
  #entry(name) { return this.#directory + 8 * this.#layout.places[name]; }
  #shape(name) { return this.#layout.tables[name].shape.map((size) => (typeof size === "string" ? this.#size[size] : size)); }
  #bytes(name) { return this.#shape(name).reduce((bytes, size) => bytes * size, sizeOf(this.#layout.tables[name].record)); }
  #mostRequests() { return Math.max(1, this.#given.population.agents * Math.min(this.#given.support.asks, this.#given.population.memory)); }

  #call(name, ...numbers) {
    const came = Number(this.#code[name](...numbers.map(BigInt)));
    if (came === this.#layout.failed) throw new Error(`the engine failed: ${name}`);
    return came;
  }

  #allocate(bytes) {
    const taken = Math.ceil(bytes / LINE) * LINE, found = this.#left.findIndex((one) => one.bytes >= taken);
    let at = this.#top;
    if (found >= 0) {
      const room = this.#left[found];
      at = room.at;
      this.#left[found] = { at: at + taken, bytes: room.bytes - taken };
    } else {
      this.#top += taken;
      const missing = this.#top - this.#memory.buffer.byteLength;
      if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    }
    new Uint8Array(this.#memory.buffer, at, taken).fill(0);
    return at;
  }

  // Let a table lie in room of its own, and tell the engine where, and of which shape it is.
  #place(name) {
    this.#at[name] = this.#allocate(this.#bytes(name));
    const view = this.#view();
    [this.#at[name], ...this.#shape(name)].forEach((number, n) => view.setBigInt64(this.#entry(name) + 8 * n, BigInt(number), true));
  }

  // Give all tables of a size other room, with as much of what they had as it holds.
  #resize(size, rows) {
    const before = this.#size[size];
    if (rows === before) return;
    for (const name in this.#layout.tables) {
      if (this.#layout.tables[name].shape[0] !== size) continue;
      this.#size[size] = before;
      const at = this.#at[name], bytes = this.#bytes(name);
      this.#size[size] = rows;
      this.#place(name);
      new Uint8Array(this.#memory.buffer).copyWithin(this.#at[name], at, at + Math.min(bytes, this.#bytes(name)));
      this.#left.push({ at, bytes: Math.floor(bytes / LINE) * LINE });
    }
    this.#size[size] = rows;
  }

  // Make the tables larger that have too little room for the week to go on.
  #makeRoom() {
    const wanted = this.count("wanted"), more = (size, used, needed) => {
      const had = this.#size[size];
      if (used + needed > had) this.#resize(size, had + Math.max((had >> 1) + 64, needed));
      return had;
    };
    more("lives", this.count("serial"), wanted);
    more("logged", this.count("logged"), 2 * wanted);
    more("stays", this.count("gone"), wanted);
    const had = more("rows", this.#size.rows - this.count("free"), wanted);
    if (this.#size.rows > had) this.#call("extend", this.#directory, had);
  }

  #put(name, row, values) {
    const { record } = this.#layout.tables[name];
    writeRecord(this.#view(), this.#at[name] + row * record.size, record, values);
  }

  // Write down parameters and strategies for the engine to read.
  #tellSettings() {
    const { off, blind, null: idle, ...groups } = this.#given, { practices, rules } = this.#layout;
    const among = (names) => practices.map((practice) => names.includes(practice) && practice !== "work");
    groups.learn = { ...groups.learn, rule: rules.indexOf(groups.learn.rule) };
    const switches = Object.keys(this.#layout.settings.fields.off[0].fields);
    writeRecord(this.#view(), this.#settings, this.#layout.settings, {
      ...groups, learnt: this.#learnt, skipped: among(off), blind: among(blind), null: among(idle),
      off: Object.fromEntries(switches.map((name) => [name, off.includes(name)])),
    });
    this.#mix.forEach(({ strategy: { without_work, ...strategy }, seats }, s) => {
      const thresholds = off.includes("work") ? without_work : strategy.thresholds;
      this.#put("strategies", s, { ...strategy, thresholds, seats });
    });
  }
}
