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
