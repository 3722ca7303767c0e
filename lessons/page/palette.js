// Colours that are told apart by everybody (Okabe & Ito), in the shade that the theme has for them.

const STRATEGY_COLOURS = 8;
let shades = null;

// The colours of the theme in use, read once and again when the theme changes.
export function colours() {
  if (shades) return shades;
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  shades = {
    strategies: Array.from({ length: STRATEGY_COLOURS }, (_, i) => of(`--strategy-${i}`)),
    ink: of("--ink"), soft: of("--soft"), line: of("--line"), paper: of("--card"),
    tie: of("--tie").split(" ").map(Number), tension: of("--tension").split(" ").map(Number),
    first: of("--first"), other: of("--other"), focus: of("--focus"),
  };
  return shades;
}

export function themeChanged() {
  shades = null;
  window.dispatchEvent(new Event("theme"));
}

export function strategyColour(number) {
  return colours().strategies[number % STRATEGY_COLOURS];
}

// Light, dark, or as the system has it.
export function startTheme() {
  const kept = localStorage.getItem("theme");
  if (kept) document.documentElement.dataset.theme = kept;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themeChanged);
}

export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function switchTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  themeChanged();
}
