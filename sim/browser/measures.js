// What is measured of a world, week by week; what is added up lies beside its tables.

export class Measures {
  #tables; #layout; #at = {}; #room = 0; #rows = new Map(); // #rows: where the sums of each person are, by id

  constructor(tables, other = null) {
    this.#tables = tables;
    this.#layout = tables.layout;
    if (other) [this.#at, this.#room, this.#rows] = [{ ...other.#at }, other.#room, new Map(other.#rows)];
  }

  outcomes() {
    const { outcomes, sums_of_outcomes: width } = this.#layout, n = outcomes.length;
    const found = this.#zeros("outcomes", n), sums = this.#zeros("sums", n * width);
    this.#tables.call("outcomes", found, n, sums, n, width);
    const numbers = this.#numbers(found, n);
    return Object.fromEntries(outcomes.map((name, place) => [name, numbers[place]]));
  }

  byStrategy() {
    const { by_strategy: names, rows_by_strategy: rows } = this.#layout, { strategies } = this.#tables.size;
    const found = this.#zeros("strategies", rows * strategies);
    this.#tables.call("strategies", found, rows, strategies);
    return Object.fromEntries(names.map((name, row) => [name, this.#numbers(found + 8 * row * strategies, strategies)]));
  }

  addUp() {
    if (this.#added()) return;
    this.#welcome();
    this.#added();
  }

  totals() {
    const { totals: names } = this.#layout, people = this.#rows.size;
    const sums = names.map((name, row) => [name, people ? this.#numbers(this.#at.totals + 8 * row * this.#room, people) : []]);
    return { ids: [...this.#rows.keys()], ...Object.fromEntries(sums) };
  }

  // Whether the week was added: it is not where somebody is there whose sums have no place yet.
  #added() {
    const { agents } = this.#tables.size;
    if (!this.#at.seated) {
      for (const name of ["seated", "rows"]) this.#zeros(name, agents);
      new BigInt64Array(this.#tables.memory.buffer, this.#at.seated, agents).fill(-1n);
    }
    const { seated, rows, totals = 0 } = this.#at;
    return this.#tables.call("totals", seated, agents, rows, agents, totals, this.#layout.totals.length, this.#room) === 1;
  }

  // Find out where the sums of those in the seats are; who is new comes to the end.
  #welcome() {
    const tables = this.#tables, { agents } = tables.size;
    const ids = tables.column("ids"), present = tables.column("agents", "present");
    for (let seat = 0; seat < agents; seat++) if (present[seat] && !this.#rows.has(ids[seat])) this.#rows.set(ids[seat], this.#rows.size);
    if (this.#rows.size > this.#room) this.#widen(this.#rows.size + (agents >> 1));
    const seated = new BigInt64Array(tables.memory.buffer, this.#at.seated, agents), rows = new BigInt64Array(tables.memory.buffer, this.#at.rows, agents);
    for (let seat = 0; seat < agents; seat++) {
      if (present[seat]) [seated[seat], rows[seat]] = [BigInt(ids[seat]), BigInt(this.#rows.get(ids[seat]))];
    }
  }

  // Let there be room for the sums of so many people.
  #widen(room) {
    const kinds = this.#layout.totals.length, before = this.#at.totals, had = this.#room;
    this.#at.totals = this.#tables.allocate(8 * kinds * room);
    const bytes = new Uint8Array(this.#tables.memory.buffer);
    for (let row = 0; row < kinds && had; row++) {
      bytes.copyWithin(this.#at.totals + 8 * row * room, before + 8 * row * had, before + 8 * (row + 1) * had);
    }
    this.#room = room;
  }

  #zeros(name, n) {
    this.#at[name] ??= this.#tables.allocate(8 * n);
    new Uint8Array(this.#tables.memory.buffer, this.#at[name], 8 * n).fill(0);
    return this.#at[name];
  }

  #numbers(at, n) { return [...new Float64Array(this.#tables.memory.buffer, at, n)]; }
}
