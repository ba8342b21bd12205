// What a stage reports: pointer, keys, numbers. Joined to stage.js, which calls it.

// Two events travel at a time, which a distant kernel needs to keep up with a drag; meanwhile the others wait: of hovers
// only the last, painted cells together. Where no answer comes, that is said.
function courier(model, stage) {
  const queue = [];
  let travelling = 0, whenIdle = null, late = 0;
  const say = (text) => { if (stage.lost.hidden && stage.status.textContent !== text) stage.status.textContent = text; };
  const wait = () => {
    clearTimeout(late);
    if (travelling > 0) late = setTimeout(() => say(SILENT), PATIENCE);
  };
  const next = () => {
    if (queue.length > 0 && travelling < 2) {
      travelling += 1;
      model.send(queue.shift());
      wait();
    } else if (queue.length === 0 && travelling === 0 && whenIdle) {
      const act = whenIdle;
      whenIdle = null;
      act();
    }
  };
  const arrived = (message) => {
    if (message.kind !== "done") return;
    travelling = Math.max(travelling - 1, 0);
    if (stage.status.textContent === SILENT) say(model.get("status"));
    wait();
    next();
  };
  model.on("msg:custom", arrived);
  const send = (event) => {
    const last = queue.at(-1);
    if (event.kind !== "hover") {                  // what stands there may be the browser's own words
      say(model.get("status"));
      wait();
    }
    if (event.kind === "paint" && last?.kind === "paint") last.cells.push(...event.cells);
    else if (event.kind === "hover" && last?.kind === "hover") Object.assign(last, event);
    else queue.push(event);
    next();
  };
  send.afterwards = (act) => { whenIdle = act; next(); };   // once the kernel has answered everything
  send.back = () => {                                         // what was under way gets no answer any more
    const lost = travelling;
    travelling = 0;
    wait();
    next();
    return lost;
  };
  send.stop = () => { clearTimeout(late); model.off("msg:custom", arrived); };
  return send;
}

// Numbers on their way to the kernel, which answers each with "accepted" or "refused".
function typist(model, send) {
  const waiting = new Map(), view = crypto.getRandomValues(new Uint32Array(1))[0];     // other views get the answers, too
  let count = 0;
  const give = (cell, text, { accepted, refused } = {}) => {
    const id = `${view} ${count += 1}`;
    waiting.set(id, { accepted, refused });
    send({ kind: "type", id, matrix: cell.matrix, row: cell.row, column: cell.column, ...shownOf(cell), text });
  };
  const answered = ({ kind, id }) => {
    const acts = waiting.get(id);
    waiting.delete(id);
    acts?.[kind]?.();
  };
  model.on("msg:custom", answered);
  give.back = () => {                                         // a number that was lost comes back to be sent again
    const lost = [...waiting.values()];
    waiting.clear();
    for (const acts of lost) acts.refused?.();
    return lost.length;
  };
  give.stop = () => model.off("msg:custom", answered);
  return give;
}

// A press selects, once what was being typed elsewhere is accepted; moving on paints: the cell pressed, too, once the pointer
// has moved a little inside it. A finger paints only on a picture that was tapped before: otherwise it scrolls.
function pointing(stage, send, leave, open, signal) {
  let start = null, here = "", stroke = 0;
  const name = (cell) => Object.values(cell).join(" ");
  const on = (target, kind, handler) => target.addEventListener(kind, handler, { signal });
  const far = (event) => Math.hypot(event.clientX - start.x, event.clientY - start.y) > 4;
  on(stage.canvas, "pointerdown", (event) => {
    const cell = cellAt(stage, event.clientX, event.clientY);
    if (!cell) return;
    const paints = event.pointerType !== "touch" || stage.host.contains(document.activeElement);
    start = { x: event.clientX, y: event.clientY, cell, painted: false, paints };
    here = name(cell);
    stroke += 1;
    leave(() => send({ kind: "press", ...cell }));
  });
  on(stage.canvas, "pointermove", (event) => {
    const cell = cellAt(stage, event.clientX, event.clientY);
    if (!cell) return;
    const entered = name(cell) !== here;
    if (start?.paints && (entered || (!start.painted && far(event)))) {
      send({ kind: "paint", stroke, cells: start.painted ? [cell] : [start.cell, cell] });
      start.painted = true;
    } else if (!start && entered && !event.buttons) send({ kind: "hover", ...cell });
    here = name(cell);
  });
  on(stage.canvas, "dblclick", () => open(""));
  on(stage.canvas, "pointerleave", () => { here = ""; });
  on(window, "pointerup", () => { start = null; });
  on(window, "pointercancel", () => { start = null; });
}

function keys(model, stage, send, press) {
  stage.host.addEventListener("keydown", (event) => {
    if (event.target !== stage.host) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    if (event.key === "Enter" || /^[-+\u2212\u2013.,0-9]$/.test(event.key)) press(event.key);
    else if (KEYS.includes(event.key)) send({ kind: "key", key: event.key });
    else if (event.key === " " && model.get("asks") === "Check") send({ kind: "press", ...placeOf(model.get("selected")) });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

const placeOf = ({ matrix, row, column, ...rest }) => ({ matrix, row, column, ...shownOf(rest) });

// JupyterLab takes arrow keys from lists and plain letters from buttons unless the focused element itself says no. What has
// a modifier (save, run) and Escape stay JupyterLab's; undo is the explorer's, outside text fields.
function shield(el, send, signal) {
  window.addEventListener("keydown", (event) => {
    const target = event.target, command = event.ctrlKey || event.metaKey;
    if (!el.closest(".cnnlib-explorer")?.contains(target)) return;
    const undo = command && !event.shiftKey && event.key.toLowerCase() === "z";
    const lab = command || event.altKey || event.key === "Escape" || (event.shiftKey && event.key === "Enter");
    target.toggleAttribute("data-lm-suppress-shortcuts", undo || !lab);
    if (!undo || target.matches("input[type=text], input[type=number], .cnnlib-field, .cnnlib-value[data-fresh]")) return;
    event.preventDefault();                            // a field in which nothing new stands has nothing of its own to undo
    send({ kind: "undo" });
  }, { capture: true, signal });
  window.addEventListener("pointerdown", ({ target }) => {          // what a hand drags from here on is one change to undo
    if (target.closest?.(".noUi-target") && el.closest(".cnnlib-explorer")?.contains(target)) send({ kind: "grip" });
  }, { capture: true, signal });
}

// A small text field over the selected cell. It closes when its number is on its way, so that further keys belong to the
// picture again, and comes back with its text where the number is refused.
// It opens once the kernel has answered, so that it stands on the cell that is selected then; what is typed meanwhile counts.
function typing(model, stage, send, give, soon) {
  const field = document.createElement("input");
  field.className = "cnnlib-field";
  field.hidden = true;
  field.setAttribute("aria-label", "New value of the selected cell");
  stage.host.append(field);
  let early = null, cell = null;
  const close = () => { field.hidden = true; early = null; };
  const place = (text) => {
    const box = locate(stage, cell);
    if (!box) return false;
    Object.assign(field.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${Math.max(box.size * 2.2, 72)}px` });
    field.hidden = false;
    field.value = text;
    return true;
  };
  const enter = (accepted) => {
    const sent = cell, text = field.value;
    close();
    stage.host.focus();
    give(sent, text, { accepted, refused: () => again(sent, text) });
  };
  const again = (sent, text) => {
    if (!field.hidden) return;                       // another number is being typed; the status line quotes this one
    cell = sent;
    field.defaultValue = text;
    if (place(text) && stage.host.contains(document.activeElement)) field.focus();
  };
  const leave = (then) => {                          // a text that was refused, or is what it was, is let go
    if (!field.hidden && field.value !== field.defaultValue) return enter(then);
    close();
    then?.();
  };
  const open = (text) => {
    early = { text, enter: false };
    send.afterwards(show);
  };
  const press = (key) => {
    if (early === null) open(key === "Enter" ? "" : key);
    else if (key === "Enter") early.enter = true;
    else early.text += key;
  };
  const show = () => {
    if (early === null) return;
    const { text, enter: entered } = early;
    early = null;
    soon.now();
    cell = model.get("selected");
    if (!cell.editable || !place(text || cell.value)) return give(cell, text);
    field.defaultValue = cell.value;
    field.focus();
    if (!text) field.select();
    if (entered) enter();
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") { close(); stage.host.focus(); }
    if (event.key === "Enter") enter();
    if (event.key === "Tab") leave();
  });
  return { open, press, leave };
}

// The number in the selected cell. What is typed stays until it is accepted, Escape, or another cell; once the field is left,
// until the cell's number becomes another: a training that runs changes it all the time.
function valueField(model, stage, give, soon) {
  const field = stage.value, same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const where = ({ value, ...address }) => address;
  let cell = {}, kept = false, fresh = false;        // kept: the text is not the cell's; fresh: nor has it been sent
  const held = () => fresh || (document.activeElement === field && !field.readOnly);     // under a hand it stands still
  const show = (answered = false) => {
    const now = model.get("selected");
    if (!answered && (held() ? same(where(now), where(cell)) : kept && same(now, cell))) return;
    cell = now;
    kept = fresh = false;
    field.removeAttribute("data-fresh");
    if (field.value !== cell.value) field.value = cell.value;
    field.readOnly = !cell.editable;                   // disabled, it would leave its keys to the notebook: d, d deletes a cell
  };
  const again = () => { kept = fresh = false; soon(() => show(true)); };
  const leave = (then) => {
    if (!fresh) return then?.();
    fresh = false;
    give(cell, field.value, { accepted: () => { again(); then?.(); } });
  };
  field.addEventListener("input", () => { kept = fresh = true; field.setAttribute("data-fresh", ""); });
  field.addEventListener("change", () => leave());
  field.addEventListener("blur", () => show());
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") again();
    if (event.key === "Enter" && kept) { fresh = true; leave(); }       // again, too, what was lost on its way
    if (field.readOnly && event.key.length === 1 && !event.ctrlKey && !event.metaKey) give(cell, event.key);   // why not, in words
  });
  return { show, leave };
}
