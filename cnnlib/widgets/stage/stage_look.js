// How a stage looks: light or dark, changed cells that flash, full screen, what folds away, a kernel that is gone.
// Joined to stage.js, which calls it.

// A colour in the dark: hue and strength stay, its lightness turns over, and black is lifted to the grey of a dark page.
const LIFT = 22, darkened = new Map(), lightened = new Map();
function darken(colour) {
  const light = (colour.length > 4 ? colour : colour.replace(/\w/g, "$&$&")).toUpperCase();
  if (!darkened.has(light)) {
    const parts = [1, 3, 5].map((k) => parseInt(light.slice(k, k + 2), 16));
    const by = 255 - Math.max(...parts) - Math.min(...parts);
    const dark = `#${parts.map((part) => lifted(part + by).toString(16).padStart(2, "0")).join("").toUpperCase()}`;
    darkened.set(light, dark);
    lightened.set(dark, light);
  }
  return darkened.get(light);
}

const lifted = (part) => Math.round(LIFT + part * (255 - LIFT) / 255);
const lighten = (colour) => lightened.get(colour.toUpperCase()) ?? colour;
const everyColour = (text, turn) => text.replace(/#(?:[0-9a-f]{6}|[0-9a-f]{3})\b/gi, turn);
const isDark = () => document.body.dataset.jpThemeLight === "false";

// Calls act() whenever JupyterLab changes its theme.
function watchTheme(act) {
  let dark = isDark();
  const watch = new MutationObserver(() => {
    if (isDark() === dark) return;
    dark = isDark();
    act();
  });
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  return watch;
}

// The parts of a change, of their text, in the colours of the theme.
function tonedParts(text) {
  return JSON.parse(isDark() ? everyColour(text, darken) : text);
}

// In the dark a number is black or white by the colour its cell has there; what Python chose is for the light.
const inks = new Map();
function inkOn(fill) {
  if (!inks.has(fill)) {
    const [red, green, blue] = [1, 3, 5].map((k) => parseInt(fill.slice(k, k + 2), 16) / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    inks.set(fill, 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.197 ? darken("#FFF") : darken("#000"));
  }
  return inks.get(fill);
}

function legible(root) {
  const dark = isDark(), chosen = [null, darken("#FFF"), darken("#000")];     // others are no numbers of a cell
  for (const matrix of root.querySelectorAll("g[data-name]")) {
    const [{ children: squares }, , ...groups] = matrix.children;
    for (const group of groups) {
      [...group.children].filter((one) => one.tagName === "text").forEach((text, k) => {
        if (!dark) text.removeAttribute("style");
        else if (chosen.includes(text.getAttribute("fill"))) {
          text.style.fill = inkOn(squares[k].getAttribute("fill") ?? darken("#FFF"));
        }
      });
    }
  }
}

function repaintAll(root) {
  const turn = isDark() ? darken : lighten;
  for (const node of root.querySelectorAll("[fill], [stroke]")) {
    for (const name of ["fill", "stroke"]) {
      if (node.getAttribute(name)?.startsWith("#")) node.setAttribute(name, turn(node.getAttribute(name)));
    }
  }
  legible(root);
}

// Outlines the cells that another number or colour has come to, and lets the outlines fade. One element for all of them.
function flash(stage, parts) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const root = stage.canvas.firstElementChild, squares = changedSquares(root, parts);
  if (squares.size === 0) return;
  const frame = root.getBoundingClientRect();
  const d = [...squares].map((square) => {
    const box = square.getBoundingClientRect();
    return `M${box.x - frame.x} ${box.y - frame.y}h${box.width}v${box.height}h${-box.width}z`;
  });
  const veil = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  veil.classList.add("cnnlib-flash");
  path.setAttribute("d", d.join(""));
  veil.append(path);
  stage.canvas.append(veil);
  veil.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 700, easing: "ease-out" }).finished
    .then(() => veil.remove(), () => veil.remove());
}

// The squares of the matrices in which a fill or a text has changed: children 0 and 2 of a matrix's group.
function changedSquares(root, parts) {
  const found = new Set();
  for (const [path, { fill = "", text = "" }] of Object.entries(parts)) {
    const group = path === "" ? root : path.split(".").reduce((parent, k) => parent.children[k], root);
    const matrix = group.parentElement;
    if (!matrix?.dataset?.name) continue;
    const cells = matrix.firstElementChild.children;
    pairs(fill, (k) => { if (group === matrix.firstElementChild) found.add(cells[k]); });
    pairs(text, (k) => { if (group === matrix.children[2]) found.add(cells[k]); });
  }
  found.delete(undefined);
  return found;
}

function fold(stage, el) {
  const more = tool(stage, "More", "Cell picker, undo, reset, saving, keys");
  more.setAttribute("aria-expanded", false);
  more.addEventListener("click", () => {
    const box = el.closest(".cnnlib-explorer"), open = box?.classList.toggle("cnnlib-open");
    more.setAttribute("aria-expanded", Boolean(open));
    if (!open) return;
    for (const part of [".cnnlib-folds", ".cnnlib-first"]) {      // as far down as leaves the first row in sight
      box.querySelector(part)?.scrollIntoView({ block: "nearest" });
    }
  });
}

function show(stage, send) {
  const button = tool(stage, "Show me", "Numbers travel to the selected cell: see where it comes from");
  button.addEventListener("click", () => {
    if (still()) stage.status.textContent = "Nothing moves here: Motion is Off, or this computer asks for less of it.";
    else send({ kind: "show" });
  });
}

function present(stage, el) {
  const button = tool(stage, "Present", "Full screen, for a projector; Escape leaves it");
  const box = () => el.closest(".cnnlib-explorer") ?? stage.root;
  const watch = () => button.setAttribute("aria-pressed", document.fullscreenElement === box());
  document.addEventListener("fullscreenchange", watch);
  button.addEventListener("click", () => {
    if (document.fullscreenElement) return document.exitFullscreen();
    box().requestFullscreen?.().catch(() => { stage.status.textContent = "This page may not fill the screen."; });
  });
  watch();
  return { disconnect: () => document.removeEventListener("fullscreenchange", watch) };
}

function tool(stage, text, tooltip) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: text, title: tooltip });
  stage.tools.append(button);
  return button;
}
