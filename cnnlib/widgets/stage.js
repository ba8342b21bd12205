// Shows Python's SVG and reports which cell was pointed at, pressed, painted, typed or reached with the keys. Knows no maths.

const SVG = "http://www.w3.org/2000/svg";
const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

export default { render };

function render({ model, el }) {
  const stage = build(model, el);
  const send = courier(model);
  const soon = frames();
  let revision = -1;

  const showAll = () => {
    const picture = model.get("picture");
    if (picture.revision <= revision) return;
    stage.canvas.innerHTML = picture.svg;
    fit(stage);
    revision = picture.revision;
  };
  const showChanges = (changes) => {
    if (changes.revision <= revision) return;
    if (changes.base !== revision) return model.send({ kind: "refresh" });
    apply(stage.canvas.firstElementChild, changes.parts);
    revision = changes.revision;
  };
  const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };   // same words: no new layout
  const showWords = () => {
    put(stage.equation, model.get("equation"));
    put(stage.status, model.get("status"));
    put(stage.live, model.get("said"));
    if (stage.host.ariaLabel !== model.get("label")) stage.host.ariaLabel = model.get("label");
  };

  showAll();
  showWords();
  if ((model.get("changes").revision ?? 0) > revision) model.send({ kind: "refresh" });
  const words = () => soon(showWords);
  const watched = { "change:picture": () => soon(showAll), "change:equation": words, "change:status": words,
                    "change:said": words, "change:label": words,
                    "change:changes": () => { const changes = model.get("changes"); soon(() => showChanges(changes)); } };
  for (const [event, handler] of Object.entries(watched)) model.on(event, handler);
  nameControls(el);
  const editor = typing(model, stage, send, soon);
  const ending = new AbortController();
  pointing(stage, send, editor, ending.signal);
  keys(stage, send, editor);
  buttons(stage);
  return () => {
    for (const [event, handler] of Object.entries(watched)) model.off(event, handler);
    send.stop();
    soon.stop();
    editor.stop();
    ending.abort();
  };
}

// What arrives is drawn at the next frame, so that the message which lets a slider move on need not wait for the drawing.
// A page in the background has no frames: there it is drawn at once.
function frames() {
  const waiting = new Set();
  let next = 0;
  const draw = () => {
    next = 0;
    const acts = [...waiting];
    waiting.clear();
    for (const act of acts) act();
  };
  const soon = (act) => {
    waiting.add(act);
    if (document.hidden) draw();
    else next ||= requestAnimationFrame(draw);
  };
  soon.now = () => { cancelAnimationFrame(next); draw(); };
  soon.stop = () => cancelAnimationFrame(next);
  return soon;
}

function build(model, el) {
  const make = (tag, name, parent) => {
    const node = document.createElement(tag);
    node.className = `cnnlib-${name}`;
    parent.append(node);
    return node;
  };
  const root = make("div", "stage", el);
  const status = make("div", "status", root);
  status.setAttribute("role", "status");
  const host = make("div", "host", root);
  host.tabIndex = 0;
  host.setAttribute("role", "application");
  host.setAttribute("aria-roledescription", "interactive picture");
  host.dataset.lmSuppressShortcuts = "true";   // JupyterLab would take a plain letter for a notebook command
  const canvas = make("div", "canvas", host);
  const hint = make("div", "hint", root);
  hint.textContent = "Click or arrow keys select a cell, Page Up and Page Down another matrix; Enter or a digit types a number.";
  const equation = make("div", "equation", root);
  const live = make("div", "live", root);
  live.setAttribute("aria-live", "polite");
  const tools = make("div", "tools", root);
  return { root, host, canvas, equation, status, live, tools };
}

// A picture shrinks with the page, down to 720 pixels or its own width; below that it scrolls. "Larger" is half as much again.
function fit(stage) {
  const picture = stage.canvas.firstElementChild, width = Number(picture.getAttribute("width"));
  const larger = stage.root.classList.contains("cnnlib-larger");
  picture.style.minWidth = `${larger ? 1.5 * width : Math.min(width, 720)}px`;
}

// ipywidgets leaves slider handles and the buttons of Play without a name for screen readers.
function nameControls(el) {
  const watch = new IntersectionObserver(() => {      // the first time the explorer is on the page as a whole
    const box = el.closest(".cnnlib-explorer");
    if (!box) return;
    for (const slider of box.querySelectorAll(".widget-slider")) {
      const name = slider.querySelector("label")?.textContent ?? "Slider";
      slider.querySelectorAll(".noUi-handle").forEach((handle) => handle.setAttribute("aria-label", name));
    }
    box.querySelectorAll(".widget-play button").forEach((button, k) => {
      button.setAttribute("aria-label", ["Play or pause", "Stop", "Repeat"][k]);
    });
    watch.disconnect();
  });
  watch.observe(el);
}

// Two events travel at a time, which a distant kernel needs to keep up with a drag; meanwhile the others wait: of hovers
// only the last, painted cells together.
function courier(model) {
  const queue = [];
  let travelling = 0, whenIdle = null;
  const next = () => {
    if (queue.length > 0 && travelling < 2) {
      travelling += 1;
      model.send(queue.shift());
    } else if (queue.length === 0 && travelling === 0 && whenIdle) {
      const act = whenIdle;
      whenIdle = null;
      act();
    }
  };
  const arrived = (message) => {
    if (message.kind !== "done") return;
    travelling = Math.max(travelling - 1, 0);
    next();
  };
  model.on("msg:custom", arrived);
  const send = (event) => {
    const last = queue.at(-1);
    if (event.kind === "paint" && last?.kind === "paint") last.cells.push(...event.cells);
    else if (event.kind === "hover" && last?.kind === "hover") Object.assign(last, event);
    else queue.push(event);
    next();
  };
  send.afterwards = (act) => { whenIdle = act; next(); };   // once the kernel has answered everything
  send.stop = () => model.off("msg:custom", arrived);
  return send;
}

// parts: {path of a group: {"fill" and "text": "child|what it becomes|child|…", "node": {child: markup}}}
function apply(root, parts) {
  for (const [path, { fill = "", text = "", node = {} }] of Object.entries(parts)) {
    const group = path === "" ? root : path.split(".").reduce((parent, k) => parent.children[k], root);
    pairs(fill, (k, colour) => repaint(group.children[k], colour));
    pairs(text, (k, words) => rewrite(group.children[k], words));
    for (const [k, markup] of Object.entries(node)) replace(group.children[k], markup);
  }
}

function pairs(list, act) {
  const items = list === "" ? [] : list.split("|");
  for (let k = 0; k < items.length; k += 2) act(items[k], items[k + 1]);
}

// A text that stays in place costs the browser less than a new one.
function rewrite(node, words) {
  if (node.firstChild) node.firstChild.data = words;
  else node.textContent = words;
}

function repaint(node, fill) {
  if (fill === "") node.removeAttribute("fill");
  else node.setAttribute("fill", fill);
}

function replace(node, markup) {
  const shell = document.createElementNS(SVG, "g");
  shell.innerHTML = markup;
  node.replaceWith(shell.firstChild);
}

// The cell under a point of the screen, by the geometry of its matrix: {matrix, row, column} or null.
function cellAt(stage, x, y) {
  const group = document.elementFromPoint(x, y)?.closest("g[data-name]");
  if (!group || !stage.canvas.contains(group)) return null;
  const point = new DOMPoint(x, y).matrixTransform(group.getScreenCTM().inverse());
  const squares = group.firstElementChild, size = squares.transform.baseVal[0].matrix.a;
  const columns = Number(group.dataset.columns ?? 1), rows = squares.children.length / columns;
  const row = Math.floor(point.y / size), column = Math.floor(point.x / size);
  if (row < 0 || column < 0 || row >= rows || column >= columns) return null;
  return { matrix: group.dataset.name, row: row + Number(group.dataset.row ?? 0),
           column: column + Number(group.dataset.column ?? 0) };
}

// A press selects; moving on paints: the cell pressed, too, once the pointer has moved a little inside it.
function pointing(stage, send, editor, signal) {
  let start = null, here = "", stroke = 0;
  const name = (cell) => `${cell.matrix} ${cell.row} ${cell.column}`;
  const on = (target, kind, handler) => target.addEventListener(kind, handler, { signal });
  const far = (event) => Math.hypot(event.clientX - start.x, event.clientY - start.y) > 4;
  on(stage.canvas, "pointerdown", (event) => {
    const cell = cellAt(stage, event.clientX, event.clientY);
    if (!cell) return;
    editor.close();
    start = { x: event.clientX, y: event.clientY, cell, painted: false };
    here = name(cell);
    stroke += 1;
    send({ kind: "press", ...cell });
  });
  on(stage.canvas, "pointermove", (event) => {
    const cell = cellAt(stage, event.clientX, event.clientY);
    if (!cell) return;
    const entered = name(cell) !== here;
    if (start && (entered || (!start.painted && far(event)))) {
      send({ kind: "paint", stroke, cells: start.painted ? [cell] : [start.cell, cell] });
      start.painted = true;
    } else if (!start && entered && !event.buttons) send({ kind: "hover", ...cell });
    here = name(cell);
  });
  on(stage.canvas, "dblclick", () => editor.open(""));
  on(stage.canvas, "pointerleave", () => { here = ""; });
  on(window, "pointerup", () => { start = null; });
  on(window, "pointercancel", () => { start = null; });
}

function keys(stage, send, editor) {
  stage.host.addEventListener("keydown", (event) => {
    if (event.target !== stage.host) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "z") send({ kind: "undo" });
    else if (command || event.altKey || event.key === "Tab") return;
    else if (event.key === "Enter" || /^[-0-9.,]$/.test(event.key)) editor.press(event.key);
    else if (KEYS.includes(event.key)) send({ kind: "key", key: event.key });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// A small text field over the selected cell; it stays open, text and all, until the number is accepted or Escape.
// It opens once the kernel has answered, so that it stands on the cell that is selected then; what is typed meanwhile counts.
function typing(model, stage, send, soon) {
  const field = document.createElement("input");
  field.className = "cnnlib-field";
  field.hidden = true;
  field.setAttribute("aria-label", "New value of the selected cell");
  stage.host.append(field);
  let early = null, cell = null;
  const close = () => { field.hidden = true; early = null; };
  const enter = () => send({ kind: "type", matrix: cell.matrix, row: cell.row, column: cell.column, text: field.value });
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
    const box = locate(stage, cell.matrix, cell.row, cell.column);
    if (!cell.editable || !box) return send({ kind: "type", matrix: cell.matrix, row: cell.row, column: cell.column, text });
    Object.assign(field.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${Math.max(box.size * 2.2, 72)}px` });
    field.hidden = false;
    field.value = text || cell.value;
    field.focus();
    if (!text) field.select();
    if (entered) enter();
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") { close(); stage.host.focus(); }
    if (event.key === "Enter") enter();
  });
  const accepted = (message) => {
    if (message.kind !== "accepted" || field.hidden) return;
    close();
    stage.host.focus();
  };
  model.on("msg:custom", accepted);
  return { open, close, press, stop: () => model.off("msg:custom", accepted) };
}

function locate(stage, matrix, row, column) {
  for (const group of stage.canvas.querySelectorAll(`g[data-name="${matrix}"]`)) {
    const columns = Number(group.dataset.columns ?? 1);
    const down = row - Number(group.dataset.row ?? 0), right = column - Number(group.dataset.column ?? 0);
    if (right < 0 || right >= columns) continue;   // another block of the same matrix
    const square = group.firstElementChild.children[down * columns + right]?.getBoundingClientRect();
    const host = stage.host.getBoundingClientRect();
    const { scrollLeft, scrollTop } = stage.host;      // "Larger" scrolls
    if (square) return { x: square.x - host.x + scrollLeft, y: square.y - host.y + scrollTop, size: square.width };
  }
  return null;
}

function buttons(stage) {
  const add = (text, tooltip, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.title = tooltip;
    button.addEventListener("click", act);
    stage.tools.append(button);
    return button;
  };
  const source = () => new XMLSerializer().serializeToString(stage.canvas.firstElementChild);
  add("Save SVG", "Save the picture as it stands, sharp at any size",
      () => save(new Blob([source()], { type: "image/svg+xml" }), "picture.svg"));
  add("Save PNG", "Save the picture as it stands, as pixels", () => savePng(source()));
  const size = add("Larger", "A size for the projector", () => {
    size.setAttribute("aria-pressed", stage.root.classList.toggle("cnnlib-larger"));
    fit(stage);
  });
  size.setAttribute("aria-pressed", false);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function savePng(source) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, "picture.png"));
  };
  image.src = "data:image/svg+xml," + encodeURIComponent(source);
}
