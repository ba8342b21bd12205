// Numbers that travel over the picture, from one cell to another. Joined to stage.js, which calls it. Knows no maths: Python says
// what leaves, what it meets on its way and what arrives.

const PACES = { Off: [0, 0], Fast: [150, 60], Normal: [300, 120], Slow: [400, 260] };   // milliseconds: a flight, between two
const TOGETHER = 1500, LARGE = 24;                       // milliseconds: from the first to the last; pixels: a cell of the lens
let pace = "Normal";                                     // one for all explorers of a page

const still = () => !PACES[pace][0] || matchMedia("(prefers-reduced-motion: reduce)").matches;

// Lets the tokens of some moves fly. Returns a function that stops it all.
function fly(stage, moves) {
  const [flight, apart] = PACES[pace];
  if (moves.length === 0 || still()) return () => {};
  const sky = add("div", "sky", stage.host), running = [], veils = new Map(), sums = new Map();
  const stop = () => { for (const one of running) one.cancel(); sky.remove(); };
  const routes = routesOf(stage, moves), wait = Math.min(apart, TOGETHER / moves.length);
  moves.forEach((move, k) => {
    const key = JSON.stringify(move.to), end = routes[k]?.at(-1);
    if (end && !veils.has(key)) veils.set(key, covered(add("div", "veil", sky), end));
  });
  moves.forEach((move, k) => {
    if (!routes[k]) return;
    const key = JSON.stringify(move.to), timing = { delay: k * wait, duration: flight, fill: "both", easing: "ease-in-out" };
    const token = tokenOf(sky, move, moves.length > 12), lane = moves.length > 12 ? 0 : 24 * (k % 3 - 1);
    const travel = token.animate(pathOf(routes[k], lane, move.lands), timing);
    running.push(travel, ...words(token, timing));
    travel.finished.then(() => {
      token.remove();
      if (!moves.some((other, j) => j > k && routes[j] && JSON.stringify(other.to) === key)) veils.get(key).remove();
      if (move.sum === undefined) return;
      if (!sums.has(key)) sums.set(key, above(add("div", "sum", sky), routes[k].at(-1)));
      sums.get(key).textContent = move.sum;
    }, () => {});
  });
  const last = sky.animate([{ opacity: 1 }, { opacity: 1, offset: 0.6 }, { opacity: 0 }],
                           { delay: (moves.length - 1) * wait + flight, duration: 700, fill: "forwards" });
  running.push(last);
  last.finished.then(stop, () => {});
  return stop;
}

// Where each move leaves, what it meets on its way, where it arrives: in the lens if it shows both ends of all, else on the map.
function routesOf(stage, moves) {
  const close = (cell) => { const box = locate(stage, cell, true); return box && box.size >= LARGE ? box : null; };
  const inLens = moves.every((move) => close(move.from) && close(move.to));
  const find = inLens ? close : (cell) => locate(stage, cell);
  return moves.map((move) => {
    const route = [move.from, move.via, move.to].map((cell) => cell && find(cell));
    return route[0] && route[2] ? route.filter(Boolean) : null;
  });
}

// A token's path: it leaves its cell, meets what it is multiplied by, and lands in the other or fades before it is there.
function pathOf(route, lane, lands) {
  const at = ({ x, y, size }, by = 0) => ({
    transform: `translate(${x + size / 2}px, ${y + size / 2 + by}px) translate(-50%, -50%)`, opacity: 1 });
  const start = route[0], end = route.at(-1), share = lands ? 1 : 0.8;
  const between = route[1] === end ? { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2, size: end.size } : route[1];
  const goal = { x: between.x + share * (end.x - between.x), y: between.y + share * (end.y - between.y), size: end.size };
  return [{ ...at(start), opacity: 0 }, { ...at(start), offset: 0.1 }, { ...at(between, lane), offset: 0.45 },
          { ...at(between, lane), offset: 0.6 }, { ...at(goal), opacity: lands ? 1 : 0 }];
}

function tokenOf(sky, move, small) {
  const token = add("div", "token", sky);
  token.style.background = isDark() ? darken(move.fill) : move.fill;
  if (!small) for (const text of [move.start, `${move.start} ${move.by}`.trim(), move.end]) add("span", "words", token).textContent = text;
  return token;
}

// The number that leaves, then that number and what it meets, then what arrives.
function words(token, timing) {
  const shows = [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]], offsets = [0, 0.38, 0.4, 0.72, 0.74, 1];
  return [...token.children].map((span, k) => span.animate(
    shows[k].map((opacity, j) => ({ opacity, offset: offsets[j] })), { ...timing, easing: "linear" }));
}

// Hides the number of a cell until it has arrived.
function covered(cover, { x, y, size }) {
  Object.assign(cover.style, { left: `${x}px`, top: `${y}px`, width: `${size}px`, height: `${size}px` });
  return cover;
}

function above(sum, { x, y, size }) {
  Object.assign(sum.style, { left: `${x + size / 2}px`, top: `${y - 4}px` });
  return sum;
}

function add(tag, name, parent) {
  const node = document.createElement(tag);
  node.className = `cnnlib-${name}`;
  parent.append(node);
  return node;
}

// How fast numbers travel, for all explorers of the page.
function paces(stage) {
  const label = document.createElement("label"), select = document.createElement("select");
  label.textContent = "Motion ";
  label.title = "How fast numbers travel over the picture";
  for (const name of Object.keys(PACES)) select.add(new Option(name, name, name === pace, name === pace));
  select.addEventListener("change", () => { pace = select.value; });
  select.addEventListener("focus", () => { select.value = pace; });
  label.append(select);
  stage.files.append(label);
}
