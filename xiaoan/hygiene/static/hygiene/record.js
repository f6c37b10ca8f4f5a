// Fields that do not fit the way something was done are away: no strength of water, no agent of a window. The
// same as hygiene/rules/fitting.py; without scripts a button asks the server. ES2017, no imports.

const method = document.querySelector("select[name=method]");
const agent = document.querySelector("select[name=agent]");
const fields = [...document.querySelectorAll("label[data-ways]")];

function way() {
  if (method.value === "ventilate") return "air";
  for (const one of ["heat", "uv"]) if (one === method.value || one === agent.value) return one;
  return agent.value === "none" ? "water" : "chemical";
}

function fit() {
  const now = way();
  for (const label of fields) {
    const fits = label.dataset.ways.split(" ").includes(now) || Boolean(label.querySelector(".field-error"));
    label.hidden = !fits;
    label.querySelector("input, select").disabled = !fits;
  }
}

if (method && agent) {
  method.addEventListener("change", fit);
  agent.addEventListener("change", fit);
  method.form.addEventListener("restored", fit);
  fit();
}
