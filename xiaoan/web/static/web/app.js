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

window.addEventListener("pageshow", () => [...sent].forEach(release));

// A text that is pasted stays whole, however long: what is too long is refused with its length, and nothing typed is lost.
document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!(field.maxLength > 0) || !event.clipboardData || field.type === "password") return;
  const chosen = field.selectionEnd - field.selectionStart;
  const text = event.clipboardData.getData("text");
  if (field.value.length - chosen + text.length > field.maxLength) field.removeAttribute("maxlength");
});
