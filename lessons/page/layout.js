// Where agents stand: allies draw each other nearer, everybody keeps a distance, nothing jumps.

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const FASTEST = 0.006; // of the picture's width a frame

export class Layout {
  constructor(agents) {
    this.n = agents;
    this.x = new Float32Array(agents);
    this.y = new Float32Array(agents);
    this.vx = new Float32Array(agents);
    this.vy = new Float32Array(agents);
    // A sunflower: evenly spread from the first frame on.
    for (let i = 0; i < agents; i++) {
      const r = 0.46 * Math.sqrt((i + 0.5) / agents);
      this.x[i] = 0.5 + r * Math.cos(i * GOLDEN);
      this.y[i] = 0.5 + r * Math.sin(i * GOLDEN);
    }
  }

  // One frame: edges has a and b of every pair of allies. Returns whether anything still moves.
  move(edges) {
    const { n, x, y, vx, vy } = this;
    const space = 0.62 / Math.sqrt(n);
    const reach = 6 * space * space;
    const push = 0.012 * space;
    for (let i = 0; i < n; i++) {
      const xi = x[i], yi = y[i];
      for (let j = i + 1; j < n; j++) {
        const dx = xi - x[j], dy = yi - y[j];
        const d2 = dx * dx + dy * dy + 1e-6;
        if (d2 > reach) continue;
        const force = push * (1 / d2 - 1 / reach) * space * 0.5;
        vx[i] += dx * force; vy[i] += dy * force;
        vx[j] -= dx * force; vy[j] -= dy * force;
      }
    }
    const { a, b } = edges;
    for (let e = 0; e < a.length; e++) {
      const i = a[e], j = b[e];
      const dx = x[j] - x[i], dy = y[j] - y[i];
      const d = Math.sqrt(dx * dx + dy * dy) + 1e-6;
      const pull = 0.004 * (d - space) / d;
      vx[i] += dx * pull; vy[i] += dy * pull;
      vx[j] -= dx * pull; vy[j] -= dy * pull;
    }
    let fastest = 0;
    for (let i = 0; i < n; i++) {
      vx[i] = (vx[i] + 0.0035 * (0.5 - x[i])) * 0.86;
      vy[i] = (vy[i] + 0.0035 * (0.5 - y[i])) * 0.86;
      const speed = Math.hypot(vx[i], vy[i]);
      const slow = speed > FASTEST ? FASTEST / speed : 1;
      x[i] = Math.min(0.975, Math.max(0.025, x[i] + vx[i] * slow));
      y[i] = Math.min(0.965, Math.max(0.035, y[i] + vy[i] * slow));
      fastest = Math.max(fastest, speed);
    }
    return fastest > 1e-4;
  }
}
