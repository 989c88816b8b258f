// Remembers, on this device, which threads somebody has folded; and opens those that hide what a link leads to.

const KEY = "parley.folded";
const MOST = 200; // threads; the oldest are forgotten

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
};

const write = (ids) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids.slice(-MOST)));
  } catch {
    // Storage is switched off or full: then nothing is remembered.
  }
};

const idOf = (fold) => fold.parentElement.firstElementChild.id;

const openUpTo = (hash) => {
  let fold = hash.length > 1 && document.getElementById(hash.slice(1))?.closest("details.fold");
  while (fold) {
    fold.open = true;
    fold = fold.parentElement.closest("details.fold");
  }
};

const folds = [...document.querySelectorAll("details.fold")];

if (folds.length) {
  const folded = new Set(read());
  for (const fold of folds) {
    fold.open = !folded.has(idOf(fold));
  }
  openUpTo(location.hash);
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
  window.addEventListener("hashchange", () => openUpTo(location.hash));
  for (const fold of folds) {
    fold.addEventListener("toggle", () => {
      const ids = read().filter((id) => id !== idOf(fold));
      write(fold.open ? ids : [...ids, idOf(fold)]);
    });
  }
}
