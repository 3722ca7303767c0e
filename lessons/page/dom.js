// Making elements: el("button", { class: "x", onclick: f, "aria-label": "y" }, "text", other).

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value") made.value = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

// Puts children in place of what is there.
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return parent;
}

// A block of text in paragraphs; words between *stars* are emphasised.
export function prose(text, name = "prose") {
  const paragraphs = text.trim().split(/\n\s*\n/);
  return el("div", { class: name }, paragraphs.map((paragraph) => el("p", {}, emphasised(paragraph))));
}

export function emphasised(text) {
  return text.split(/\*([^*]+)\*/).map((part, i) => (i % 2 ? el("em", {}, part) : part));
}

// A drop-down list with a visible label: choices are [value, words].
export function choice(label, choices, value, onchange, attributes = {}) {
  const list = el("select", { ...attributes, onchange: () => onchange(list.value) },
    choices.map(([key, words]) => el("option", { value: key }, words)));
  list.value = value;
  return el("label", { class: "choice" }, el("span", {}, label), list);
}
