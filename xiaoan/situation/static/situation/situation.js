// Copying the address of a view. Without this script it stands in a field that can be selected.

const field = document.querySelector("[data-link]");
const button = document.querySelector("[data-copy]");
if (field && button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    document.querySelector("[data-copied]").textContent = button.dataset.done;
    button.textContent = button.dataset.done;
  });
}
