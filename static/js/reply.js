// "Reply" brings the form to the comment that is answered. Without this module it leads to a page that does the same.

const section = document.querySelector("[data-write]");
const form = section?.querySelector("[data-comment-form]");

if (form) {
  const home = document.createComment("the form stands here");
  section.before(home);
  const answering = section.querySelector("[data-answering]");
  const label = answering.querySelector("span");
  const live = section.querySelector("[data-live]");
  let link = null;

  // Some browsers keep a field's last value across a reload, and this one must match what is shown.
  form.elements.parent.value = "";

  const say = (text) => {
    live.textContent = text;
  };

  const open = (reply) => {
    link = reply;
    const article = reply.closest("article");
    const number = article.querySelector(".comment__no a").textContent;
    const name = article.querySelector(".comment__who").textContent.trim();
    label.textContent = `${label.dataset.label} ${number} ${name}`;
    answering.hidden = false;
    form.elements.parent.value = reply.dataset.reply;
    article.after(section);
    form.elements.text.focus();
    say(label.textContent);
  };

  const close = () => {
    answering.hidden = true;
    form.elements.parent.value = "";
    home.after(section);
    say("");
    link?.focus();
    link = null;
  };

  document.addEventListener("click", (event) => {
    const reply = event.target.closest("a[data-reply]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (reply && isPlain) {
      event.preventDefault();
      open(reply);
    }
  });
  answering.querySelector("button").addEventListener("click", close);
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && link) {
      close();
    }
  });
}
