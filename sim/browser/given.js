// What a world is begun with, and what it is told later: whatever cannot be is refused in a sentence.

const LARGEST = 2n ** 64n;

// A value as a message shows it.
export function shown(value) {
  if (value === undefined || typeof value === "bigint" || typeof value === "number") return String(value);
  return JSON.stringify(value) ?? typeof value;
}

// The names and values of an object; what is none, or has names other than the known ones, is refused.
function entriesOf(given, what, known = null) {
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  if (!isObject) throw new Error(`${what} must be an object of names and values, not ${shown(given)}`);
  for (const name of Object.keys(given)) {
    if (known && !known.includes(name)) throw new Error(`${what} has no '${name}'; known: ${known.join(", ")}`);
  }
  return Object.entries(given);
}

function listOf(given, what) {
  if (!Array.isArray(given)) throw new Error(`${what} must be a list, not ${shown(given)}`);
  return given;
}

// A whole number from 0 up, and at most so large.
export function wholeOf(given, what, most = Infinity) {
  if (Number.isInteger(given) && given >= 0 && given <= most) return given;
  throw new Error(`${what} must be a whole number from 0 ${most < Infinity ? `to ${most}` : "up"}, not ${shown(given)}`);
}

function isShare(given) { return typeof given === "number" && given >= 0 && given <= 1; }

// What a world is begun with, as it was given.
export function begunWith(given) {
  entriesOf(given, "what a world is begun with", ["seed", "parameters", "strategies", "events", "seats", "network"]);
  return given;
}

// A seed as 64 bits: a negative one is as long as it is in two's complement.
export function bitsOf(seed) {
  const whole = typeof seed === "bigint" || Number.isInteger(seed) ? BigInt(seed) : LARGEST;
  if (whole >= LARGEST || whole < -LARGEST / 2n) throw new Error(`the seed must be a whole number of at most 64 bits, not ${shown(seed)}`);
  return BigInt.asUintN(64, whole);
}

// Parameters with some values changed: {group: {name: value}}, off, blind, null. What is allowed is told by the layout.
export function changed(given, changes, allowed, running = true) {
  const result = structuredClone(given);
  for (const [name, value] of entriesOf(changes, "parameters")) {
    if (!Object.hasOwn(allowed, name)) throw new Error(`there is no parameter '${name}'`);
    if (running && allowed[name].fixed) throw new Error(`${name} shapes the population and cannot change while it runs`);
    if (!isAllowed(value, allowed[name])) throw new Error(`${name} must be ${inWords(allowed[name])}, not ${shown(value)}`);
    const [group, key] = name.split(".");
    if (key === undefined) result[group] = [...value];
    else result[group][key] = value;
  }
  return result;
}

// The same by dotted names, as they are given: without those that name files.
export function flat(given, allowed) {
  const valueOf = ([group, key]) => (key === undefined ? [...given[group]] : given[group][key]);
  return Object.fromEntries(Object.keys(allowed).map((name) => [name, valueOf(name.split("."))]));
}

function isAllowed(value, { type, low, high, choices }) {
  if (type === "names") return Array.isArray(value) && value.every((one) => choices.includes(one));
  if (type === "yes/no") return typeof value === "boolean";
  if (choices) return choices.includes(value);
  if (!Number.isFinite(value) || (type === "whole number" && !Number.isInteger(value))) return false;
  return (low ?? value) <= value && value <= (high ?? value);
}

function inWords({ type, low, high, choices }) {
  if (choices) return `${type === "names" ? "a list of" : "one of"} ${choices.join(", ")}`;
  const bounds = [low === null ? "" : `from ${low}`, high === null ? "" : `to ${high}`].filter(Boolean).join(" ");
  return type === "yes/no" ? "true or false" : `a ${type}${bounds && " "}${bounds}`;
}

// Strategies and to how many seats each is dealt: by largest remainder, and of equals the first.
export function mixOf(shares, known, seats) {
  for (const [name, share] of entriesOf(shares, "strategies")) {
    if (!Object.hasOwn(known, name)) throw new Error(`there is no strategy '${name}'`);
    if (!(Number.isFinite(share) && share >= 0)) throw new Error(`the share of '${name}' must be a number from 0 up, not ${shown(share)}`);
  }
  const names = Object.keys(shares), total = names.reduce((sum, name) => sum + shares[name], 0);
  if (!(Math.abs(total - 1) <= 1e-6)) throw new Error(`the shares of strategies must add up to 1, these to ${total}`);
  const exact = names.map((name) => (shares[name] / total) * seats), dealt = exact.map((share) => Math.floor(share + 1e-9));
  const left = seats - dealt.reduce((sum, share) => sum + share, 0), rest = (s) => Number((dealt[s] - exact[s]).toFixed(9));
  const order = names.map((_, s) => s).sort((a, b) => rest(a) - rest(b) || a - b);
  for (const s of order.slice(0, left)) dealt[s]++;
  return names.map((name, s) => ({ name, strategy: known[name], seats: dealt[s] }));
}

// Seats that are kept for one person each, from week 0 on and for good unless said.
export function seatsOf(seats, agents, forever) {
  const known = new Set();
  return listOf(seats, "seats").map((given) => {
    entriesOf(given, "a seat", ["seat", "since", "until"]);
    const { seat, since = 0, until = forever } = given;
    if (!(Number.isInteger(seat) && seat >= 0 && seat < agents)) throw new Error(`there is no seat ${shown(seat)}; there are 0 to ${agents - 1}`);
    if (known.has(seat)) throw new Error(`seat ${seat} is kept twice`);
    if (!(Number.isInteger(since) && Number.isInteger(until) && since >= 0 && since <= until)) throw new Error(`nobody can come to seat ${seat} in week ${shown(since)} and leave in week ${shown(until)}`);
    known.add(seat);
    return { seat, since, until };
  });
}

// Who is allied at the start, by seats: those of a network, or pairs; both of them there from the start.
export function edgesOf(network, { agents, memory, pairs }, kept) {
  const paired = pairs ? Array.from({ length: agents >> 1 }, (_, n) => [2 * n, 2 * n + 1, 0]) : [];
  const rows = network === null ? paired : listOf(network, "a network"), late = new Set(kept.filter(({ since }) => since > 0).map(({ seat }) => seat));
  const edges = rows.map((row) => edgeOf(row, agents)), seen = new Set(), allies = new Map();
  for (const { one, other } of edges) {
    if (seen.has(`${one},${other}`)) throw new Error(`the network has the pair of seats ${one} and ${other} twice`);
    seen.add(`${one},${other}`);
  }
  const begun = edges.filter(({ one, other }) => !late.has(one) && !late.has(other));
  for (const seat of begun.flatMap(({ one, other }) => [one, other])) allies.set(seat, (allies.get(seat) ?? 0) + 1);
  const busiest = Math.max(0, ...allies.values());
  if (busiest > memory) throw new Error(`somebody in the network has ${busiest} allies, more than population.memory = ${memory} allows to remember`);
  return begun;
}

function edgeOf(row, agents) {
  const [one, other, weight = 1] = listOf(row, "a pair of a network");
  const areSeats = Number.isInteger(one) && Number.isInteger(other);
  if (!(areSeats && one >= 0 && one < other && other < agents)) throw new Error(`there is no pair of seats ${shown(one)} and ${shown(other)}, the smaller first`);
  if (!(Number.isFinite(weight) && weight >= 0)) throw new Error(`the weight of seats ${one} and ${other} must be a number from 0 up, not ${shown(weight)}`);
  return { one, other, weight };
}

// Events in the order of their weeks.
export function eventsOf(events) {
  for (const event of listOf(events, "events")) {
    entriesOf(event, "an event", ["week", "set"]);
    if (!Number.isInteger(event.week) || event.week < 1) throw new Error(`an event is in a week from 1 up, not in ${shown(event.week)}`);
  }
  return [...events].sort((a, b) => a.week - b.week);
}

// Whether strategies are learnt in any week: then whoever comes follows somebody who is there.
export function isEverLearnt(given, events, allowed) {
  const versions = [given];
  for (const { set } of events) {
    versions.push(changed(versions.at(-1), set, allowed));
  }
  return versions.some(({ learn, off }) => learn.rule !== "off" && !off.includes("learn"));
}

// The plan of an agent: a share for every practice, adding up to one.
export function planOf(given, practices) {
  for (const [practice, share] of entriesOf(given, "a plan", practices)) {
    if (!isShare(share)) throw new Error(`the share of '${practice}' must be a number from 0 to 1, not ${shown(share)}`);
  }
  const shares = practices.map((practice) => given[practice] ?? 0), total = exactSum(shares);
  if (!(Math.abs(total - 1) <= 1e-6)) throw new Error(`the shares of a plan must add up to 1, these to ${total}`);
  return Math.abs(total - 1) < 1e-12 ? shares : shares.map((share) => share / total);
}

// With which probability one helps another who asks it.
export function answerOf(asked, asking, given) {
  if (!isShare(given)) throw new Error(`the answer of agent ${asked} to agent ${asking} must be a probability, from 0 to 1, not ${shown(given)}`);
  return given;
}

// Cumulated shares: luck means the first practice whose threshold exceeds it. Work's share goes to some practices, if there are any.
export function thresholdsOf(plan, practices, insteadOfWork) {
  const work = practices.indexOf("work"), places = insteadOfWork.map((practice) => practices.indexOf(practice));
  const kept = exactSum(places.map((place) => plan[place])), shares = [...plan];
  if (kept > 0) {
    for (const place of places) shares[place] = plan[place] * (1 + plan[work] / kept);
    shares[work] = 0;
  }
  let sum = 0;
  return shares.map((share) => (sum += share)).map((reached) => reached / sum);
}

// The sum of numbers, rounded once (Shewchuk 1997): as Python has it.
function exactSum(numbers) {
  let parts = [];
  for (let x of numbers) {
    const kept = [];
    for (let y of parts) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y, low = y - (high - x);
      if (low !== 0) kept.push(low);
      x = high;
    }
    parts = [...kept, x];
  }
  let sum = parts.pop() ?? 0, rest = 0;
  while (parts.length > 0 && rest === 0) {
    const part = parts.pop(), before = sum;
    sum = before + part;
    rest = part - (sum - before);
  }
  const next = parts.pop() ?? 0, twice = sum + 2 * rest; // half way between two numbers, what is left says to which
  return rest !== 0 && Math.sign(next) === Math.sign(rest) && twice - sum === 2 * rest ? twice : sum;
}
