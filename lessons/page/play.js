// Play one agent: ten weeks of attention and help, then what the strategies would have had.
import { data } from "./data.js";
import { el, fill } from "./dom.js";
import { figure, nameOf, say, strategyName } from "./words.js";

export async function showPlay(main, source, query) {
  const view = new PlayView(main, source, Number(query.get("seed") ?? 1));
  await view.start();
  return view;
}

class PlayView {
  constructor(main, source, seed) {
    Object.assign(this, { main, source, seed });
    document.title = `${say("nav.play")} · ${say("title")}`;
    this.acts = {};
    this.refused = new Set();
  }

  async start() {
    fill(this.main, el("div", { class: "play" }, el("p", { class: "soft" }, say("play.loading"))));
    this.show(await this.source.ask({ do: "play", seed: this.seed }));
  }

  show(now) {
    this.now = now;
    if (now.week >= now.weeks) { this.compare(); return; }
    if (!Object.keys(this.acts).length) {
      // Something sensible to begin with: half work, then a meeting and a talk.
      this.acts = Object.fromEntries(now.practices.map((practice) => [practice, 0]));
      this.acts.work = Math.ceil(now.acts / 2);
      this.acts.check_in = now.acts - this.acts.work;
    }
    fill(this.main, el("div", { class: "play" },
      el("p", { class: "eyebrow" }, say("play.week", { week: now.week + 1, weeks: now.weeks })),
      el("h1", {}, say("play.title", { name: nameOf(now.agent) })),
      now.week === 0 ? el("p", { class: "lead" }, say("play.says", { acts: now.acts })) : this.past(),
      el("div", { class: "play-columns" }, this.attention(), this.help()),
      el("p", { class: "row" }, this.ready = el("button", { class: "primary", onclick: () => this.play() }, say("play.go")))));
    this.count();
  }

  past() {
    const { payoff } = this.now;
    const sum = payoff.reduce((a, b) => a + b, 0);
    return el("p", { class: "lead", role: "status" }, say("play.so_far", { last: figure(payoff[payoff.length - 1]), sum: figure(sum) }));
  }

  attention() {
    this.left = el("p", { class: "acts-left", role: "status" });
    return el("section", {}, el("h2", {}, say("play.attention")), this.left,
      el("ul", { class: "acts" }, this.now.practices.map((practice) => {
        const shown = el("output", {}, String(this.acts[practice]));
        const change = (by) => {
          if (by > 0 && this.spare() <= 0) return;
          this.acts[practice] = Math.max(0, this.acts[practice] + by);
          shown.textContent = this.acts[practice];
          this.count();
        };
        const name = data.words.practices[practice];
        return el("li", {}, el("div", {}, el("strong", {}, name.name), el("span", { class: "says" }, name.says)),
          el("div", { class: "stepper" },
            el("button", { "aria-label": say("play.less", { name: name.name }), onclick: () => change(-1) }, "−"), shown,
            el("button", { class: "more", "aria-label": say("play.more", { name: name.name }), onclick: () => change(1) }, "+")));
      })));
  }

  spare() { return this.now.acts - Object.values(this.acts).reduce((a, b) => a + b, 0); }

  count() {
    const spare = this.spare();
    this.left.textContent = say(spare ? "play.acts_left" : "play.acts_spent", { n: spare });
    for (const button of this.main.querySelectorAll(".more")) button.disabled = spare <= 0;
  }

  help() {
    const { allies } = this.now;
    const heads = ["ally", "trust", "tension", "silent", "owes", "help"];
    return el("section", {}, el("h2", {}, say("play.help")), el("p", { class: "says" }, say("play.help_says")),
      allies.length ? el("table", { class: "allies" },
        el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, say(`play.head.${key}`))))),
        el("tbody", {}, allies.map((ally) => {
          const name = nameOf(ally.agent);
          const box = el("input", {
            type: "checkbox", "aria-label": say("play.help_ally", { name }),
            onchange: () => { if (box.checked) this.refused.delete(ally.agent); else this.refused.add(ally.agent); },
          });
          box.checked = !this.refused.has(ally.agent);
          return el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, figure(ally.trust)), el("td", {}, figure(ally.tension)),
            el("td", {}, say("play.weeks", { n: ally.silent })), el("td", {}, figure(ally.balance, 1)), el("td", {}, box));
        }))) : el("p", { class: "soft" }, say("play.nobody")));
  }

  async play() {
    this.ready.disabled = true;
    const helps = this.now.allies.map((ally) => ally.agent).filter((agent) => !this.refused.has(agent));
    try {
      this.show(await this.source.ask({ do: "choose", acts: this.acts, helps }));
    } catch (error) { document.querySelector(".messages").textContent = error.message; this.ready.disabled = false; }
    this.main.querySelector("h1")?.scrollIntoView({ block: "nearest" });
  }

  async compare() {
    fill(this.main, el("div", { class: "play" }, el("p", { class: "soft" }, say("play.comparing"))));
    const { you, strategies } = await this.source.ask({ do: "compare" });
    const total = (values) => values.reduce((a, b) => a + b, 0);
    const rows = [[say("play.you"), total(you), true, say("play.you_say")],
      ...Object.entries(strategies).map(([name, values]) => [strategyName(name), total(values), false, data.strategies[name]])]
      .sort((a, b) => b[1] - a[1]);
    const most = Math.max(...rows.map((row) => Math.abs(row[1])), 1);
    const place = rows.findIndex((row) => row[2]) + 1;
    fill(this.main, el("div", { class: "play" }, el("h1", {}, say("play.result", { place, all: rows.length })),
      el("p", { class: "lead" }, say("play.result_says")),
      el("table", { class: "bars" }, el("caption", { class: "hidden" }, say("play.bars")), el("tbody", {}, rows.map(([name, sum, mine, says]) => {
        const bar = el("progress", { max: most, value: Math.max(0, sum), "aria-hidden": "true" });
        return el("tr", { class: mine ? "you" : "" }, el("th", { scope: "row" }, name, el("span", { class: "says" }, says)), el("td", { class: "bar-cell" }, bar), el("td", {}, figure(sum, 1)));
      }))),
      el("p", { class: "row" }, el("button", { class: "primary", onclick: () => this.again(this.seed + 1) }, say("play.somebody_else")),
        el("button", { onclick: () => this.again(this.seed) }, say("play.again")))));
  }

  again(seed) { this.seed = seed; this.acts = {}; this.refused = new Set(); return this.start(); }
}
