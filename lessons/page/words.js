// The words of the page, from the catalogue: say("transport.play"), say("feed.left", { who: "Ada" }).
import { data } from "./data.js";

export function say(path, values = {}) {
  const found = path.split(".").reduce((part, key) => part?.[key], data.words);
  if (typeof found !== "string") throw new Error(`the catalogue has no words for ${path}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// What the agent in a seat is called; generation: how many were there before it.
export function nameOf(seat, given, generation = 0) {
  const { names } = data.words;
  const round = Math.floor(seat / names.length);
  const first = given ? given[seat] : round === 0 ? names[seat] : `${names[seat % names.length]} ${round + 1}`;
  return generation ? say("agent.successor", { name: first, number: generation + 1 }) : first;
}

export function strategyName(name) {
  return data.words.strategy_names[name] ?? name.replaceAll("_", " ");
}

export function outcomeName(name) {
  return data.outcomes[name]?.title ?? data.words.outcome_names[name] ?? name.replaceAll("_", " ");
}

export function parameterName(name) {
  return data.words.parameter_names[name] ?? name.split(".").reverse().join(" · ").replaceAll("_", " ");
}

export function switchName(name) {
  return data.words.switches[name] ?? name.replaceAll("_", " ");
}

// A number for people: as many digits as one can take in.
export function figure(value, digits = 2) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? Math.min(1, digits) : digits;
  return value.toFixed(places).replace("-", "−");
}
