// The network on a canvas: dots are agents, lines are alliances.
import { colours, strategyColour } from "./palette.js";
import { Layout } from "./layout.js";

const TRUSTS = 5, TENSIONS = 4; // shades of lines

// Alliances of a frame from their six bytes each.
export function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const n = bytes.length / 6;
  const edges = { a: new Uint16Array(n), b: new Uint16Array(n), trust: new Uint8Array(n), tension: new Uint8Array(n) };
  for (let e = 0; e < n; e++) {
    edges.a[e] = view.getUint16(6 * e, true);
    edges.b[e] = view.getUint16(6 * e + 2, true);
    edges.trust[e] = bytes[6 * e + 4];
    edges.tension[e] = bytes[6 * e + 5];
  }
  return edges;
}

export class Drawing {
  constructor(canvas, agents, colourOf) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.layout = new Layout(agents);
    this.frameOf = { left: 0.02, right: 0.98, top: 0.02, bottom: 0.98 };
    this.follow();
    this.colourOf = colourOf; // number of a strategy here → its colour's number
    this.edges = unpack("");
    this.strategy = new Array(agents).fill(0);
    this.size = new Float32Array(agents).fill(0);
    this.allies = new Array(agents).fill(0);
    this.generations = new Array(agents).fill(0);
    this.chosen = -1;
    this.hovered = -1;
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(canvas);
    this.fit();
  }

  fit() {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.max(1, Math.round(this.width * ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * ratio));
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.asleep = false;
  }

  show(side) {
    this.edges = unpack(side.edges);
    this.strategy = side.strategy;
    this.allies = side.allies;
    this.generations = side.generations;
    this.asleep = false;
  }

  // One frame of the screen; nothing is drawn while nothing moves.
  frame() {
    if (this.asleep || !this.width) return;
    const moves = this.layout.move(this.edges);
    const grows = this.grow();
    this.follow();
    this.draw();
    this.asleep = !moves && !grows;
  }

  radius(row) {
    return this.scale() * (0.7 + 0.17 * Math.sqrt(this.size[row]));
  }

  // What of the layout fills the picture; it follows slowly, so that nothing jumps.
  follow() {
    const { x, y } = this.layout;
    const now = { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
    for (const key of Object.keys(now)) this.frameOf[key] += (now[key] - this.frameOf[key]) * 0.06;
  }

  scale() {
    return Math.max(2.6, Math.min(9, 0.034 * Math.min(this.width, this.height) * Math.sqrt(60 / this.layout.n)));
  }

  grow() {
    let most = 0;
    for (let i = 0; i < this.size.length; i++) {
      const step = (this.allies[i] - this.size[i]) * 0.15;
      this.size[i] += step;
      most = Math.max(most, Math.abs(step));
    }
    return most > 0.005;
  }

  place(row) {
    const { left, top, right, bottom } = this.frameOf;
    const pad = 18;
    return [
      pad + ((this.layout.x[row] - left) / (right - left)) * (this.width - 2 * pad),
      pad + ((this.layout.y[row] - top) / (bottom - top)) * (this.height - 2 * pad),
    ];
  }

  draw() {
    const { context: c, edges } = this;
    const { tie, tension, ink, paper } = colours();
    c.clearRect(0, 0, this.width, this.height);
    const places = Array.from({ length: this.layout.n }, (_, i) => this.place(i));
    const shades = new Map();
    for (let e = 0; e < edges.a.length; e++) {
      const t = Math.min(TRUSTS - 1, Math.floor((edges.trust[e] * TRUSTS) / 256));
      const s = Math.min(TENSIONS - 1, Math.round((edges.tension[e] * (TENSIONS - 1)) / 256));
      const key = s * TRUSTS + t; // the tense ones are drawn last, above the others
      if (!shades.has(key)) shades.set(key, []);
      shades.get(key).push(e);
    }
    for (const [key, list] of [...shades].sort(([one], [other]) => one - other)) {
      const s = Math.floor(key / TRUSTS) / (TENSIONS - 1), t = (key % TRUSTS) / (TRUSTS - 1);
      const mixed = tie.map((v, k) => Math.round(v + (tension[k] - v) * s));
      c.strokeStyle = `rgba(${mixed.join(",")},${0.12 + 0.4 * t * t + 0.3 * s})`;
      c.lineWidth = 0.6 + 1.9 * t * t;
      for (const e of list) { // one path for all is slow where many of them cross
        const [x0, y0] = places[edges.a[e]], [x1, y1] = places[edges.b[e]];
        c.beginPath();
        c.moveTo(x0, y0);
        c.lineTo(x1, y1);
        c.stroke();
      }
    }
    c.lineWidth = 1.25;
    for (let i = 0; i < this.layout.n; i++) {
      if (this.strategy[i] < 0) continue; // nobody is there
      const [x, y] = places[i];
      c.beginPath();
      c.arc(x, y, this.radius(i), 0, 7);
      c.fillStyle = strategyColour(this.colourOf(this.strategy[i]));
      c.fill();
      c.strokeStyle = paper;
      c.stroke();
    }
    for (const row of [this.hovered, this.chosen]) {
      if (row < 0) continue;
      const [x, y] = places[row];
      c.beginPath();
      c.arc(x, y, this.radius(row) + 3, 0, 7);
      c.strokeStyle = ink;
      c.lineWidth = row === this.chosen ? 2.5 : 1.5;
      c.stroke();
    }
  }

  // The agent at a place of the canvas, or −1.
  at(x, y) {
    let best = -1, nearest = 14;
    for (let i = 0; i < this.layout.n; i++) {
      if (this.strategy[i] < 0) continue;
      const [px, py] = this.place(i);
      const d = Math.hypot(px - x, py - y) - this.radius(i) / 2;
      if (d < nearest) { nearest = d; best = i; }
    }
    return best;
  }

  away() { this.resized.disconnect(); }
}
