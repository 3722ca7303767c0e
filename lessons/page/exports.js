// Taking the run home: the config, the table, the picture, a link.
import { el } from "./dom.js";
import { say } from "./words.js";
import { colours } from "./palette.js";

export function exportsOf(stage) {
  const button = (key, action) => el("button", { class: "quiet-button", onclick: action }, say(`export.${key}`));
  return el("details", { class: "exports" }, el("summary", {}, say("export.title")),
    el("div", { class: "row" },
      button("link", async () => {
        if (stage.file) { stage.say(say("export.no_link", { file: stage.file.name })); return; }
        const address = stage.address();
        history.replaceState(null, "", address);
        try { await navigator.clipboard.writeText(address); stage.say(say("export.copied")); }
        catch { stage.say(say("export.in_address")); }
      }),
      stage.source.recorded ? null : button("toml", () => take(stage, { do: "toml", question: stage.question })),
      stage.source.recorded ? null : button("csv", () => take(stage, { do: "csv" })),
      stage.file ? button("network", () => download(new Blob([stage.file.text], { type: "text/plain" }), stage.file.name)) : null,
      button("png", () => picture(stage))),
    el("p", { class: "says" }, say(stage.source.recorded ? "export.says_recorded" : "export.says"),
      stage.file ? ` ${say("export.says_file", { file: stage.file.name })}` : ""));
}

async function take(stage, message) {
  try {
    const { name, text } = await stage.ask(message);
    download(new Blob([text], { type: "text/plain" }), name);
  } catch (error) { stage.say(error.message); }
}

function picture(stage) {
  const canvases = stage.drawings.map((drawing) => drawing.canvas);
  const together = document.createElement("canvas");
  together.width = canvases.reduce((sum, canvas) => sum + canvas.width, 0);
  together.height = Math.max(...canvases.map((canvas) => canvas.height));
  const c = together.getContext("2d");
  c.fillStyle = colours().paper;
  c.fillRect(0, 0, together.width, together.height);
  let x = 0;
  for (const canvas of canvases) { c.drawImage(canvas, x, 0); x += canvas.width; }
  together.toBlob((blob) => download(blob, "alliances.png"));
}

function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 5000);
}
