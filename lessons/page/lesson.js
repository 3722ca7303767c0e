// A lesson: predict, run, explain, notice and try.
import { turnsIn } from "./address.js";
import { data } from "./data.js";
import { dialFor } from "./dials.js";
import { el, emphasised, fill, prose } from "./dom.js";
import { Stage } from "./stage.js";
import { say } from "./words.js";

const STEPS = ["predict", "run", "explain", "explore"];

export async function showLesson(main, source, lesson, query) {
  const view = new LessonView(main, source, lesson, query);
  await view.start();
  return view;
}

class LessonView {
  constructor(main, source, lesson, query) {
    Object.assign(this, { main, source, lesson });
    this.words = lesson.words;
    this.step = "predict";
    this.answer = query.get("answer");
    this.same = query.get("same") === "yes";
    this.week = Number(query.get("week") ?? 0);
    this.stage = new Stage({
      source, seed: Number(query.get("seed") ?? lesson.seed), turns: turnsIn(query),
      setup: this.setup(), worldNames: this.worldNames(), charts: lesson.charts, until: lesson.weeks,
      path: `lesson/${lesson.name}`, question: this.words.question,
      onweek: () => this.progressed(), onbegun: () => this.setDials(),
      extra: () => ({ ...(this.answer ? { answer: this.answer } : {}), ...(this.same ? { same: "yes" } : {}) }),
    });
    document.title = `${this.words.title} · ${say("title")}`;
  }

  setup() { return { lesson: this.lesson.name, ...(this.same ? { same: true } : {}) }; }

  worldNames() {
    const { first, other } = this.words;
    return this.same ? [first, say("lesson.same_again")] : [first, other];
  }

  // The question is there to be read while the model is made ready.
  async start() {
    const number = data.lessons.indexOf(this.lesson) + 1;
    this.card = el("div", { class: "step-card" });
    this.steps = el("ol", { class: "steps" });
    this.dialBox = el("section", { class: "dials", "aria-label": say("dial.title") });
    this.left = el("aside", { class: "left" },
      el("p", { class: "eyebrow" }, say("lesson.number", { n: number, all: data.lessons.length })),
      el("h1", {}, this.words.title), this.steps, this.card, this.dialBox);
    const grid = el("div", { class: "lesson grid" }, this.left);
    if (this.answer) this.step = "run";
    this.show();
    fill(this.main, grid);
    this.started = this.stage.start();
    await this.started;
    grid.append(this.stage.middle, this.stage.right);
    this.makeDials();
    if (this.week > 0) await this.stage.jump(Math.min(this.week, this.lesson.weeks));
  }

  makeDials() {
    if (this.source.recorded) { fill(this.dialBox, el("p", { class: "says" }, say("recorded.dials"))); return; }
    this.dials = this.lesson.dial.map((dial) => dialFor(dial, this.valueOf(dial.name), (value) => this.turn(dial.name, value)));
    const same = el("input", { type: "checkbox", id: "same", onchange: () => this.makeSame(same.checked) });
    same.checked = this.same;
    fill(this.dialBox, el("h2", {}, say("dial.title")), this.dials.map((dial) => dial.element),
      el("label", { class: "check", for: "same" }, same, say("lesson.same")));
  }

  valueOf(name) {
    const turned = this.stage.turns.filter((turn) => turn.name === name).sort((a, b) => a.week - b.week);
    if (turned.length) return turned[turned.length - 1].value;
    return this.changes?.[name] ?? this.stage.parameters[0][name];
  }

  setDials() { for (const dial of this.dials ?? []) dial.set(this.valueOf(dial.name)); }

  // Turned after the end, a dial begins the lesson again: there is no later week to act in.
  async turn(name, value) {
    if (!data.parameters[name].start && this.stage.over) {
      await this.stage.reset([{ week: 1, name, value, side: null }]);
      this.stage.say(say("dial.again"));
      return;
    }
    if (!data.parameters[name].start) { await this.stage.turn(name, value); return; }
    this.changes = { ...this.changes, [name]: value };
    this.stage.setup = { ...this.setup(), changes: this.changes };
    await this.stage.reset();
  }

  makeSame(same) {
    const query = new URLSearchParams({ seed: this.stage.seed, ...(this.answer ? { answer: this.answer } : {}) });
    if (same) query.set("same", "yes");
    location.hash = `#/lesson/${this.lesson.name}?${query}`;
  }

  progressed() {
    if (this.step === "run" && this.stage.over) this.go("explain");
    else if (this.card && this.step === "run" && this.stage.week > 0) this.runHint();
  }

  go(step) { this.step = step; this.show(); }

  show() {
    fill(this.steps, STEPS.map((step, i) => {
      const open = step === "predict" || this.answer;
      return el("li", {}, el("button", {
        "aria-current": step === this.step ? "step" : null, disabled: !open, onclick: () => this.go(step),
      }, el("span", { class: "step-number", "aria-hidden": "true" }, String(i + 1)), say(`step.${step}`)));
    }));
    fill(this.card, this[this.step]());
    this.dialBox.hidden = this.step === "predict";
  }

  predict() {
    const { answers, question } = this.words;
    return [
      el("fieldset", { class: "question" }, el("legend", {}, emphasised(question)),
        Object.entries(answers).map(([key, answer]) => el("label", { class: "answer" },
          el("input", {
            type: "radio", name: "answer", value: key, checked: key === this.answer,
            onchange: () => { this.answer = key; this.ready.disabled = false; this.showSteps(); },
          }), el("span", {}, answer)))),
      this.ready = el("button", {
        class: "primary wide", disabled: !this.answer,
        onclick: () => this.findOut(),
      }, say("lesson.find_out")),
    ];
  }

  async findOut() {
    this.go("run");
    await this.started;
    if (!this.stage.over && !this.stage.playing) this.stage.toggle();
  }

  showSteps() { for (const button of this.steps.querySelectorAll("button")) button.disabled = false; }

  run() {
    this.hint = el("p", { class: "says" }, say("lesson.watch"));
    return [
      el("p", { class: "prediction" }, say("lesson.you_said"), el("strong", {}, this.words.answers[this.answer] ?? "")),
      this.hint,
      el("button", { class: "wide", onclick: () => this.toEnd() }, say("lesson.to_end")),
    ];
  }

  runHint() {
    if (this.hint) this.hint.textContent = say("lesson.running", { week: this.stage.week, weeks: this.lesson.weeks });
  }

  async toEnd() {
    await this.started;
    this.stage.hurry();
  }

  explain() {
    const right = this.answer === this.lesson.right;
    return [
      el("p", { class: `verdict ${right ? "as-said" : "otherwise"}` },
        say(right ? "lesson.as_you_said" : "lesson.otherwise"), " ",
        el("strong", {}, this.words.answers[this.lesson.right])),
      prose(this.words.explain),
      el("details", { class: "equation" }, el("summary", {}, say("lesson.equation")), prose(this.words.equation, "prose formula")),
      el("button", { class: "primary wide", onclick: () => this.go("explore") }, say("lesson.go_on")),
    ];
  }

  explore() {
    const at = data.lessons.indexOf(this.lesson), next = data.lessons[at + 1];
    return [
      el("h2", {}, say("lesson.notice")), prose(this.words.notice),
      el("h2", {}, say("lesson.try")), prose(this.words.try),
      el("p", { class: "says" }, say("lesson.from_the_guide")),
      el("ul", { class: "guide" }, this.lesson.lines.map((line) => el("li", {}, data.guide[line].text))),
      next ? el("a", { class: "button primary wide", href: `#/lesson/${next.name}` }, say("lesson.next", { title: next.words.title }))
        : el("a", { class: "button primary wide", href: "#/" }, say("lesson.all")),
    ];
  }

  themed() { this.stage.themed(); }
  away() { this.stage.away(); }
}
