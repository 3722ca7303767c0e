// What was measured, week by week; of a long run every second week, every fourth, and so on.

const LONGEST = 1200;

export class Series {
  constructor() { this.start(); }

  start() {
    this.every = 1; // weeks between two values that are kept
    this.weeks = [];
    this.columns = new Map();
    this.total = 0; // Σ over weeks of the first column's difference, see add
  }

  // Adds the weeks up to `week`: rows is {name: [a value a week]}.
  add(week, rows) {
    const names = Object.keys(rows);
    if (!names.length) return;
    const n = rows[names[0]].length;
    for (let k = 0; k < n; k++) {
      const at = week - n + 1 + k;
      if (at % this.every) continue;
      this.weeks.push(at);
      for (const name of names) {
        if (!this.columns.has(name)) this.columns.set(name, []);
        this.columns.get(name).push(rows[name][k]);
      }
      if (this.weeks.length >= LONGEST) this.thin();
    }
  }

  thin() {
    this.every *= 2;
    const kept = this.weeks.map((week) => week % this.every === 0);
    this.weeks = this.weeks.filter((_, i) => kept[i]);
    for (const [name, values] of this.columns) this.columns.set(name, values.filter((_, i) => kept[i]));
  }

  of(name) { return this.columns.get(name) ?? []; }

  last(name) {
    const values = this.of(name);
    return values.length ? values[values.length - 1] : null;
  }
}
