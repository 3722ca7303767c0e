// The first page: what this is, and every lesson.
import { data } from "./data.js";
import { el, fill } from "./dom.js";
import { say } from "./words.js";

export function showHome(main, recorded) {
  document.title = say("title");
  fill(main, el("div", { class: "home" },
    el("section", { class: "hero" }, el("h1", {}, say("home.title")), el("p", {}, say("home.says")),
      el("p", { class: "row" },
        el("a", { class: "button primary", href: `#/lesson/${data.lessons[0].name}` }, say("home.begin")),
        recorded ? null : el("a", { class: "button", href: "#/play" }, say("home.play")))),
    el("h2", {}, say("home.lessons")),
    el("ol", { class: "cards" }, data.lessons.map((lesson, i) => el("li", {},
      el("a", { class: "card", href: `#/lesson/${lesson.name}` },
        el("span", { class: "card-number", "aria-hidden": "true" }, String(i + 1)),
        el("strong", {}, lesson.words.title),
        el("span", { class: "soft" }, lesson.words.aim)))))));
  return {};
}
