// The editor of posts and pages: tools for Markdown, and beside the text what it will look like. Without this module
// the text is typed just the same, and looked at when it has been saved.

const WAIT = 400; // milliseconds after the last key; longer where the answer takes longer
const LONG_TITLE = 70;
const box = document.querySelector("textarea#id_source");
const parts = document.querySelector("template#editor");

/** Put `text` where the selection is, so that the browser's own "undo" takes it back. */
function insert(text) {
  box.focus();
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function wrap(before, after) {
  const { selectionStart: from, selectionEnd: to, value } = box;
  insert(before + value.slice(from, to) + after);
  box.setSelectionRange(from + before.length, to + before.length);
}

function markLines(mark) {
  const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const lines = box.value.slice(from, box.selectionEnd).split("\n");
  box.setSelectionRange(from, box.selectionEnd);
  insert(lines.map((line) => mark + line).join("\n"));
}

/** Number the next footnote, and open its place at the end. */
function addNote() {
  const taken = [...box.value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
  const mark = `[^${Math.max(0, ...taken) + 1}]`;
  insert(mark);
  const end = box.value.length;
  box.setSelectionRange(end, end);
  insert(`\n\n${mark}: `);
}

function use(tool) {
  const { wrap: mark, line, before, after } = tool.dataset;
  if (mark) wrap(mark, mark);
  else if (line) markLines(line);
  else if (before) wrap(before, after);
  else addNote();
}

function showTools(tools, format) {
  tools.addEventListener("click", ({ target }) => {
    const tool = target.closest("button");
    if (tool) use(tool);
  });
  const keys = { b: tools.children[0], i: tools.children[1], k: tools.querySelector("[data-before='[']") };
  box.addEventListener("keydown", (event) => {
    const tool = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && keys[event.key];
    if (tool && !tools.hidden) {
      event.preventDefault();
      use(tool);
    }
  });
  const fit = () => {
    tools.hidden = format !== null && format.value !== "markdown";
  };
  format?.addEventListener("change", fit);
  fit();
}

class Preview {
  constructor(pane, hints, format) {
    this.pane = pane;
    this.text = pane.querySelector("[data-preview]");
    this.length = document.querySelector("[data-length]");
    this.hints = hints;
    this.format = format;
    this.title = document.querySelector("#id_title");
    this.took = 0;
    box.addEventListener("input", () => this.later());
    format?.addEventListener("change", () => this.ask());
    this.title?.addEventListener("input", () => this.judge());
    box.addEventListener("scroll", () => this.follow());
    this.ask();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), Math.max(WAIT, 2 * this.took));
  }

  async ask() {
    this.asked?.abort();
    this.asked = new AbortController();
    const begun = performance.now();
    const body = new URLSearchParams({
      csrfmiddlewaretoken: box.form.elements.csrfmiddlewaretoken.value,
      source: box.value,
      format: this.format?.value ?? "markdown",
    });
    try {
      const answer = await fetch(parts.dataset.address, { method: "POST", body, signal: this.asked.signal });
      const found = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      this.took = performance.now() - begun;
      if (answer.ok) this.show(found);
      else if (found.problem) this.text.textContent = found.problem;
    } catch {
      // Asked again already, or offline: what is shown is a little old.
    }
  }

  show({ html, length }) {
    this.text.innerHTML = html; // cleaned by the server, as every page's is
    this.length.textContent = length;
    this.judge();
    this.follow();
  }

  /** Keep the same part of the text in sight on both sides. */
  follow() {
    const { scrollTop, scrollHeight, clientHeight } = box;
    const rest = scrollHeight - clientHeight;
    if (rest > 0) this.pane.scrollTop = (scrollTop / rest) * (this.pane.scrollHeight - this.pane.clientHeight);
  }

  judge() {
    this.say("title", this.title === null || this.title.value.length <= LONG_TITLE);
    this.say("pictures", this.text.querySelector("img:not([alt]), img[alt='']") === null);
  }

  say(name, isGood) {
    const hint = this.hints.querySelector(`[data-hint=${name}]`);
    hint.textContent = isGood ? `✓ ${hint.dataset.good}` : hint.dataset.bad;
    hint.classList.toggle("why", !isGood);
  }
}

/** Ask before the page is left with something unsaved in it. */
function guard(form) {
  let isSaved = true;
  form.addEventListener("input", () => {
    isSaved = false;
  });
  form.addEventListener("submit", () => {
    isSaved = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!isSaved) event.preventDefault();
  });
}

if (box && parts) {
  const [tools, pane, hints] = parts.content.cloneNode(true).children;
  const format = document.querySelector("select#id_format");
  const frame = document.createElement("div");
  frame.className = "panes";
  const left = document.createElement("div");
  left.className = "pane-in";
  box.closest(".flex-container").append(frame);
  left.append(tools, box);
  frame.append(left, pane);
  document.querySelector(".submit-row").prepend(hints);
  showTools(tools, format);
  new Preview(pane, hints, format);
  guard(box.form);
}
