// Dials: parameters with value, unit and one sentence; turned while it runs, they are events.
import { data } from "./data.js";
import { el } from "./dom.js";
import { parameterName, say } from "./words.js";

let dialNumber = 0;

// dial: { name, low, high, step }; onturn(value) is called when the reader lets go or stops.
export function dialFor(dial, value, onturn) {
  const declared = data.parameters[dial.name];
  const id = `dial-${++dialNumber}`;
  const shown = el("output", { for: id }, written(value));
  let waiting = 0;
  const input = el("input", {
    id, type: "range", min: dial.low, max: dial.high, step: dial.step,
    "aria-describedby": `${id}-says`,
    oninput: () => {
      shown.textContent = written(Number(input.value));
      clearTimeout(waiting);
      waiting = setTimeout(() => onturn(kept(Number(input.value), declared)), 150);
    },
  });
  input.value = value;
  const element = el("div", { class: "dial" },
    el("div", { class: "dial-head" }, el("label", { for: id }, parameterName(dial.name)),
      el("span", { class: "dial-value" }, shown, declared.unit ? ` ${declared.unit}` : "")),
    input,
    el("p", { class: "says", id: `${id}-says` }, sentence(declared.meaning),
      declared.start ? ` ${say("dial.restarts")}` : ""));
  const set = (changed) => {
    input.value = changed;
    shown.textContent = written(Number(changed));
  };
  return { element, set, input, name: dial.name };
}

function kept(value, declared) {
  return declared.type === "whole number" ? Math.round(value) : Number(value.toPrecision(6));
}

function written(value) {
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1) + (text.endsWith(".") ? "" : ".");
}

// Room to turn a parameter for which no lesson says how far.
export function dialOf(name) {
  const d = data.parameters[name];
  const [low, high] = d.plausible
    ? [Math.min(d.plausible[0], d.default), Math.max(d.plausible[1], d.default)]
    : [d.low ?? -2 * Math.abs(d.default || 1), Math.min(d.high ?? Infinity, Math.max(4 * Math.abs(d.default), (d.low ?? 0) + 1))];
  const whole = d.type === "whole number";
  const rough = 10 ** Math.floor(Math.log10((high - low) / 20));
  return { name, low: d.plausible && d.low === 0 ? 0 : low, high, step: whole ? 1 : rough };
}
