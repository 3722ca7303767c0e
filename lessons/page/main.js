// Where one is, by the address; one view at a time.
import { whereTo } from "./address.js";
import { data } from "./data.js";
import { el, fill } from "./dom.js";
import { showHome } from "./home.js";
import { showLesson } from "./lesson.js";
import { Live } from "./live.js";
import { startTheme, switchTheme } from "./palette.js";
import { showPlay } from "./play.js";
import { Recorded } from "./recorded.js";
import { showSandbox } from "./sandbox.js";
import { showTeachers } from "./teachers.js";
import { say } from "./words.js";

const recorded = document.documentElement.dataset.recorded === "yes";
const main = document.querySelector("main");
const messages = document.querySelector(".messages");
let source = null;
let view = {};
let visit = 0;

function header() {
  const places = [["", "nav.lessons"], ...(recorded ? [] : [["sandbox", "nav.sandbox"], ["play", "nav.play"]]), ["teachers", "nav.teachers"]];
  const [here = ""] = whereTo().parts;
  const at = here === "lesson" ? "" : here;
  fill(document.querySelector(".top"),
    el("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } }, say("nav.skip")),
    el("a", { class: "brand", href: "#/" }, el("img", { src: "icon.svg", alt: "", width: 26, height: 26 }), say("title")),
    el("nav", { "aria-label": say("nav.title") }, places.map(([path, words]) =>
      el("a", { href: `#/${path}`, "aria-current": path === at ? "page" : null }, say(words)))),
    el("button", { class: "quiet-button theme", onclick: switchTheme }, say("nav.theme")));
}

async function show() {
  const mine = ++visit;
  view.away?.();
  view = {};
  header();
  messages.textContent = "";
  source ??= recorded ? new Recorded() : new Live();
  const { parts, query } = whereTo();
  const [place = "", name] = parts;
  try {
    const lesson = data.lessons.find((one) => one.name === name);
    let made = {};
    if (place === "lesson" && lesson) made = await showLesson(main, source, lesson, query);
    else if (place === "sandbox" && !recorded) made = await showSandbox(main, source, query);
    else if (place === "play" && !recorded) made = await showPlay(main, source, query);
    else if (place === "teachers") made = showTeachers(main);
    else {
      made = showHome(main, recorded);
      if (place) messages.textContent = say("nav.nowhere", { place: parts.join("/") });
    }
    if (mine !== visit) made.away?.();
    else view = made;
    document.documentElement.dataset.ready = String(mine);
  } catch (error) {
    fill(main, el("div", { class: "home" }, el("h1", {}, say("server.trouble")), el("p", {}, error.message),
      el("p", { class: "row" }, el("button", { class: "primary", onclick: () => show() }, say("server.again")))));
  }
}

function keys(event) {
  const { stage } = view;
  if (!stage || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, button, summary, a, textarea")) return;
  if (event.key === " ") { event.preventDefault(); stage.toggle(); }
  else if (event.key === "ArrowRight") { event.preventDefault(); stage.step(); }
  else if (event.key === "0") stage.reset();
}

startTheme();
window.addEventListener("theme", () => view.themed?.());
window.addEventListener("hashchange", () => { show(); window.scrollTo(0, 0); });
document.addEventListener("keydown", keys);
show();
