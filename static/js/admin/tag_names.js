/* Offers known tags while a name is typed into a line of tags. Without this script, the line is a line. */

const WAIT = 150; // milliseconds after the last key

/** Where the name under the cursor begins and ends: between commas that stand outside of quotes. */
function wordAt(text, cursor) {
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '"') quoted = !quoted;
    if (text[i] === "," && !quoted) {
      if (i >= cursor) return { start, end: i };
      start = i + 1;
    }
  }
  return { start, end: text.length };
}

class TagNames {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-offered`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    const frame = document.createElement("div");
    frame.className = "tag-names";
    input.replaceWith(frame);
    frame.append(input, this.list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    // Before the input loses the focus, which would close the list.
    this.list.addEventListener("mousedown", (event) => this.click(event));
  }

  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), WAIT);
  }

  async fetch() {
    const { start, end } = wordAt(this.input.value, this.input.selectionStart);
    const word = this.input.value.slice(start, end).trim().replace(/^"/, "");
    this.asked?.abort();
    if (!word) {
      this.close();
      return;
    }
    this.asked = new AbortController();
    try {
      const address = `${this.input.dataset.tagsUrl}?${new URLSearchParams({ q: word })}`;
      const answer = await fetch(address, { signal: this.asked.signal });
      if (answer.ok) this.show((await answer.json()).tags);
    } catch (error) {
      // Asked again already, or offline: the line can be typed without help.
      if (error.name !== "AbortError") this.close();
    }
  }

  show(tags) {
    this.list.replaceChildren(...tags.map((tag, i) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.text = tag.text;
      option.textContent = tag.name;
      return option;
    }));
    this.choose(-1);
    this.list.hidden = tags.length === 0;
    this.input.setAttribute("aria-expanded", String(tags.length > 0));
  }

  close() {
    clearTimeout(this.timer);
    this.show([]);
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = this.list.children[index];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    const count = this.list.children.length;
    if (!count) return;
    if (event.key === "ArrowDown") this.choose((this.chosen + 1) % count);
    else if (event.key === "ArrowUp") this.choose(this.chosen > 0 ? this.chosen - 1 : count - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.chosen >= 0) this.take(this.list.children[this.chosen]);
    else return;
    event.preventDefault();
  }

  click(event) {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) this.take(option);
  }

  take(option) {
    const { value, selectionStart } = this.input;
    const { start, end } = wordAt(value, selectionStart);
    const before = `${value.slice(0, start).trim()} `.trimStart();
    const rest = value.slice(end).replace(/^,\s*/, "");
    const typed = `${before}${option.dataset.text}, `;
    this.input.value = typed + rest;
    this.input.setSelectionRange(typed.length, typed.length);
    this.close();
  }
}

for (const input of document.querySelectorAll("[data-tags-url]")) new TagNames(input);
