// What a world is begun with: parameters, strategies, and what changes when.

// Parameters with some values changed: {group: {name: value}}, off, blind, null.
export function changed(given, changes) {
  const result = structuredClone(given);
  for (const [name, value] of Object.entries(changes)) {
    const [group, key] = name.split(".");
    if (key === undefined ? !Array.isArray(result[group]) : !(key in (result[group] ?? {}))) throw new Error(`there is no parameter '${name}'`);
    if (key === undefined) result[group] = [...value];
    else result[group][key] = value;
  }
  return result;
}

// Strategies and to how many seats each is dealt: by largest remainder, and of equals the first.
export function mixOf(shares, known, seats) {
  const names = Object.keys(shares), total = names.reduce((sum, name) => sum + shares[name], 0);
  for (const name of names) if (!(name in known)) throw new Error(`there is no strategy '${name}'`);
  if (Math.abs(total - 1) > 1e-6) throw new Error(`the shares of strategies must add up to 1, these to ${total}`);
  const exact = names.map((name) => (shares[name] / total) * seats), dealt = exact.map((share) => Math.floor(share + 1e-9));
  const left = seats - dealt.reduce((sum, share) => sum + share, 0), rest = (s) => Number((dealt[s] - exact[s]).toFixed(9));
  const order = names.map((_, s) => s).sort((a, b) => rest(a) - rest(b) || a - b);
  for (const s of order.slice(0, left)) dealt[s]++;
  return names.map((name, s) => ({ name, strategy: known[name], seats: dealt[s] }));
}

// Whether strategies are learnt in any week: then whoever comes follows somebody who is there.
export function isEverLearnt(given, events) {
  const learns = ({ learn, off }) => learn.rule !== "off" && !off.includes("learn");
  return learns(given) || events.some((event) => learns((given = changed(given, event.set))));
}
