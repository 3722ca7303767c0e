// The address says what is shown: #/lesson/reciprocity?seed=3&turn=12:support.slip:0.1&week=40

export function whereTo() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { parts: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

// A part of the address in words; one that is no proper encoding stays as it is.
function decoded(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

// Turns are {week, name, value, side}; side null is every world.
export function turnsIn(query) {
  return query.getAll("turn").map((text) => {
    const [week, name, value, side] = text.split(":");
    return { week: Number(week), name, value: JSON.parse(value), side: side === undefined ? null : Number(side) };
  }).filter((turn) => Number.isInteger(turn.week) && turn.week >= 1 && turn.name);
}

export function withTurns(query, turns) {
  query.delete("turn");
  for (const { week, name, value, side } of turns) {
    query.append("turn", [week, name, JSON.stringify(value), ...(side === null ? [] : [side])].join(":"));
  }
  return query;
}

// Events a world, as the server takes them.
export function eventsOf(turns, sides) {
  return Array.from({ length: sides }, (_, side) => turns
    .filter((turn) => turn.side === null || turn.side === side)
    .map(({ week, name, value }) => ({ week, set: { [name]: value } })));
}

export function linkTo(path, query) {
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return `${location.href.split("#")[0]}#/${path}${text ? `?${text}` : ""}`;
}
