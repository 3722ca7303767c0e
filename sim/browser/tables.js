// The tables of a world in memory: where each lies and how long it is, and the code that works on them.
import { shown } from "./given.js";
import { read, recordAt, sizeOf, writeRecord } from "./records.js";

const PAGE = 65536; // bytes by which memory grows
const STACK = PAGE; // the engine's own, from here down; tables lie above
const LINE = 64; // tables begin where a line of memory does

// What is known by a name; what there is not is refused.
function known(all, name, what) {
  if (Object.hasOwn(all, name)) return all[name];
  throw new Error(`there is no ${what} ${shown(name)}; known: ${Object.keys(all).join(", ")}`);
}

export class Tables {
  // size: how many rows there are to be, by the names of sizes that the layout has; or tables to be copied.
  constructor(engine, size) {
    this.engine = engine;
    this.layout = engine.layout;
    if (size instanceof Tables) {
      const { at, size: sizes, left, top, directory, settings } = size;
      Object.assign(this, structuredClone({ at, size: sizes, left }), { top, directory, settings });
      this.memory = new WebAssembly.Memory({ initial: size.memory.buffer.byteLength / PAGE });
      new Uint8Array(this.memory.buffer).set(new Uint8Array(size.memory.buffer));
    } else {
      Object.assign(this, { at: {}, size, left: [], top: STACK, memory: new WebAssembly.Memory({ initial: 2 }) });
      this.directory = this.allocate(8 * this.layout.directory);
      this.settings = this.allocate(this.layout.settings.size);
      for (const name in this.layout.tables) this.place(name);
    }
    const env = { __linear_memory: this.memory, __stack_pointer: new WebAssembly.Global({ value: "i32", mutable: true }, STACK) };
    this.code = new WebAssembly.Instance(engine.module, { env }).exports;
  }

  // What an export returns for this directory and some numbers.
  call(name, ...numbers) {
    const came = Number(this.code[name](...[this.directory, ...numbers].map(BigInt)));
    if (came === this.layout.failed) throw new Error(`the engine failed: ${name}`);
    return came;
  }

  // ------------------------------------------------------------------------------------ reading

  view() { return new DataView(this.memory.buffer); }
  record(name) { return known(this.layout.tables, name, "table").record; }
  shape(name) { return known(this.layout.tables, name, "table").shape.map((size) => (typeof size === "string" ? this.size[size] : size)); }
  rowBytes(name) { return this.shape(name).slice(1).reduce((n, size) => n * size, sizeOf(this.record(name))); }
  bytes(name) { return this.shape(name)[0] * this.rowBytes(name); }
  count(name) { return Number(this.view().getBigInt64(this.countAt(name), true)); }
  countAt(name) { return this.at.counts + 8 * known(this.layout.counts, name, "count"); }

  // A field of a table, or a table of numbers, row after row; the first so many rows of it.
  column(name, field = null, rows = this.shape(name)[0]) {
    const record = this.record(name), bytes = rows * this.rowBytes(name), view = this.view();
    if (field === null && record.fields) throw new Error(`the table '${name}' has fields: ${Object.keys(record.fields).join(", ")}`);
    const [kind, offset, count] = field === null ? [record, 0, 1] : known(record.fields ?? {}, field, "field");
    const size = sizeOf(kind), step = field === null ? size : record.size, found = new Float64Array((bytes / step) * count);
    for (let n = 0; n < found.length; n++) {
      found[n] = read(view, this.at[name] + Math.floor(n / count) * step + offset + (n % count) * size, kind);
    }
    return found;
  }

  // A row of a table of records, as an object; of a table with two axes, counted through.
  row(name, row) {
    const record = this.record(name);
    if (!record.fields) throw new Error(`the table '${name}' holds numbers and no records: column('${name}') has them`);
    return recordAt(this.view(), this.at[name] + row * record.size, record);
  }

  rows(name, rows = this.shape(name)[0]) { return Array.from({ length: rows }, (_, row) => this.row(name, row)); }

  // A table as it lies in memory, byte for byte.
  whole(name) { return new Uint8Array(this.memory.buffer.slice(this.at[name], this.at[name] + this.bytes(name))); }

  // ------------------------------------------------------------------------------------ writing

  put(name, row, values) {
    const record = this.record(name);
    writeRecord(this.view(), this.at[name] + row * record.size, record, values);
  }

  putSettings(values) { writeRecord(this.view(), this.settings, this.layout.settings, values); }
  setCount(name, value) { this.view().setBigInt64(this.countAt(name), BigInt(value), true); }
  clear(name) { new Uint8Array(this.memory.buffer, this.at[name], this.bytes(name)).fill(0); }

  // Tell the engine a number of the world's, or where a table lies and of which shape it is.
  tell(name, ...numbers) {
    const view = this.view(), entry = this.directory + 8 * this.layout.places[name];
    numbers.forEach((number, n) => view.setBigInt64(entry + 8 * n, BigInt(number), true));
  }

  // --------------------------------------------------------------------------------------- room

  // Return where there is room for some bytes, all of them 0: what was outgrown is used again.
  allocate(bytes) {
    const taken = Math.ceil(bytes / LINE) * LINE, room = this.left.find((one) => one.bytes >= taken);
    let at = this.top;
    if (room) {
      at = room.at;
      Object.assign(room, { at: at + taken, bytes: room.bytes - taken });
    } else {
      this.reserve(taken);
      this.top += taken;
    }
    new Uint8Array(this.memory.buffer, at, taken).fill(0);
    return at;
  }

  // Let there be memory for so many bytes more; refused, if there is not so much, before anything has changed.
  reserve(bytes) {
    const missing = this.top + bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new Error(`there is no memory for so large a world: it would take ${Math.ceil((this.top + bytes) / 2 ** 20)} MB`);
    }
  }

  // Let a table lie in room of its own.
  place(name) {
    this.at[name] = this.allocate(this.bytes(name));
    this.tell(name, this.at[name], ...this.shape(name));
  }

  // Give all tables of a size other room, with as much of what they had as it holds.
  resize(size, rows) {
    const before = this.size[size];
    if (rows === before) return;
    const tables = Object.keys(this.layout.tables).filter((name) => this.layout.tables[name].shape[0] === size);
    this.reserve(tables.reduce((sum, name) => sum + rows * this.rowBytes(name) + LINE, 0));
    this.size[size] = rows;
    for (const name of tables) {
      const at = this.at[name], bytes = before * this.rowBytes(name);
      this.place(name);
      new Uint8Array(this.memory.buffer).copyWithin(this.at[name], at, at + Math.min(bytes, this.bytes(name)));
      this.left.push({ at, bytes: Math.floor(bytes / LINE) * LINE });
    }
  }

  // Make the tables larger that have too little room for the week to go on.
  makeRoom() {
    const wanted = this.count("wanted"), more = (size, used, needed) => {
      const had = this.size[size];
      if (used + needed > had) this.resize(size, had + Math.max((had >> 1) + 64, needed));
      return had;
    };
    more("lives", this.count("serial"), wanted);
    more("logged", this.count("logged"), 2 * wanted);
    more("stays", this.count("gone"), wanted);
    const had = more("rows", this.size.rows - this.count("free"), wanted);
    if (this.size.rows > had) this.call("extend", had);
  }
}
