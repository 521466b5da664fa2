"use strict";
/* The page of the form. Three parts: the rules (which questions are asked, M2; the scores and levels, M3-M10),
   the visit file, and the screen. The rules take and give plain data, so that tests may hold them to the kernel. */
const diag = (() => {
  const content = JSON.parse(document.getElementById("content").textContent);
  const questions = content.dimensions.flatMap((one) => one.questions);

  // ---- The rules ----

  const HIGHEST = 4, POINTS = 25;

  /** Tell whether a condition holds; what was not answered makes a test false. */
  function holds(when, profile, answers) {
    if (!when) return true;
    if (when.all) return when.all.every((one) => holds(one, profile, answers));
    if (when.any) return when.any.some((one) => holds(one, profile, answers));
    if (when.not) return !holds(when.not, profile, answers);
    const value = when.profile ? profile[when.profile] : answers[when.answer];
    if (value === undefined) return false;
    const several = Array.isArray(value);
    if (when.in && !(several ? value : [String(value)]).some((one) => when.in.includes(one))) return false;
    if (when.at_least === undefined && when.at_most === undefined) return true;
    if (several || typeof value === "string") return false;
    return (when.at_least === undefined || value >= when.at_least) && (when.at_most === undefined || value <= when.at_most);
  }

  /** Return a number as French people type it, or null. */
  function number(text) {
    const plain = String(text).trim().replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
    return /^\d{1,9}(\.\d{1,4})?$/.test(plain) ? plain : null;
  }

  const between = (asked, text) => {
    const plain = number(text);
    return plain !== null && Number(plain) >= Number(asked.minimum) && Number(plain) <= Number(asked.maximum) ? plain : null;
  };

  /** Return the fields of the profile that are asked, with what is answered, as conditions read it. */
  function profileOf(state) {
    const kept = {};
    for (const field of content.profile) {
      if (!holds(field.when, kept, {})) continue;
      const value = content.known.profile[field.id] ?? state.profile[field.id];
      if (value === undefined || value === "" || (Array.isArray(value) && !value.length)) continue;
      if (field.kind !== "number") kept[field.id] = value;
      else if (between(field, value) !== null) kept[field.id] = Number(between(field, value));
    }
    return kept;
  }

  /** Return what an answer amounts to: a level, a number or ticked ids; undefined where it is none. */
  function given(question, answer) {
    if (!answer || answer.status !== "answered") return undefined;
    if (question.kind === "single") return Number(answer.value);
    if (question.kind === "multiple") return answer.value.length ? answer.value : undefined;
    const plain = between(question, answer.value);
    return plain === null ? undefined : Number(plain);
  }

  function level(question, value) {
    if (question.kind === "single") return value;
    const exclusive = new Set((question.choices ?? []).filter((one) => one.exclusive).map((one) => one.id));
    const counted = question.kind === "number" ? value : value.filter((one) => !exclusive.has(one)).length;
    return question.table.filter(([from]) => from <= counted).at(-1)[1];
  }

  /** Return the status of each question of the form: answered, unknown, not_applicable, missing or hidden (M2). */
  function statuses(state) {
    const profile = profileOf(state), known = {}, found = {};
    for (const question of questions) {
      const answer = state.answers[question.id], value = given(question, answer);
      if (!holds(question.when, profile, known)) found[question.id] = { status: "hidden" };
      else if (value !== undefined) {
        known[question.id] = value;
        found[question.id] = { status: "answered", level: level(question, value) };
      } else if (answer?.status === "unknown") found[question.id] = { status: "unknown" };
      else if (answer?.status === "not_applicable" && question.not_applicable && answer.reason?.trim()) found[question.id] = { status: "not_applicable" };
      else found[question.id] = { status: "missing" };
    }
    return found;
  }

  /** Return a ratio rounded half up to 1/scale; -1 where there is none (M8). */
  function rounded([top, bottom], scale = 1) {
    if (!bottom) return -1;
    const twice = 2n * BigInt(scale) * BigInt(top) + BigInt(bottom), both = 2n * BigInt(bottom);
    return Number(twice / both);
  }

  const rawLevel = (whole) => (whole < 0 ? -1 : content.thresholds.filter((one) => one <= whole).length);

  function measures(low, high, known, aside, gates) {
    const whole = rounded(low), highWhole = rounded(high), share = rounded(known), apart = rounded(aside);
    const raw = rawLevel(whole), rawHigh = rawLevel(highWhole);
    return {
      tenths: rounded(low, 10), high_tenths: rounded(high, 10), whole, high_whole: highWhole, known: share,
      to_confirm: whole >= 0 && (share < 70 || apart > 25), raw_level: raw,
      level: Math.min(raw, 1 + gates[0]), level_high: Math.min(rawHigh, 1 + gates[1]),
    };
  }

  /** Score one dimension: sums of weights, both ends, the share known, its own gates (M3-M5, M8-M10). */
  function dimension(one, found) {
    let known = 0, asked = 0, aside = 0, low = 0, high = 0;
    const gates = [HIGHEST, HIGHEST], zero = [];
    for (const question of one.questions) {
      const { status, level: at } = found[question.id], weight = question.weight;
      if (status === "hidden") continue;
      if (status === "not_applicable") { aside += weight; continue; }
      const ends = status === "answered" ? [at, at] : [0, HIGHEST];
      asked += weight;
      if (status === "answered") known += weight;
      low += weight * ends[0];
      high += weight * ends[1];
      if (question.core) {
        gates[0] = Math.min(gates[0], ends[0]);
        gates[1] = Math.min(gates[1], ends[1]);
        zero.push({ id: question.id, title: question.title, shown: ends[0] });
      }
    }
    const shares = [[100 * known, asked], [100 * aside, asked + aside]];
    const reason = !(asked + aside) ? "nothing_asked" : rounded(shares[1]) > 50 ? "not_applicable" : rounded(shares[0]) < 50 ? "unknown" : "";
    const scored = reason ? 0 : asked;
    const ends = [[POINTS * low, scored], [POINTS * high, scored]];
    return { id: one.id, title: one.title, weight: one.weight, gates: one.gates, reason, ends, shares, cores: zero, ...measures(...ends, ...shares, gates) };
  }

  /** Return the mean of the dimensions that count; none where one of them has no number (M6). */
  function mean(parts, weights) {
    const common = parts.reduce((product, [, bottom]) => product * BigInt(bottom), 1n);
    if (!parts.length || !common) return [0, 0];
    const top = parts.reduce((sum, [over, bottom], rank) => sum + BigInt(over) * (common / BigInt(bottom)) * BigInt(weights[rank]), 0n);
    return [top, common * BigInt(weights.reduce((a, b) => a + b, 0))];
  }

  /** Return the scores of a form: its dimensions, the whole, and what the next level needs. */
  function score(state) {
    const found = statuses(state);
    const dimensions = content.dimensions.map((one) => dimension(one, found));
    const counted = dimensions.filter((one) => one.weight > 0), weights = counted.map((one) => one.weight);
    const whole = [0, 1].map((end) => mean(counted.map((one) => one.ends[end]), weights));
    const shares = [0, 1].map((share) => mean(counted.map((one) => one.shares[share]), weights));
    const gating = dimensions.filter((one) => one.gates);
    const gates = ["level", "level_high"].map((name) => Math.min(HIGHEST, ...gating.map((one) => one[name])));
    const overall = measures(...whole, ...shares, gates);
    return { found, dimensions, overall, needs: needs(overall, gating) };
  }

  /** Return what the next level of the whole lacks: points, axes, core questions (M10). */
  function needs(overall, gating) {
    const at = overall.level, lacking = [];
    if (at < 0 || at >= HIGHEST) return lacking;
    const threshold = content.thresholds[at];
    if (overall.whole < threshold) lacking.push({ kind: "points", id: "", at_least: threshold, today: overall.whole });
    for (const one of gating.filter((axis) => axis.level < at)) {
      const floor = content.thresholds[Math.max(at - 1, 0)];
      if (one.whole < floor) lacking.push({ kind: "dimension", id: one.id, title: one.title, at_least: floor, today: one.whole });
      for (const core of one.cores.filter((question) => question.shown < at - 1))
        lacking.push({ kind: "question", id: core.id, title: core.title, at_least: at - 1, today: core.shown });
    }
    return lacking;
  }

  // ---- The visit file ----

  // Control and direction marks never leave the page; a text is read back as it was typed.
  const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;
  const PIN = `questionnaire: {id: ${content.pin.id}, version: ${content.pin.version}, hash: "${content.pin.hash}"}`;
  const clean = (text) => text.replace(/\r\n?/g, "\n").replace(CONTROL, "").normalize("NFC").trim();
  const quoted = (value) => (Array.isArray(value) ? `[${value.map(quoted).join(", ")}]` : JSON.stringify(clean(String(value))));

  function answerLine(question, answer, found) {
    const parts = [];
    if (found.status === "missing" && !answer?.note?.trim()) return "";
    if (found.status === "answered") parts.push(`value: ${quoted(question.kind === "number" ? between(question, answer.value) : answer.value)}`);
    else parts.push(`status: ${quoted(found.status)}`);
    if (found.status === "not_applicable") parts.push(`reason: ${quoted(answer.reason)}`);
    if (question.scale !== 1) parts.push(`scale: ${question.scale}`);
    if (answer?.note?.trim()) parts.push(`note: ${quoted(answer.note)}`);
    return `  ${question.id}: {${parts.join(", ")}}`;
  }

  /** Return the text of the visit file: what is asked and answered, its notes, and no more. */
  function visitText(state) {
    const found = statuses(state), profile = profileOf(state);
    const shown = content.profile.filter((field) => field.id in profile);
    const value = (field) => (field.kind === "number" ? between(field, content.known.profile[field.id] ?? state.profile[field.id]) : profile[field.id]);
    const lines = questions.filter((one) => found[one.id].status !== "hidden").map((one) => answerLine(one, state.answers[one.id], found[one.id])).filter(Boolean);
    const roles = content.roles.filter((one) => (state.roles ?? []).includes(one.id));
    return [
      "# Visite remplie dans une page. Ce fichier s'ouvre avec « diag entretien ».",
      `format: ${content.format}`,
      PIN,
      "structure:",
      `  name: ${quoted(content.known.name || state.name || "")}`,
      shown.length ? "  profile:" : "  profile: {}",
      ...shown.map((field) => `    ${field.id}: ${quoted(value(field))}`),
      "visit:",
      `  date: ${state.date || today()}`,
      `  form: ${content.form}`,
      `  mode: ${state.mode || "autonomie"}`,
      `  finished: ${Boolean(state.finished)}`,
      ...(roles.length ? ["respondents:", ...roles.map((one) => `  - {id: ${one.id}, role: ${quoted(one.label)}}`)] : []),
      lines.length ? "answers:" : "answers: {}",
      ...lines,
      "",
    ].join("\n");
  }

  /** Return the state that a file of this page holds; null where another hand wrote it, or for something else. */
  function stateOf(text) {
    const lines = text.replace(/\r\n?/g, "\n").split("\n"), state = { roles: [], profile: {}, answers: {} };
    if (!lines.includes(PIN) || !lines.includes(`  form: ${content.form}`)) return null;
    const json = (flow) => JSON.parse(flow.replace(/("(?:[^"\\]|\\.)*")|(\w+):/g, (all, kept, name) => kept ?? `"${name}":`));
    try {
      for (const line of lines) {
        const [, indent, name, value] = /^( {2,4})(\w+): (.+)$/.exec(line) ?? [], role = /^  - \{id: (\w+),/.exec(line);
        if (role) state.roles.push(role[1]);
        else if (indent === "    ") state.profile[name] = json(value);
        else if (name === "date") state.date = value;
        else if (["name", "finished"].includes(name)) state[name] = json(value);
        else if (value?.startsWith("{")) {
          const said = json(value), status = said.status === "missing" ? undefined : said.status;
          state.answers[name] = { ...said, status: said.value === undefined ? status : "answered" };
        }
      }
    } catch { return null; }
    return !content.known.name || content.known.name === state.name ? state : null;
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  }

  return { content, questions, holds, number, between, profileOf, statuses, score, visitText, stateOf, clean, today };
})();

// ---- The screen ----

diag.open = async () => {
  const { content, questions } = diag;
  const $ = (id) => document.getElementById(id);
  const fresh = () => ({ name: "", date: diag.today(), roles: [], profile: {}, answers: {}, finished: false });
  let state = fresh();
  let saving = Promise.resolve(), base = null, turn = 0, changes = 0, reminded = 0, unkept = false, current = "structure";
  const key = [content.pin.id, content.pin.hash, content.form, content.known.name].join("|");

  /** Return an element with its attributes and what is in it; texts are never read as HTML. */
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    const told = children.filter((child) => child !== null && child !== undefined && child !== "");
    node.append(...told.map((child) => (typeof child === "string" ? child.replace(/« /g, "«\u00a0").replace(/ (?=[»;:!?])/g, "\u00a0") : child)));
    return node;
  }

  // What is answered is acknowledged once the browser has it on its disk, not before.
  function openStore() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("diag-questionnaire", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("visits");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("blocked"));
      setTimeout(() => reject(new Error("no answer")), 2000);  // a browser may leave it without an answer
    });
  }
  const run = (mode, act) => new Promise((resolve, reject) => {
    const transaction = base.transaction("visits", mode, { durability: "strict" });
    const request = act(transaction.objectStore("visits"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
  function stopKeeping(why) {
    base = null;
    $("storage").hidden = false;
    $("storage").textContent = why;
    $("saved").textContent = "Non enregistré";
  }
  const FORBIDDEN = "Ce navigateur ne garde rien pour cette page : téléchargez votre fichier avant de la fermer, et de temps en temps.";
  const ELSEWHERE = "Ce questionnaire a été rempli depuis dans un autre onglet : rien n’est plus enregistré ici. Fermez cet onglet, ou rechargez-le pour reprendre ce qui est dans l’autre.";
  /** Keep the state, unless another tab kept its own since this one read or wrote. */
  const keep = () => run("readwrite", (store) => {
    const kept = store.get(key);
    kept.onsuccess = () => {
      if ((kept.result?.turn ?? 0) === turn) store.put({ turn: turn + 1, state }, key);
      else store.transaction.abort();
    };
    return kept;
  }).then(() => { turn += 1; });
  function save() {
    unkept = true;
    if (!base) return;
    $("saved").textContent = "…";
    const change = (changes += 1);
    saving = saving.then(() => base && keep()).then(() => {
      if (!base || change !== changes) return;
      unkept = false;
      $("saved").textContent = "Enregistré dans ce navigateur";
      document.body.dataset.saved = String(Number(document.body.dataset.saved ?? 0) + 1);
    }).catch((error) => stopKeeping(error ? FORBIDDEN : ELSEWHERE));
  }

  // -- The parts of the questionnaire --
  const sections = [];
  function section(id, title, fieldsets) {
    const node = make("section", { id: `part-${id}`, "aria-labelledby": `title-${id}` }, make("h2", { id: `title-${id}`, tabindex: "-1" }, title), ...fieldsets);
    const rank = sections.length;
    const next = make("button", { type: "button", onclick: () => go(sections[rank + 1]?.id ?? "result") }, "Suite");
    const back = rank ? make("button", { type: "button", class: "plain", onclick: () => go(sections[rank - 1].id) }, "Retour") : make("span");
    node.append(make("p", { class: "next" }, back, next));
    $("questions").append(node);
    sections.push({ id, title, node });
  }
  /** Show a part, to which the back button of the browser returns. */
  function go(id, focus = true) {
    history.pushState(null, "", `#${id}`);
    show(id, focus);
  }
  const wanted = () => [...sections.map((one) => one.id), "result"].find((id) => `#${id}` === location.hash) ?? "structure";
  function show(id, focus = true) {
    for (const one of sections) one.node.hidden = one.id !== id;
    $("result").hidden = id !== "result";
    current = id;
    refresh();
    if (focus) {
      const head = id === "result" ? $("result").querySelector("h2") : $(`title-${id}`);
      head.focus();
      head.scrollIntoView({ block: "start" });
    }
  }
  function changed() {
    save();
    const count = Object.values(refresh().found).filter((one) => one.status === "answered").length;
    if (count >= reminded + 10) {
      reminded = count - (count % 10);
      $("reminder").hidden = false;
      $("reminder").textContent = `Déjà ${count} réponses : téléchargez votre fichier, pour l’avoir en double.`;
    }
  }

  function field(one) {
    const id = `f-${one.id}`, fixed = content.known.profile[one.id];
    if (fixed !== undefined) {
      const said = one.options ? one.options.filter((option) => [].concat(fixed).includes(option.id)).map((option) => option.label).join(" ; ") : fixed;
      return make("fieldset", { id: `q-${one.id}`, class: "done" }, make("legend", {}, one.title), make("p", {}, said));
    }
    const set = (value) => { state.profile[one.id] = value; changed(); };
    if (one.kind === "choices") return make("fieldset", { id: `q-${one.id}` }, make("legend", {}, one.text), help(one), ...one.options.map((option) => tick(`${id}-${option.id}`, option, one.options, () => state.profile[one.id] ?? [], set)));
    const control = one.kind === "choice"
      ? make("select", { id, onchange: (event) => set(event.target.value) }, make("option", { value: "" }, "Choisir…"), ...one.options.map((option) => make("option", { value: option.id }, option.label)))
      : make("input", { id, type: "text", class: one.kind, inputmode: one.kind === "number" ? "numeric" : null, maxlength: 200, oninput: (event) => { set(event.target.value); bound(one, event.target); } });
    control.value = state.profile[one.id] ?? "";
    return make("fieldset", { id: `q-${one.id}` }, make("legend", {}, make("label", { for: id }, one.text)), help(one), control, make("p", { class: "error", id: `e-${one.id}` }));
  }
  const help = (one) => (one.help ? make("p", { class: "help" }, one.help) : null);
  function bound(one, input) {
    if (one.kind !== "number") return;
    const wrong = input.value.trim() !== "" && diag.between(one, input.value) === null;
    $(`e-${one.id}`).textContent = wrong ? `Écrivez un nombre de ${one.minimum} à ${one.maximum}.` : "";
    input.setAttribute("aria-invalid", String(wrong));
  }
  /** Return a box; one that excludes the others unticks them, and the other way round. */
  function tick(id, option, options, read, set) {
    const exclusive = new Set(options.filter((one) => one.exclusive).map((one) => one.id));
    const box = make("input", { id, type: "checkbox", value: option.id, onchange: (event) => {
      let ticked = read().filter((one) => one !== option.id);
      if (event.target.checked) ticked = exclusive.has(option.id) ? [option.id] : [...ticked.filter((one) => !exclusive.has(one)), option.id];
      for (const other of event.target.closest("fieldset").querySelectorAll("input[type=checkbox]")) other.checked = ticked.includes(other.value);
      set(options.map((one) => one.id).filter((one) => ticked.includes(one)));
    } });
    box.checked = read().includes(option.id);
    return make("label", { class: "choice" }, box, make("span", {}, option.label), option.check ? make("small", {}, option.check) : null);
  }

  function question(one) {
    const answer = () => state.answers[one.id] ?? {};
    const put = (update) => { state.answers[one.id] = { ...answer(), ...update }; changed(); };
    const said = (status) => answer().status === status;
    const radio = (status, value, label, check) => {
      const input = make("input", { type: "radio", name: one.id, value: value ?? status, onchange: () => { put({ status, value }); clear(status); } });
      input.checked = said(status) && (value === undefined || answer().value === value);
      return make("label", { class: "choice" }, input, make("span", {}, label), check ? make("small", {}, check) : null);
    };
    const node = make("fieldset", { id: `q-${one.id}` });
    const reason = make("input", { type: "text", id: `r-${one.id}`, maxlength: 500, oninput: (event) => put({ reason: event.target.value }) });
    reason.value = answer().reason ?? "";
    const why = make("p", { hidden: !said("not_applicable") }, make("label", { for: `r-${one.id}` }, `Pourquoi ? (${one.not_applicable}) Sans raison écrite, la question reste à répondre.`), reason);
    function clear(status) {
      why.hidden = status !== "not_applicable";
      if (status !== "answered" && one.kind !== "single") for (const input of node.querySelectorAll("input[type=checkbox], input.number")) { input.checked = false; if (input.type === "text") input.value = ""; }
    }
    const answered = (value) => {
      for (const input of node.querySelectorAll("input[type=radio]")) input.checked = false;
      why.hidden = true;
      put(value.length ? { status: "answered", value } : { status: undefined, value: undefined });
    };
    let body;
    if (one.kind === "single") body = one.choices.map((choice) => radio("answered", choice.id, choice.label, choice.check));
    else if (one.kind === "multiple") body = one.choices.map((choice) => tick(`${one.id}-${choice.id}`, choice, one.choices, () => (said("answered") ? answer().value : []), answered));
    else {
      const input = make("input", { type: "text", class: "number", inputmode: "decimal", id: `n-${one.id}`, "aria-label": one.unit, oninput: (event) => { answered(event.target.value.trim()); bound(one, event.target); } });
      input.value = said("answered") ? answer().value : "";
      body = [make("p", {}, input, ` ${one.unit} (de ${one.minimum} à ${one.maximum})`), make("p", { class: "error", id: `e-${one.id}` })];
    }
    const note = make("textarea", { id: `m-${one.id}`, rows: 3, maxlength: content.longest, oninput: (event) => put({ note: event.target.value }) });
    note.value = answer().note ?? "";
    node.append(
      make("legend", {}, one.text, make("small", {}, `${one.title} · ${one.id}`)), help(one) ?? "", ...body,
      make("div", { class: "apart" }, radio("unknown", undefined, "Je ne sais pas"), one.not_applicable ? radio("not_applicable", undefined, "Non concerné") : "", why),
      make("details", {}, make("summary", {}, "Pourquoi cette question"), make("p", {}, one.why)),
      make("details", { open: Boolean(note.value) }, make("summary", {}, "Une note"), make("label", { for: `m-${one.id}` }, "Ce qu’il faut garder en mémoire ; cette note paraît dans le rapport."), note),
    );
    return node;
  }

  function build() {
    const name = make("input", { type: "text", id: "name", maxlength: 200, oninput: (event) => { state.name = event.target.value; changed(); } });
    name.value = content.known.name || state.name;
    name.disabled = Boolean(content.known.name);
    const date = make("input", { type: "date", id: "date", value: state.date, onchange: (event) => { state.date = event.target.value; changed(); } });
    const roles = make("fieldset", {}, make("legend", {}, "Qui répond ? Des fonctions, jamais de noms."),
      ...content.roles.map((role) => tick(`role-${role.id}`, role, content.roles, () => state.roles, (value) => { state.roles = value; changed(); })));
    section("structure", "Votre structure", [
      make("fieldset", {}, make("legend", {}, make("label", { for: "name" }, "Quel est le nom de la structure ?")), name),
      make("fieldset", {}, make("legend", {}, make("label", { for: "date" }, "Date")), date), roles,
      ...content.profile.filter((one) => !one.last).map(field)]);
    for (const one of content.dimensions.filter((axis) => axis.questions.length)) section(one.id, one.title, one.questions.map(question));
    const last = content.profile.filter((one) => one.last);
    if (last.length) section("fin", "Pour finir", last.map(field));
  }

  // -- What follows each answer --
  function refresh(printed = false) {
    const result = diag.score(state), profile = diag.profileOf(state);
    const asked = questions.filter((one) => result.found[one.id].status !== "hidden");
    const left = asked.filter((one) => result.found[one.id].status === "missing");
    for (const one of questions) {
      const node = $(`q-${one.id}`), status = result.found[one.id].status;
      node.hidden = status === "hidden";
      node.classList.toggle("done", status !== "missing");
    }
    for (const one of content.profile) $(`q-${one.id}`).hidden = !diag.holds(one.when, profile, {});
    const minutes = Math.ceil(left.reduce((sum, one) => sum + one.seconds, 0) / 60);
    $("progress").textContent = `${asked.length - left.length} sur ${asked.length}${left.length ? ` · encore ${minutes} min` : ""}`;
    $("meter").max = asked.length;
    $("meter").value = asked.length - left.length;
    tabs(asked, left);
    if (printed || current === "result") tell(result, left);
    return result;
  }
  function tabs(asked, left) {
    const count = (id) => {
      const own = content.dimensions.find((one) => one.id === id)?.questions ?? [];
      const shown = own.filter((one) => asked.includes(one));
      return shown.length ? `${shown.length - shown.filter((one) => left.includes(one)).length} sur ${shown.length}` : "";
    };
    const all = [...sections, { id: "result", title: "Le résultat" }];
    if ($("sections").childElementCount !== all.length) $("sections").replaceChildren(...all.map((one) => make("button", { type: "button", onclick: () => go(one.id) }, one.title, make("small", {}))));
    all.forEach((one, rank) => {
      const button = $("sections").children[rank];
      button.lastChild.textContent = count(one.id);
      if (one.id === current) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
  }
  const WHY = { nothing_asked: "rien n’est demandé", not_applicable: "trop de « non concerné »", unknown: "trop de réponses manquent" };
  const words = (one) => (one.level_high > one.level ? `${content.levels[one.level]}, ou jusqu’à ${content.levels[one.level_high]}` : content.levels[one.level]);
  function row(title, one, why) {
    if (one.whole < 0) return make("tr", {}, make("th", { scope: "row" }, title), make("td", { class: "drawn" }), make("td", {}, "–"), make("td", {}, why));
    const told = one.high_whole > one.whole ? `${one.whole} à ${one.high_whole}` : String(one.whole);
    const reach = make("i", { class: "reach" }), bar = make("i");
    reach.style.width = `${one.high_whole}%`;
    bar.style.width = `${one.whole}%`;
    return make("tr", {}, make("th", { scope: "row" }, title), make("td", { class: "drawn" }, make("span", { class: "scale", "aria-hidden": "true" }, reach, bar)), make("td", {}, told), make("td", {}, words(one) + (one.to_confirm ? " (à confirmer)" : "")));
  }
  function tell({ dimensions, overall, needs }, left) {
    const head = make("tr", {}, ...["Axe", "", "Sur 100", "Niveau"].map((one, rank) => make(rank === 1 ? "td" : "th", rank === 1 ? {} : { scope: "col" }, one)));
    const rows = [...dimensions.map((one) => row(one.title, one, WHY[one.reason])), row("L’ensemble", overall, "un axe n’est pas évalué")];
    const lines = needs.map((one) => make("li", {}, one.kind === "points" ? `${one.at_least} sur 100 pour l’ensemble (aujourd’hui ${one.today})` : one.kind === "dimension" ? `${one.title} à ${one.at_least} au moins (aujourd’hui ${one.today})` : link(one.id, `${one.title} : la réponse ${one.at_least} de l’échelle, au moins`)));
    const next = overall.level >= 0 && overall.level < 4 ? [make("h3", {}, `Ce qu’il faut pour le niveau suivant, « ${content.levels[overall.level + 1]} »`), make("ul", {}, ...lines)] : [];
    $("told").replaceChildren(make("p", { class: "soft" }, "Le trait plein est ce que disent vos réponses ; la partie claire, ce qui reste à savoir."), make("table", { class: "table" }, make("thead", {}, head), make("tbody", {}, ...rows)), ...next);
    $("left").replaceChildren(left.length ? make("ul", {}, ...left.map((one) => make("li", {}, link(one.id, one.title)))) : make("p", {}, "Toutes les questions ont une réponse."));
    $("finished").checked = state.finished;
  }
  /** Return a link to a question, whatever the part where it is. */
  function link(id, text) {
    return make("a", { href: `#q-${id}`, onclick: (event) => {
      event.preventDefault();
      go(content.dimensions.find((one) => one.questions.some((each) => each.id === id)).id, false);
      $(`q-${id}`).querySelector("input").focus();
      $(`q-${id}`).scrollIntoView({ block: "center" });
    } }, text);
  }

  function download() {
    const name = diag.clean(content.known.name || state.name || "structure").toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "structure";
    const address = URL.createObjectURL(new Blob([diag.visitText(state)], { type: "application/yaml" }));
    make("a", { href: address, download: `visite-${name}.yaml` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    $("reminder").hidden = true;
    unkept = false;
  }
  /** Take a downloaded file up again, where nothing was kept or on another computer. */
  async function takeUp(event) {
    const found = diag.stateOf(await event.target.files[0].text());
    event.target.value = "";
    if (!found) return window.alert("Ce fichier n’a pas été écrit par cette page, ou l’a été pour un autre questionnaire ou une autre structure. Rien n’est changé ici.");
    if (Object.keys(state.answers).length && !window.confirm("Remplacer les réponses de cette page par celles du fichier ?")) return;
    state = { ...fresh(), ...found };
    $("questions").replaceChildren();
    sections.length = 0;
    build();
    changed();
    go("structure");
  }
  $("file").onchange = takeUp;
  $("download").onclick = $("again").onclick = download;
  $("print").onclick = () => window.print();
  $("finished").onchange = (event) => { state.finished = event.target.checked; changed(); };
  $("erase").onclick = async () => {
    if (!window.confirm("Effacer de ce navigateur tout ce qui a été répondu ici ? Le fichier téléchargé reste.")) return;
    await saving;
    if (base) await run("readwrite", (store) => store.delete(key));
    unkept = false;
    history.replaceState(null, "", "#");
    location.reload();
  };
  $("questions").addEventListener("input", ({ target }) => {  // a text that is too long is never cut without a word
    const full = target.maxLength > 0 && target.value.length >= target.maxLength;
    target.setCustomValidity(full ? `Ce champ est plein (${target.maxLength} signes) : la suite n’est pas prise.` : "");
    if (full) target.reportValidity();
  });
  window.addEventListener("popstate", () => show(wanted()));
  window.addEventListener("beforeunload", (event) => { if (unkept) event.preventDefault(); });
  window.addEventListener("beforeprint", () => {  // on paper, nothing is folded or scrolls
    refresh(true);
    for (const note of document.querySelectorAll("textarea")) if (note.value) {
      note.closest("details").open = true;
      note.rows = note.value.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 45), 0);
    }
  });

  try {
    base = await Promise.race([openStore(), new Promise((kept, late) => setTimeout(late, 4000))]);
    await run("readwrite", (store) => store.put("1", "essai"));
    const kept = await run("readonly", (store) => store.get(key));
    if (kept) {
      turn = kept.turn;
      state = { ...state, ...kept.state };
      $("saved").textContent = state.name ? `Les réponses de «\u00a0${diag.clean(state.name)}\u00a0» sont revenues` : "Vos réponses sont revenues";
    }
  } catch { stopKeeping(FORBIDDEN); }
  build();
  show(wanted(), false);
  document.body.dataset.ready = "true";
};
diag.open();
