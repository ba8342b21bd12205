// Shows Python's SVG and reports which cell was pointed at, pressed, painted, typed or reached with the keys. Knows no maths.

const SVG = "http://www.w3.org/2000/svg";
const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

export default { render };

function render({ model, el }) {
  const stage = build(el, model.get("hint"));
  const send = courier(model, stage);
  const soon = frames();
  let revision = -1, land = () => {}, aloft = -1;     // aloft: the picture over which numbers travel

  const showAll = () => {
    const picture = model.get("picture");
    if (picture.revision <= revision) return;
    stage.canvas.innerHTML = isDark() ? everyColour(picture.svg, darken) : picture.svg;
    fit(stage);
    if (isDark()) legible(stage.canvas);
    revision = picture.revision;
  };
  const showMotion = () => {                      // nothing stands between a hand and the picture: another number ends it
    land();
    const { moves = [], revision: over = -1 } = model.get("motion");
    aloft = over;
    land = fly(stage, moves);
  };
  const showChanges = (changes) => {
    if (changes.revision <= revision) return;
    if (changes.revision !== aloft) land();
    if (changes.base !== revision) return model.send({ kind: "refresh" });
    const parts = tonedParts(changes.parts);
    apply(stage.canvas.firstElementChild, parts);
    if (isDark()) legible(stage.canvas);
    if (changes.flash) flash(stage, parts);
    revision = changes.revision;
  };
  const give = typist(model, send), value = valueField(model, stage, give, soon);
  const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };   // same words: no new layout
  const showWords = () => {
    value.show();
    put(stage.equation, model.get("equation"));
    if (stage.lost.hidden) put(stage.status, model.get("status"));
    put(stage.live, model.get("said"));
    if (stage.host.ariaLabel !== model.get("label")) stage.host.ariaLabel = model.get("label");
  };
  const showLabels = () => {                      // of controls: a message of its own for each would make a drag slower
    for (const [name, words] of Object.entries(model.get("labels"))) {
      const label = el.closest(".cnnlib-explorer")?.querySelector(`.cnnlib-labelled-${name} > label`);
      if (label) put(label, words);
    }
  };

  showAll();
  showWords();
  if ((model.get("changes").revision ?? 0) > revision) model.send({ kind: "refresh" });
  const ask = () => soon(() => showAsks());
  const words = () => soon(showWords), motion = () => queueMicrotask(() => soon(showMotion));   // over the new picture
  const watched = { "change:picture": () => soon(showAll), "change:equation": words, "change:status": words,
                    "change:said": words, "change:selected": words, "change:label": words, "change:motion": motion,
                    "change:asks": ask, "change:labels": () => soon(showLabels),
                    "change:changes": () => { const changes = model.get("changes"); soon(() => showChanges(changes)); } };
  for (const [event, handler] of Object.entries(watched)) model.on(event, handler);
  nameControls(el, model.get("tips"), showLabels);
  const editor = typing(model, stage, send, give, soon);
  const ending = new AbortController();
  const leave = (then) => editor.leave(() => value.leave(then));
  pointing(stage, send, leave, editor.open, ending.signal);
  const touched = ({ target }) => { if (el.closest(".cnnlib-explorer")?.contains(target)) land(); };
  window.addEventListener("pointerdown", touched, { capture: true, signal: ending.signal });
  if (model.get("moves")) show(stage, send);
  const showAsks = asker(model, stage, send);
  keys(model, stage, send, editor.press);
  shield(el, send, ending.signal);
  savers(stage);
  const linking = linker(model, stage, send);
  if (model.get("moves")) paces(stage);
  const presented = present(stage, el), back = () => give.back() + send.back();
  fold(stage, el);
  const watches = [presented, watchKernel(model, stage, el, back), watchTheme(() => repaintAll(stage.canvas))];
  return () => {
    for (const [event, handler] of Object.entries(watched)) model.off(event, handler);
    for (const watch of watches) watch.disconnect();
    send.stop();
    soon.stop();
    give.stop();
    linking.stop();
    ending.abort();
    land();
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

function build(el, words) {
  const make = (tag, name, parent) => {
    const node = document.createElement(tag);
    node.className = `cnnlib-${name}`;
    parent.append(node);
    return node;
  };
  const root = make("div", "stage", el);
  const line = make("div", "line", root), status = make("div", "status", line), tools = make("div", "tools", line);
  status.setAttribute("role", "status");
  const host = make("div", "host", root);
  host.tabIndex = 0;
  host.setAttribute("role", "application");
  host.setAttribute("aria-roledescription", "interactive picture");
  host.dataset.lmSuppressShortcuts = "true";   // JupyterLab would take a plain letter for a notebook command
  const canvas = make("div", "canvas", host), lost = make("div", "again", host);
  lost.textContent = "Run this cell again: Shift+Enter";
  lost.hidden = true;
  const selected = make("div", "selected", root), label = make("label", "label", selected);
  label.textContent = "Value ";
  label.title = "The number in the selected cell; type another and press Enter";
  const value = make("input", "value", label);
  const equation = make("div", "equation", selected);
  const extra = make("div", "extra", root), hint = make("div", "hint", extra);
  hint.textContent = words;
  const files = make("div", "tools", extra);
  const live = make("div", "live", root);
  live.setAttribute("aria-live", "polite");
  return { root, host, canvas, lost, value, equation, status, live, tools, files };
}

// A picture is as wide as the page and as high as leaves room for its controls and words, whatever its own size.
function fit(stage) {
  const { width, height } = stage.canvas.firstElementChild.viewBox.baseVal;
  stage.canvas.style.setProperty("--cnnlib-aspect", width / height);
}

// ipywidgets leaves slider handles and the buttons of Play without a name for screen readers, dropdowns and checkboxes without
// their tooltips.
function nameControls(el, tips, showLabels) {
  const watch = new IntersectionObserver(() => {      // the first time the explorer is on the page as a whole
    const box = el.closest(".cnnlib-explorer");
    if (!box) return;
    showLabels();
    const name = (handle) => {
      const label = handle.closest(".widget-slider").querySelector("label");
      handle.setAttribute("aria-label", label?.textContent.split(" = ")[0] ?? "Slider");    // its number is its value
    };
    box.querySelectorAll(".noUi-handle").forEach(name);
    box.addEventListener("focusin", ({ target }) => { if (target.matches(".noUi-handle")) name(target); });   // labels change
    box.querySelectorAll(".widget-slider").forEach(speakReadout);
    box.querySelectorAll(".widget-play button").forEach((button, k) => {
      button.setAttribute("aria-label", ["Play or pause", "Stop", "Repeat"][k]);
    });
    for (const control of box.querySelectorAll(".widget-dropdown, .widget-checkbox")) {
      const tip = [...control.querySelectorAll("label")].map((label) => tips[label.textContent.trim()]).find(Boolean);
      if (!tip) continue;
      for (const node of control.querySelectorAll("[title]")) node.removeAttribute("title");
      control.title = tip;
    }
    watch.disconnect();
  });
  watch.observe(el);
}

// A slider over words says their number to a screen reader; here it says the words that stand beside it.
function speakReadout(slider) {
  const handle = slider.querySelector(".noUi-handle"), readout = slider.querySelector(".widget-readout");
  if (!readout?.checkVisibility()) return;
  const speak = () => { if (handle.ariaValueText !== readout.textContent) handle.ariaValueText = readout.textContent; };
  for (const part of [readout, handle]) new MutationObserver(speak).observe(part, { childList: true, attributes: true });
  speak();
}

// parts: {path of a group: {"fill", "text" and "look": "child|what it becomes|child|…", "node": {child: markup}}}
function apply(root, parts) {
  for (const [path, { fill = "", text = "", look = "", node = {} }] of Object.entries(parts)) {
    const group = path === "" ? root : path.split(".").reduce((parent, k) => parent.children[k], root);
    const cells = group.children;
    pairs(fill, (k, colour) => repaint(cells[k], colour));
    pairs(text, (k, words) => rewrite(cells[k], words));
    pairs(look, (k, attributes) => dress(cells[k], attributes));
    for (const [k, markup] of Object.entries(node)) replace(cells[k], markup);
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

function dress(node, look) {
  const wanted = new Map([...look.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  for (const name of node.getAttributeNames()) if (!wanted.has(name)) node.removeAttribute(name);
  for (const [name, value] of wanted) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function replace(node, markup) {
  const shell = document.createElementNS(SVG, "g");
  shell.innerHTML = markup;
  node.replaceWith(shell.firstChild);
}

// The cell under a point of the screen, by the geometry of its matrix: {matrix, row, column} or null; with the example, channel
// and filter where the matrix shows one of several. In a bar of squares, one for each channel, `pick` says what they choose.
function cellAt(stage, x, y) {
  const group = document.elementFromPoint(x, y)?.closest("g[data-name]");
  if (!group || !stage.canvas.contains(group)) return null;
  const point = new DOMPoint(x, y).matrixTransform(group.getScreenCTM().inverse());
  const squares = group.firstElementChild, size = squares.transform.baseVal[0].matrix.a, data = group.dataset;
  const columns = Number(data.columns ?? 1), rows = squares.children.length / columns;
  const row = Math.floor(point.y / size), column = Math.floor(point.x / size);
  if (row < 0 || column < 0 || row >= rows || column >= columns) return null;
  if (data.pick) return { matrix: data.name, row: 0, column: row * columns + column, pick: data.pick };
  return { matrix: data.name, row: row + Number(data.row ?? 0), column: column + Number(data.column ?? 0), ...shownOf(data) };
}

const AXES = ["example", "channel", "filter"];
const shownOf = (data) => Object.fromEntries(AXES.filter((axis) => axis in data).map((axis) => [axis, Number(data[axis])]));

// Where a cell stands on the page: on the map, which comes first, or in the last matrix that shows it.
function locate(stage, cell, last = false) {
  const { matrix, row, column } = cell, groups = [...stage.canvas.querySelectorAll(`g[data-name="${matrix}"]:not([data-pick])`)];
  for (const group of last ? groups.reverse() : groups) {
    if (Object.entries(shownOf(group.dataset)).some(([axis, place]) => cell[axis] !== place)) continue;
    const columns = Number(group.dataset.columns ?? 1);
    const down = row - Number(group.dataset.row ?? 0), right = column - Number(group.dataset.column ?? 0);
    if (right < 0 || right >= columns) continue;   // another block of the same matrix
    const square = group.firstElementChild.children[down * columns + right]?.getBoundingClientRect();
    const host = stage.host.getBoundingClientRect();
    if (square) return { x: square.x - host.x, y: square.y - host.y, size: square.width };
  }
  return null;
}

function savers(stage) {
  const add = (text, tooltip, act) => {
    const button = tool({ tools: stage.files }, text, tooltip);
    button.addEventListener("click", act);
  };
  const source = () => {                               // a picture that is kept is light
    const text = new XMLSerializer().serializeToString(stage.canvas.firstElementChild);
    return isDark() ? everyColour(text, lighten).replace(/ style="[^"]*"/g, "") : text;
  };
  add("Save SVG", "Save the picture as it stands, sharp at any size",
      () => save(new Blob([source()], { type: "image/svg+xml" }), "picture.svg"));
  add("Save PNG", "Save the picture as it stands, as pixels", () => savePng(source()));
}
