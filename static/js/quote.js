// "Quote" puts the selected words of a comment, or all of it, into the form. Who said it where, and the whole of it,
// are taken from the page to which the link leads without this module.

const LONGEST = 1500; // characters of their words, as on that page

const section = document.querySelector("[data-write]");
const field = section?.querySelector("form").elements.text;
let selected = "";

// The words selected in that comment, and in nothing else.
const selectionIn = (article) => {
  const selection = getSelection();
  const body = article.querySelector(".comment__body");
  const isInside = body.contains(selection.anchorNode) && body.contains(selection.focusNode);
  return isInside ? selection.toString().trim() : "";
};

// As Markdown that shows the words as they were read.
const quoted = (words) => {
  const plain = [...words].length > LONGEST ? `${[...words].slice(0, LONGEST).join("")}…` : words;
  const lines = plain.replace(/[\\`*]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, "\\$&").replace(/\n{3,}/g, "\n\n");
  return lines.split("\n").map((line) => `> ${line.trim()}`.trim()).join("\n");
};

const fetchQuotation = async (link) => {
  const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
  return page.querySelector("[data-comment-form] textarea").value.trim();
};

const insert = (text) => {
  const before = field.value.slice(0, field.selectionEnd).trimEnd();
  const behind = field.value.slice(field.selectionEnd).trimStart();
  field.value = `${before}${before && "\n\n"}${text}\n\n`;
  const cursor = field.value.length;
  field.value += behind;
  field.focus();
  field.setSelectionRange(cursor, cursor);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const quote = async (link, words) => {
  const article = link.closest("article");
  const text = await fetchQuotation(link);
  if (!field.value.trim()) {
    article.querySelector("a[data-reply]").click();
  }
  insert(words ? `${text.split("\n")[0]}\n\n${quoted(words)}` : text);
  const live = section.querySelector("[data-live]");
  live.textContent = live.dataset.quoted;
};

if (field) {
  // Pressing the link may take the selection away.
  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("a[data-quote]");
    selected = link ? selectionIn(link.closest("article")) : "";
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-quote]");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
      event.preventDefault();
      quote(link, selected || selectionIn(link.closest("article"))).catch(() => location.assign(link.href));
    }
  });
}
