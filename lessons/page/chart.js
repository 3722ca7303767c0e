// A line chart of weeks on a canvas: a few lines, their ends labelled by a legend beside it.
import { colours } from "./palette.js";
import { el } from "./dom.js";
import { figure, say } from "./words.js";

const LEFT = 38, RIGHT = 8, TOP = 8, BOTTOM = 18;

export class Chart {
  constructor({ title, unit, height = 104, zero = false }) {
    this.canvas = el("canvas", { class: "chart", role: "img" });
    this.canvas.style.height = `${height}px`; // not an attribute: the page forbids inline styles
    this.value = el("span", { class: "now" });
    this.title = title;
    this.zero = zero;
    this.element = el("figure", { class: "chart-box" },
      el("figcaption", {}, el("span", { class: "name" }, title), unit ? el("span", { class: "unit" }, unit) : null, this.value),
      this.canvas);
    this.lines = [];
    this.marks = [];
    this.horizon = 0;
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.canvas);
  }

  // lines: [{ weeks, values, colour, dash, name }]; marks: weeks in which a dial was turned.
  show(lines, marks, horizon) {
    Object.assign(this, { lines, marks, horizon });
    this.draw();
  }

  describe() {
    const week = this.lines[0]?.weeks.at(-1);
    const told = this.lines.map((line) => `${line.name} ${figure(line.values.at(-1))}`);
    const title = week ? `${this.title}, ${say("chart.week", { week })}` : this.title;
    this.canvas.setAttribute("aria-label", `${title}: ${told.join(", ") || say("chart.empty")}`);
  }

  draw() {
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    if (!width) return;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    if (this.canvas.width !== Math.round(width * ratio)) this.canvas.width = Math.round(width * ratio);
    if (this.canvas.height !== Math.round(height * ratio)) this.canvas.height = Math.round(height * ratio);
    const c = this.canvas.getContext("2d");
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    const shades = colours();
    const [low, high] = this.range();
    const last = Math.max(this.horizon, 10, ...this.lines.map((line) => line.weeks[line.weeks.length - 1] ?? 0));
    const x = (week) => LEFT + (week / last) * (width - LEFT - RIGHT);
    const y = (value) => TOP + (1 - (value - low) / (high - low)) * (height - TOP - BOTTOM);
    c.font = "10.5px system-ui, sans-serif";
    c.fillStyle = shades.soft;
    c.strokeStyle = shades.line;
    c.lineWidth = 1;
    c.textAlign = "right";
    c.textBaseline = "middle";
    for (const value of [low, (low + high) / 2, high]) {
      c.beginPath();
      c.moveTo(LEFT, Math.round(y(value)) + 0.5);
      c.lineTo(width - RIGHT, Math.round(y(value)) + 0.5);
      c.stroke();
      c.fillText(figure(value, high - low < 0.1 ? 3 : high - low < 3 ? 2 : 1), LEFT - 5, y(value));
    }
    c.textBaseline = "alphabetic";
    c.textAlign = "left";
    c.fillText(say("chart.week", { week: 0 }), LEFT, height - 4);
    c.textAlign = "right";
    c.fillText(say("chart.week", { week: last }), width - RIGHT, height - 4);
    c.setLineDash([2, 3]);
    c.strokeStyle = shades.soft;
    for (const week of this.marks) {
      c.beginPath();
      c.moveTo(x(week), TOP);
      c.lineTo(x(week), height - BOTTOM);
      c.stroke();
    }
    c.lineJoin = "round";
    for (const line of [...this.lines].reverse()) {
      c.strokeStyle = line.colour;
      c.lineWidth = line.dash ? 1.6 : 2;
      c.globalAlpha = line.dash && this.lines.length > 2 ? 0.5 : 1;
      c.setLineDash(line.dash ? [5, 4] : []);
      c.beginPath();
      let pen = false;
      line.values.forEach((value, i) => {
        if (value === null || value === undefined) { pen = false; return; }
        if (pen) c.lineTo(x(line.weeks[i]), y(value));
        else c.moveTo(x(line.weeks[i]), y(value));
        pen = true;
      });
      c.stroke();
    }
    c.globalAlpha = 1;
    c.setLineDash([]);
    this.describe();
  }

  // From a round number to a round number; never moved for a small change.
  range() {
    let low = Infinity, high = -Infinity;
    for (const line of this.lines) {
      for (const value of line.values) {
        if (value === null || value === undefined) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    if (low > high) return [0, 1];
    if (this.zero || (low > 0 && low < 0.6 * high)) low = Math.min(low, 0);
    if (this.zero) high = Math.max(high, 0);
    const step = rounded((high - low || Math.abs(high) || 1) / 4);
    const floor = Math.floor(low / step + 1e-9) * step;
    const ceiling = Math.ceil(high / step - 1e-9) * step;
    return [floor, ceiling > floor ? ceiling : floor + step];
  }

  away() { this.resized.disconnect(); }
}

function rounded(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 2.5, 5, 10].find((k) => k * power >= raw * 0.999) * power;
}
