// For teachers: aims, a plan of ten minutes, questions, answers, and how sure the claim is.
import { data } from "./data.js";
import { el, fill, prose } from "./dom.js";
import { figure, outcomeName, say, strategyName } from "./words.js";

export function showTeachers(main) {
  document.title = `${say("nav.teachers")} · ${say("title")}`;
  fill(main, el("div", { class: "teachers" }, el("h1", {}, say("teachers.title")), prose(data.words.teachers.says, "prose lead"),
    data.lessons.map((lesson, i) => el("details", { class: "teacher", id: `for-${lesson.name}` },
      el("summary", {}, el("span", { class: "card-number" }, String(i + 1)), el("strong", {}, lesson.words.title), el("span", { class: "soft" }, lesson.words.aim)),
      el("div", { class: "teacher-body" },
        ["plan", "discuss", "reply"].map((key) => [el("h3", {}, say(`teachers.${key}`)), prose(lesson.words[key])]),
        el("h3", {}, say("teachers.claim")), el("p", {}, claimOf(lesson)),
        el("p", {}, el("a", { href: `#/lesson/${lesson.name}?seed=${lesson.seed}` }, say("teachers.open"))))))));
  return {};
}

function claimOf(lesson) {
  const { claim, words } = lesson;
  const what = claim.strategy ? say("teachers.of", { what: outcomeName(claim.outcome), who: strategyName(claim.strategy) }) : outcomeName(claim.outcome);
  const [difference, half] = claim.found ?? [null, null];
  return say("teachers.found", {
    what, first: words.first, other: words.other, weeks: lesson.weeks,
    difference: figure(difference, 3), low: figure(difference - half, 3), high: figure(difference + half, 3),
  });
}
