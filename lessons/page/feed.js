// What just happened, in plain words.
import { el } from "./dom.js";
import { nameOf, say } from "./words.js";
import { data } from "./data.js";

const KEPT = 40;

export class Feed {
  constructor(sides, worldNames, names) {
    this.names = names;
    this.worldNames = worldNames;
    this.lists = sides.map((_, side) => el("ol", { class: "feed", "aria-label": this.label(side) }));
    const shown = el("div", { class: "feeds" }, this.lists.map((list, side) =>
      el("div", {}, sides.length > 1 ? el("h4", {}, this.label(side)) : null, list)));
    this.element = el("details", { class: "feed-box", open: true },
      el("summary", {}, say("feed.title")), shown);
  }

  label(side) { return this.worldNames[side] ?? say("feed.title"); }

  start() {
    for (const list of this.lists) list.replaceChildren(el("li", { class: "quiet" }, say("feed.nothing")));
  }

  add(side, news) {
    const list = this.lists[side];
    if (!news.length) return;
    list.querySelector(".quiet")?.remove();
    for (const one of news.slice(-6)) {
      list.prepend(el("li", { class: one.kind },
        el("span", { class: "week" }, one.week), this.told(one, side)));
    }
    while (list.children.length > KEPT) list.lastChild.remove();
  }

  told(one, side) {
    const called = ({ agent, generation }) => nameOf(agent, this.names[side], generation);
    const who = called(one.who), other = one.other ? called(one.other) : say("feed.the_others");
    const key = one.kind === "founded" ? one.why : one.why || "chance";
    const why = data.words.feed.why[key] ?? "";
    return say(`feed.${one.kind}`, { who, other, why, weeks: one.lasted ?? "" });
  }
}
