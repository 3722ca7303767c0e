// What a world is begun with: parameters, strategies, and what changes when.

// Parameters with some values changed: {group: {name: value}}, off, blind, null. What is allowed is told by the layout.
export function changed(given, changes, allowed, running = true) {
  const result = structuredClone(given);
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(allowed, name)) throw new Error(`there is no parameter '${name}'`);
    if (running && allowed[name].fixed) throw new Error(`${name} shapes the population and cannot change while it runs`);
    if (!isAllowed(value, allowed[name])) throw new Error(`${name} must be ${inWords(allowed[name])}, not ${JSON.stringify(value)}`);
    const [group, key] = name.split(".");
    if (key === undefined) result[group] = [...value];
    else result[group][key] = value;
  }
  return result;
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
  const names = Object.keys(shares), total = names.reduce((sum, name) => sum + shares[name], 0);
  for (const name of names) {
    if (!Object.hasOwn(known, name)) throw new Error(`there is no strategy '${name}'`);
    if (!(Number.isFinite(shares[name]) && shares[name] >= 0)) throw new Error(`the share of '${name}' must be a number from 0 up, not ${shares[name]}`);
  }
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
  return seats.map(({ seat, since = 0, until = forever }) => {
    if (!(Number.isInteger(seat) && seat >= 0 && seat < agents)) throw new Error(`there is no seat ${seat}`);
    if (known.has(seat)) throw new Error(`seat ${seat} is kept twice`);
    if (!(Number.isInteger(since) && Number.isInteger(until) && since >= 0 && since <= until)) throw new Error(`nobody can come to seat ${seat} in week ${since} and leave in week ${until}`);
    known.add(seat);
    return { seat, since, until };
  });
}

// Who is allied at the start, by seats: those of a network, or pairs; both of them there from the start.
export function edgesOf(network, { agents, memory, pairs }, kept) {
  const paired = pairs ? Array.from({ length: agents >> 1 }, (_, n) => [2 * n, 2 * n + 1, 0]) : [];
  const late = new Set(kept.filter(({ since }) => since > 0).map(({ seat }) => seat)), allies = new Map();
  const edges = (network ?? paired).map(([one, other, weight = 1]) => ({ one, other, weight })).filter(({ one, other }) => !late.has(one) && !late.has(other));
  for (const { one, other } of edges) {
    if (!(one >= 0 && one < other && other < agents)) throw new Error(`there is no pair of seats ${one} and ${other}, the smaller first`);
    for (const seat of [one, other]) allies.set(seat, (allies.get(seat) ?? 0) + 1);
  }
  const busiest = Math.max(0, ...allies.values());
  if (busiest > memory) throw new Error(`somebody in the network has ${busiest} allies, more than population.memory = ${memory} allows to remember`);
  return edges;
}

// Whether strategies are learnt in any week: then whoever comes follows somebody who is there.
export function isEverLearnt(given, events, allowed) {
  const versions = [given];
  for (const { week, set } of events) {
    if (!Number.isInteger(week) || week < 1) throw new Error(`an event is in a week from 1 up, not in ${week}`);
    versions.push(changed(versions.at(-1), set, allowed));
  }
  return versions.some(({ learn, off }) => learn.rule !== "off" && !off.includes("learn"));
}

// The plan of an agent: a share for every practice, adding up to one.
export function planOf(given, practices) {
  for (const [practice, share] of Object.entries(given)) {
    if (!practices.includes(practice)) throw new Error(`there is no practice '${practice}'`);
    if (!(share >= 0 && share <= 1)) throw new Error(`the share of '${practice}' is none: ${share}`);
  }
  const shares = practices.map((practice) => given[practice] ?? 0), total = exactSum(shares);
  if (Math.abs(total - 1) > 1e-6) throw new Error(`the shares of a plan must add up to 1, these to ${total}`);
  return Math.abs(total - 1) < 1e-12 ? shares : shares.map((share) => share / total);
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
  return parts.reduceRight((sum, part) => sum + part, 0);
}
