// Records as bytes, in the order of bytes of WebAssembly: little ends first.

const READ = {
  f8: (view, at) => view.getFloat64(at, true), i8: (view, at) => Number(view.getBigInt64(at, true)),
  i4: (view, at) => view.getInt32(at, true), i2: (view, at) => view.getInt16(at, true),
  i1: (view, at) => view.getInt8(at), u1: (view, at) => view.getUint8(at), b1: (view, at) => view.getUint8(at) !== 0,
};
const WRITE = {
  f8: (view, at, value) => view.setFloat64(at, Number(value), true), i8: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  u1: (view, at, value) => view.setUint8(at, Number(value)), b1: (view, at, value) => view.setUint8(at, Number(value)),
};

export function sizeOf(kind) { return kind.size ?? Number(kind.slice(1)); }
export function read(view, at, kind) { return READ[kind](view, at); }

export function recordAt(view, at, record) {
  const found = {};
  for (const [name, [kind, offset, count]] of Object.entries(record.fields)) {
    const one = (n) => read(view, at + offset + n * sizeOf(kind), kind);
    found[name] = count === 1 ? one(0) : Array.from({ length: count }, (_, n) => one(n));
  }
  return found;
}

export function writeRecord(view, at, record, values) {
  for (const [name, value] of Object.entries(values)) {
    const [kind, offset, count] = record.fields[name] ?? [];
    if (kind === undefined) throw new Error(`there is no field '${name}'`);
    if (kind.fields) writeRecord(view, at + offset, kind, value);
    else (count > 1 ? value : [value].flat()).forEach((one, n) => WRITE[kind](view, at + offset + n * sizeOf(kind), one));
  }
}
