// The words of the page, from the catalogue: say("transport.play"), say("feed.left", { who: "Ada" }).
import { data } from "./data.js";

export function say(path, values = {}) {
  const found = path.split(".").reduce((part, key) => part?.[key], data.words);
  if (typeof found !== "string") throw new Error(`the catalogue has no words for ${path}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function nameOf(row, given) {
  if (given) return given[row];
  const { names } = data.words;
  const round = Math.floor(row / names.length);
  return round === 0 ? names[row] : `${names[row % names.length]} ${round + 1}`;
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
