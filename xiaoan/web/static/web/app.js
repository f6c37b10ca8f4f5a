// One press, one submission. A page that the browser brings back (back button, lost network) can be sent again.

const sent = new Set();

function release(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  // Not `disabled`: a disabled button would not send its own name and value.
  const buttons = form.querySelectorAll("button:not([type=button])");
  setTimeout(() => {
    if (event.defaultPrevented) release(form);
    else buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
});

// Forms with `data-stay` (not those of the outbox): what is refused comes back into the page it was typed on, so that
// going back later never asks whether to send anything again. Without scripts, or if anything fails: posted as ever.

async function stay(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button && button.name) body.append(button.name, button.value);
  const headers = { "X-Outbox": document.body.dataset.user || "", "X-CSRFToken": body.get("csrfmiddlewaretoken") };
  const answer = await fetch(location.href, { method: "POST", credentials: "same-origin", headers, body });
  const goal = answer.headers.get("X-Outbox-To");
  if (goal) return location.assign(goal);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("main");
  const main = document.getElementById("main");
  if (!fresh) throw new Error("not a page of ours");
  main.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  window.scrollTo(0, 0);
  const said = main.querySelector("[role=alert]") || main;
  said.tabIndex = -1;
  said.focus();
  return undefined;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !("stay" in form.dataset)) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  stay(form, event.submitter).catch(() => HTMLFormElement.prototype.submit.call(form));
});

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-stay]").forEach((form) => (form.ariaBusy = null)));
window.addEventListener("pageshow", () => [...sent].forEach(release));

// A text that is pasted stays whole, however long: what is too long is refused with its length, and nothing typed is lost.
document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!(field.maxLength > 0) || !event.clipboardData || field.type === "password") return;
  const chosen = field.selectionEnd - field.selectionStart;
  const text = event.clipboardData.getData("text");
  if (field.value.length - chosen + text.length > field.maxLength) field.removeAttribute("maxlength");
});
