// A recorded lesson, asked in the same words as the server; what it cannot do it refuses.
import { say } from "./words.js";

export class Recorded {
  constructor() {
    this.recorded = true;
    this.week = 0;
  }

  async ask({ do: what, ...message }) {
    if (what === "begin") return this.begin(message.setup);
    if (what === "go") return this.go(message.weeks);
    throw new Error(say("recorded.only"));
  }

  async begin({ lesson }) {
    if (!window.recordings?.[lesson]) await loaded(`lesson-${lesson}.js`);
    this.recording = window.recordings[lesson];
    this.week = 0;
    return this.recording.begun;
  }

  go(weeks) {
    const until = Math.min(this.recording.frames.length, this.week + weeks);
    const passed = this.recording.frames.slice(this.week, until);
    this.week = until;
    if (!passed.length) return { ...(this.recording.frames[until - 1] ?? this.recording.begun), sides: emptied(this.recording, until) };
    return joined(passed);
  }
}

function emptied(recording, until) {
  const frame = recording.frames[until - 1] ?? recording.begun;
  return frame.sides.map((side) => ({ ...side, measured: {}, by: {}, news: [] }));
}

// Several weeks as one frame: the last one's network, everything measured.
function joined(frames) {
  const last = frames[frames.length - 1];
  const sides = last.sides.map((side, k) => {
    const all = (key) => Object.fromEntries(Object.keys(side[key]).map((name) =>
      [name, frames.flatMap((frame) => frame.sides[k][key][name])]));
    return { ...side, measured: all("measured"), by: all("by"), news: frames.flatMap((frame) => frame.sides[k].news).slice(-12) };
  });
  return { ...last, sides };
}

function loaded(file) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = file;
    script.onload = resolve;
    script.onerror = () => reject(new Error(say("recorded.missing")));
    document.head.append(script);
  });
}
