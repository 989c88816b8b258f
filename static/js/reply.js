// "Reply" brings the form to the comment that is answered. Without this module it leads to a page that does the same.
// The hidden field says what is answered; where the form stands and what it says of that follows from it, also when
// the browser (Back) or the kept draft has put something into the field.

const section = document.querySelector("[data-write]");
const form = section?.querySelector("[data-comment-form]");

if (form) {
  const home = document.createComment("the form stands here");
  section.before(home);
  const field = form.elements.parent;
  const answering = section.querySelector("[data-answering]");
  const label = answering.querySelector("span");
  const live = section.querySelector("[data-live]");

  const linkTo = (pk) => document.querySelector(`a[data-reply="${CSS.escape(pk)}"]`);

  const nameOf = (article) => {
    const number = article.querySelector(".comment__no a").textContent;
    return `${number} ${article.querySelector(".comment__who").textContent.trim()}`;
  };

  const moveBehind = (node) => {
    if (node.nextSibling !== section) {
      node.after(section);
    }
    for (let fold = section.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
  };

  const show = () => {
    const article = field.value && document.getElementById(`comment-${field.value}`);
    if (article) {
      form.dataset.to = nameOf(article);
    }
    answering.hidden = !field.value;
    label.textContent = `${label.dataset.label} ${form.dataset.to || label.dataset.elsewhere}`;
    moveBehind(article || home);
  };

  const answer = (pk) => {
    form.dataset.to = "";
    field.value = pk;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const close = () => {
    const link = linkTo(field.value);
    answer("");
    live.textContent = "";
    (link ?? form.elements.text).focus();
  };

  field.addEventListener("change", show);
  document.addEventListener("click", (event) => {
    const reply = event.target.closest("a[data-reply]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (reply && isPlain) {
      event.preventDefault();
      answer(reply.dataset.reply);
      form.elements.text.focus();
      live.textContent = label.textContent;
    }
  });
  answering.querySelector("button").addEventListener("click", close);
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && field.value) {
      close();
    }
  });
  window.addEventListener("pageshow", show);
  show();
}
