// Passkeys: the server asks, the browser answers, the server says where to go next.

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// What came as JSON, with the fields that the browser wants as bytes.
function asked(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (made.user) made.user = { ...made.user, id: bytes(made.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (made[name]) made[name] = made[name].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return made;
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  };
}

async function post(form, url, body) {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.message || "");
  return said;
}

async function run(form) {
  const said = form.querySelector("[role=status]");
  said.textContent = "";
  try {
    const publicKey = asked(await post(form, form.dataset.ask, {}));
    const credential = await navigator.credentials[form.dataset.how]({ publicKey });
    const next = await post(form, form.dataset.answer, answered(credential));
    location.assign(next.next);
  } catch (error) {
    // What the browser itself says is in its own language and of no use to people.
    said.textContent = (error.constructor === Error && error.message) || form.dataset.failed;
  }
}

for (const form of document.querySelectorAll("form.passkey")) {
  form.querySelector("button").addEventListener("click", () => run(form));
}
