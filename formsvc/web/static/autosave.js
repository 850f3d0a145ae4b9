// Saves a page of the questionnaire while it is written. Every page works without this file.
// What is typed lies in this tab's session storage until the service has it; another page id in
// "opened" tells the service that another tab or device wrote meanwhile, and it keeps both.

const bar = document.querySelector(".saving");
const form = bar.closest("form");
const { draft, owner, section, touched, asides, opened } = bar.dataset;
const key = `mentorpost:${owner}:${section}`;
const left = `${key}:left`;
const [PAUSE, LONGEST, PATIENCE] = [2000, 60000, 10000]; // milliseconds
const NOT_TYPED = ["csrf_token", "cycle", "opened"];

let [inputs, saved] = [0, 0]; // how many there were, and how many of them the service has
let [wait, timer] = [PAUSE, 0];
let elsewhere = Number(asides); // versions of this page from other tabs and devices
let [leaving, passing, warned] = [false, false, false];
let last = Promise.resolve();

form.elements.opened.value = opened; // a browser may have filled in an older one

// --- what this tab keeps ---------------------------------------------------------------------

function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function keep(name, what) {
  try {
    if (what) sessionStorage.setItem(name, JSON.stringify(what));
    else sessionStorage.removeItem(name);
  } catch {
    // No storage, or it is full: saving goes on without it.
  }
}

function keptNames() {
  try {
    return Object.keys(sessionStorage).filter((name) => name.startsWith("mentorpost:"));
  } catch {
    return [];
  }
}

const isTyped = ([name]) => !NOT_TYPED.includes(name);
const isChoice = (field) => ["radio", "checkbox"].includes(field.type);
const inLines = ([name, value]) => [name, value.replaceAll("\r\n", "\n")];
const plain = (pairs) => JSON.stringify(pairs.filter(([, value]) => value.trim()).map(inLines).sort());

function mirror() {
  const fields = form.elements;
  const typed = [...new FormData(form)].filter(isTyped);
  keep(key, inputs === saved ? null : { typed, cycle: fields.cycle.value, opened: fields.opened.value });
}

function served() {
  const fields = [...form.elements].filter((field) => field.name && field.type !== "submit");
  const set = fields.filter((field) => !isChoice(field) || field.defaultChecked);
  return set.map((field) => [field.name, isChoice(field) ? field.value : field.defaultValue ?? ""]);
}

// --- saving ----------------------------------------------------------------------------------

const sentence = (name) => document.querySelector(`template[data-says="${name}"]`).content.cloneNode(true);

function say(name, words = "") {
  const parts = name === "saved" && elsewhere ? ["saved", "elsewhere"] : [name];
  if (bar.dataset.says !== parts.join()) { // a screen reader hears a change, not every minute
    bar.dataset.says = parts.join();
    bar.replaceChildren(...parts.map(sentence));
  }
  if (words) bar.querySelector("span").textContent = words;
  return name;
}

async function post(address, body) {
  const signal = AbortSignal.timeout?.(PATIENCE);
  const options = { method: "POST", body, headers: { Accept: "application/json" }, signal };
  try {
    const answer = await fetch(address, { ...options, keepalive: document.hidden });
    return { status: answer.status, ...await answer.json().catch(() => ({})) };
  } catch {
    return { status: 0 };
  }
}

function again() {
  timer = setTimeout(save, wait);
  wait = Math.min(wait * 2, LONGEST);
}

async function attempt() {
  clearTimeout(timer);
  timer = 0;
  if (inputs === saved) return "saved";
  const now = inputs;
  const answer = await post(draft, new FormData(form));
  if (answer.opened) {
    [saved, wait] = [now, PAUSE];
    elsewhere = answer.elsewhere;
    form.elements.opened.value = answer.opened;
    mirror();
    return say("saved", answer.saved);
  }
  if (answer.status === 409) return say("refused", answer.sentence);
  if (answer.status >= 400 && answer.status < 500 && ![401, 429].includes(answer.status)) return say("stuck");
  again();
  say(answer.status === 401 ? "signed-out" : "trying");
  return answer.status ? "refused" : "away";
}

function save() {
  last = last.then(attempt); // one after the other: each needs the answer to the one before
  return last;
}

form.addEventListener("input", () => {
  inputs += 1;
  mirror();
  if (wait === PAUSE) clearTimeout(timer);
  if (wait === PAUSE || !timer) timer = setTimeout(save, wait);
});
for (const [where, what] of [[window, "online"], [window, "focus"], [document, "visibilitychange"]]) {
  where.addEventListener(what, () => { save(); deliver(); });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("a")) save(); // before the next page is asked for
});

// --- leaving: save first, and stay while there is no network ----------------------------------

function anew() {
  const page = new URL(location.href);
  page.hash = "";
  page.searchParams.delete("newer");
  location.assign(page);
}

async function saveFirst(event) {
  const unseen = () => event.target === form && elsewhere > Number(asides);
  if (passing || (inputs === saved && !unseen())) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (leaving) return;
  leaving = true;
  const how = await save();
  leaving = false;
  if (!warned && (how === "away" || (how !== "saved" && event.target !== form))) {
    warned = true;
    return;
  }
  if (unseen()) {
    anew(); // it shows the other version
    return;
  }
  passing = true;
  event.target.requestSubmit(event.submitter);
}

form.addEventListener("submit", saveFirst);
document.querySelector(".sign-out")?.addEventListener("submit", saveFirst);
addEventListener("pageshow", () => { passing = false; });

// --- coming back: put back what this tab still holds ------------------------------------------

// What doesn't fit this page as it stands: the service keeps it, and the page shows it anew.
async function deliver() {
  const found = kept(left);
  if (!found) return;
  const body = new FormData();
  for (const [name, value] of found.typed) body.append(name, value);
  for (const name of NOT_TYPED) body.set(name, form.elements[name].value);
  body.set("opened", found.opened);
  const answer = await post(draft + found.how, body);
  if (!answer.saved) return;
  keep(left, null);
  if (inputs === saved) anew();
}

function putBack(found) {
  for (const [name, value] of found.typed) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (isChoice(field)) field.checked = field.value === value;
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true })); // saves it, and counts its characters
    }
  }
  const note = document.createElement("p");
  note.className = "note";
  note.append(sentence("put-back"));
  document.querySelector(".put-back").append(note);
}

function comeBack() {
  for (const name of keptNames()) if (!name.startsWith(`mentorpost:${owner}:`)) keep(name, null);
  const found = kept(key);
  if (!found) return;
  const [generation, page] = found.opened.split(".");
  const [changed, by] = touched.split(".");
  const sameRound = found.cycle === form.elements.cycle.value;
  const newer = sameRound && (Number(changed) <= Number(generation) || by === page);
  const fits = found.typed.every(([name, value]) => form.elements[name] || !value.trim());
  if (plain(found.typed) === plain(served().filter(isTyped))) keep(key, null);
  else if (newer && fits) putBack(found);
  else {
    keep(left, { ...found, how: newer ? "" : "?aside=1" });
    keep(key, null);
  }
}

comeBack();
deliver();
