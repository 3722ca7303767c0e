// Play, step, begin again, how fast, which seed, which week.
import { data } from "./data.js";
import { choice, el } from "./dom.js";
import { say } from "./words.js";

// Weeks a second; 0 is as fast as it goes.
export const SPEEDS = [2, 8, 30, 120, 0];

export class Transport {
  constructor(stage) {
    this.stage = stage;
    const button = (key, action, name = "") =>
      el("button", { class: name, onclick: action, title: say(`transport.${key}_key`) }, say(`transport.${key}`));
    this.playButton = button("play", () => stage.toggle(), "primary");
    this.stepButton = button("step", () => stage.step());
    this.resetButton = button("reset", () => stage.reset());
    this.speed = choice(say("transport.speed"), SPEEDS.map((n) => [n, n ? say("transport.weeks_a_second", { n }) : say("transport.fastest")]), stage.speed,
      (value) => { stage.speed = Number(value); });
    this.seed = el("input", {
      type: "number", min: 0, max: data.most_seed, step: 1, value: stage.seed, id: "seed",
      onchange: () => {
        if (!this.seed.checkValidity() || this.seed.value === "") { this.seed.value = stage.seed; return; }
        stage.reseed(Number(this.seed.value));
      },
    });
    this.week = el("output", { class: "week" });
    this.track = stage.source.recorded
      ? el("input", { type: "range", class: "track", min: 0, max: stage.until, value: 0, "aria-label": say("transport.scrub"),
        oninput: () => stage.scrub(Number(this.track.value)) })
      : el("progress", { class: "track", max: stage.until || 1, value: 0, "aria-label": say("transport.progress") });
    this.element = el("div", { class: "transport", role: "group", "aria-label": say("transport.title") },
      el("div", { class: "row" }, this.playButton, this.stepButton, this.resetButton, this.week),
      this.track,
      el("div", { class: "row second" }, this.speed,
        stage.source.recorded ? null : el("label", { class: "choice" }, el("span", {}, say("transport.seed")), this.seed)));
  }

  show() {
    const { stage } = this;
    this.playButton.textContent = say(stage.playing ? "transport.pause" : "transport.play");
    this.playButton.disabled = stage.over;
    this.stepButton.disabled = stage.over || stage.playing;
    this.week.textContent = stage.until
      ? say("transport.week_of", { week: stage.week, weeks: stage.until })
      : say("transport.week", { week: stage.week });
    this.track.value = stage.until ? Math.min(stage.week, stage.until) : 1;
    if (document.activeElement !== this.seed) this.seed.value = stage.seed;
  }
}
