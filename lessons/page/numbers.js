// A few large numbers of this week, a column a world.
import { el } from "./dom.js";
import { figure, outcomeName, say } from "./words.js";

export class Numbers {
  constructor(names, worldNames) {
    this.cells = new Map();
    const head = worldNames.length > 1
      ? el("tr", {}, el("td", {}), worldNames.map((name, side) => el("th", { scope: "col", class: `world-${side}` }, name)))
      : null;
    this.element = el("table", { class: "numbers" }, el("caption", { class: "hidden" }, say("numbers.title")),
      head ? el("thead", {}, head) : null,
      el("tbody", {}, names.map((name) => el("tr", {},
        el("th", { scope: "row" }, outcomeName(name)),
        worldNames.map((_, side) => {
          const cell = el("td", {}, "–");
          this.cells.set(`${name}-${side}`, cell);
          return cell;
        })))));
  }

  show(name, side, value) {
    const cell = this.cells.get(`${name}-${side}`);
    const text = figure(value);
    if (cell && cell.textContent !== text) cell.textContent = text;
  }
}
