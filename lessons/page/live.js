// The model on the server, behind a socket: one question, one answer.
import { say } from "./words.js";

export class Live {
  constructor() {
    this.waiting = new Map();
    this.number = 0;
    this.recorded = false;
  }

  open() {
    if (this.opening) return this.opening;
    this.opening = new Promise((resolve, reject) => {
      const scheme = location.protocol === "https:" ? "wss" : "ws";
      this.socket = new WebSocket(`${scheme}://${location.host}/socket`);
      this.socket.onopen = () => resolve();
      this.socket.onmessage = (event) => this.hear(JSON.parse(event.data));
      this.socket.onclose = (event) => {
        const reason = { 4001: say("server.full"), 4002: say("server.idle") }[event.code] ?? say("server.gone");
        const gone = Object.assign(new Error(reason), { gone: true });
        reject(gone);
        for (const { reject: refuse } of this.waiting.values()) refuse(gone);
        this.waiting.clear();
        this.opening = null;
      };
    });
    return this.opening;
  }

  hear(answer) {
    const asked = this.waiting.get(answer.number);
    if (!asked) return;
    this.waiting.delete(answer.number);
    if (answer.kind === "refused") asked.reject(new Error(answer.why));
    else asked.resolve(answer);
  }

  async ask(message) {
    await this.open();
    const number = ++this.number;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.socket.send(JSON.stringify({ ...message, number }));
    });
  }
}
