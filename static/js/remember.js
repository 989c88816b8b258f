// Fills in the name that somebody asked to have remembered. It stays on their device; pages are the same for everyone.

const KEY = "parley.commenter";
const FIELDS = ["name", "email", "url"];

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
};

const write = (person) => {
  try {
    if (person) {
      localStorage.setItem(KEY, JSON.stringify(person));
    } else {
      localStorage.removeItem(KEY);
    }
  } catch {
    // Storage is switched off or full: then nothing is remembered.
  }
};

const wish = document.querySelector("[data-remember]");

if (wish) {
  const form = wish.closest("form");
  const box = wish.querySelector("input");
  const known = read();
  wish.hidden = false;
  if (known) {
    box.checked = true;
    for (const field of FIELDS) {
      form.elements[field].value ||= known[field] ?? "";
    }
  }
  form.addEventListener("submit", () => {
    write(box.checked ? Object.fromEntries(FIELDS.map((field) => [field, form.elements[field].value])) : null);
  });
}
